"""Forms of the reading desk; the verbs of drafts check what is typed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.engines.drafts import phrases
from bihuan.ground.directory.models import Place
from bihuan.ground.reading.sources import MOST_BYTES
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.windows.desk.drafting import words

PASTED_MOST = 400_000
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_FILE = forms.ClearableFileInput(
    attrs={
        "accept": ".txt,.docx,.pdf,text/plain,application/pdf",
        "data-max-bytes": MOST_BYTES,
    }
)


def choices(named: Mapping[str, Promise], empty: Any = None) -> list[tuple[str, Any]]:
    return [*([("", empty)] if empty is not None else []), *named.items()]


class NewDraft(forms.Form):
    file = forms.FileField(
        label=_("The standard as a file"),
        required=False,
        widget=_FILE,
        help_text=_("Text, DOCX or a PDF with text, up to 30 MB."),
    )
    text = forms.CharField(
        label=_("or its text"),
        required=False,
        max_length=PASTED_MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Paste it as it stands, with its numbers."),
    )
    only = forms.IntegerField(
        label=_("Only document number"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Of a file with several documents; left empty, all of them are one standard."),
    )
    title = forms.CharField(label=_("Title"), max_length=120)
    issuer = forms.CharField(label=_("Issued by"), max_length=120)
    pack = forms.CharField(
        label=_("Short name"),
        max_length=50,
        help_text=_(
            "Small letters, digits, hyphens, such as chengnan-service. A new edition keeps the name."
        ),
    )
    edition = forms.CharField(label=_("Edition"), max_length=20, help_text=_("Such as 2026.1."))
    in_force = forms.DateField(label=_("In force from"), widget=_DATE)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("For which place"), empty_label=None)
    base = forms.ChoiceField(
        label=_("Starts from"),
        help_text=_(
            "Case kinds, ways of handling, roles and hours come from this edition; its time limits do not."
        ),
    )

    def __init__(self, *args: Any, places: Any, bases: Iterable[Pack], locale: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["base"].choices = [  # type: ignore[attr-defined]
            (pack.name, f"{pack.title.say(locale)} {pack.edition}") for pack in bases
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        given = [name for name in ("file", "text") if said.get(name)]
        if len(given) != 1 and not self.errors.keys() & {"file", "text"}:
            self.add_error("file", _("Give either a file or its text."))
        return said


class Change(forms.Form):
    """What a clause asks for; names and values are those of a reading."""

    kind = forms.ChoiceField(label=_("Type of promise"), choices=lambda: choices(words.KINDS))
    modality = forms.ChoiceField(label=_("Obligation"), choices=lambda: choices(words.MODALITIES))
    bound = forms.ChoiceField(label=_("Bound"), required=False, choices=lambda: choices(words.BOUNDS, "—"))
    value = forms.CharField(label=_("Value"), required=False, max_length=20)
    value_max = forms.CharField(label=_("to (in a range)"), required=False, max_length=20)
    unit = forms.ChoiceField(label=_("Unit of measure"), required=False)
    per = forms.ChoiceField(label=_("per"), required=False)
    calendar = forms.ChoiceField(
        label=_("Counts"), required=False, choices=lambda: choices(words.CALENDARS, "—")
    )
    subject = forms.CharField(label=_("Who or what"), required=False, max_length=80)
    start = forms.CharField(label=_("Runs from"), required=False, max_length=80)
    stop = forms.CharField(label=_("Runs until"), required=False, max_length=80)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        # A unit that has no word here, or a length such as "2 hour", stays what it is.
        said = self.initial
        self.fields["unit"].choices = _with(choices(words.UNITS, "—"), said.get("unit"))  # type: ignore[attr-defined]
        self.fields["per"].choices = _with(choices(words.PERS, "—"), said.get("per"))  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _with(known: list[tuple[str, Any]], value: Any) -> list[tuple[str, Any]]:
    return known if not value or value in dict(known) else [*known, (value, value)]


class Add(Change):
    words = forms.CharField(
        label=_("Its words in the clause"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Select them above, or copy them."),
    )
    field_order = ("words",)


class Bind(forms.Form):
    """What shall hold it; only the fields of the chosen holder count."""

    to = forms.ChoiceField(
        label=_("Held by"),
        choices=[
            ("promise", _("a clock of a case kind")),
            ("indicator", _("a figure with a target")),
            ("duty", _("a duty that people record")),
            ("sheet", _("an inspection sheet")),
        ],
    )
    kind = forms.ChoiceField(label=_("Case kind"), required=False)
    also = forms.MultipleChoiceField(label=_("and for"), required=False, widget=forms.CheckboxSelectMultiple)
    start = forms.ChoiceField(label=_("Clock starts on"), required=False)
    stop = forms.ChoiceField(label=_("Clock stops on"), required=False)
    allowance = forms.CharField(
        label=_("Time allowed"),
        required=False,
        max_length=40,
        help_text=_("45min, 4h; 2wd working days, 3wh working hours; 10d, 1mo; same-day 17:00."),
    )
    gravity = forms.ChoiceField(
        label=_("For which cases"), required=False, choices=lambda: choices(words.GRAVITIES)
    )
    public = forms.BooleanField(label=_("Customers see it as a promise"), required=False)
    measure = forms.ChoiceField(label=_("Figure"), required=False)
    title = forms.CharField(label=_("The figure's name"), required=False, max_length=60)
    target = forms.CharField(label=_("Target"), required=False, max_length=8)
    better = forms.ChoiceField(
        label=_("Better is"), required=False, choices=[("higher", _("more")), ("lower", _("less"))]
    )
    every = forms.ChoiceField(label=_("How often"), required=False, choices=lambda: choices(words.EVERY))

    #: Which fields belong to which holder.
    OF = {
        "promise": ("kind", "also", "start", "stop", "allowance", "gravity", "public"),
        "indicator": ("kind", "measure", "title", "target", "better"),
        "duty": ("every",),
        "sheet": (),
    }

    def __init__(self, *args: Any, base: Pack, locale: str, **named: Any) -> None:
        super().__init__(*args, **named)
        kinds = [(kind.id, kind.title.say(locale)) for kind in base.rows("kinds").values()]
        events = [(event, title.say(locale)) for event, title in phrases.TITLES.items()]
        measures = [(id, title.say(locale)) for id, title in phrases.MEASURE_TITLES.items()]
        for name, offered in (
            ("kind", kinds),
            ("also", kinds),
            ("start", events),
            ("stop", events),
            ("measure", measures),
        ):
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def binding(self) -> dict[str, Any]:
        said = self.cleaned_data
        wanted = {name: said[name] for name in self.OF[said["to"]] if said.get(name) not in ("", None, [])}
        return {"to": said["to"], **wanted}


class Reject(forms.Form):
    why = forms.CharField(label=_("Why"), required=False, max_length=300)


class Hold(forms.Form):
    held = forms.ChoiceField(
        label=_("The whole clause"),
        choices=[("people", _("is checked by people")), ("text", _("stays text")), ("", _("is open"))],
        required=False,
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why nothing can hold it"), required=False, max_length=300)


class AcceptAll(forms.Form):
    kind = forms.ChoiceField(
        label=_("Type of promise"), required=False, choices=lambda: choices(words.KINDS, _("all kinds"))
    )


class Words(forms.Form):
    words = forms.CharField(
        label=_("Remark"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class Drop(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=300)


class AdoptDraft(forms.Form):
    place = forms.ModelChoiceField(
        Place.objects.filter(closed_at=None), label=_("Place"), empty_label=_("Please choose")
    )
    since = forms.DateField(label=_("From"), widget=_DATE)


def bases() -> list[Pack]:
    """Editions with case kinds of their own."""
    return [pack for pack in adoption.editions().values() if pack.rows("kinds")]
