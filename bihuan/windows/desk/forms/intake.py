"""The one form of the fast intake."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.intake import LONGEST, Details
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.models import Team
from bihuan.ground.standards.packs import Pack
from bihuan.windows.desk.classifying import trail
from bihuan.windows.desk.filters import category_choices
from bihuan.windows.desk.showing import supplies

MOST_FILES = 9


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to choose from: places as (id, name), and the kinds the clerk may accept."""

    pack: Pack
    posts: tuple[tuple[str, str], ...]
    kinds: frozenset[str]
    locale: str

    def choices(self) -> dict[str, list[Any]]:
        rows, locale = self.pack.rows, self.locale
        kinds = [kind for kind in rows("kinds").values() if kind.id in self.kinds]
        channels = [channel for channel in rows("channels").values() if not channel.outside]
        return {
            "post": list(self.posts),
            "kind": [(kind.id, kind.title.say(locale)) for kind in kinds],
            "channel": [(channel.id, channel.title.say(locale)) for channel in channels],
            "category": [("", _("not decided yet")), *category_choices(self.pack, locale)],
            "supply": [("", _("none")), *supplies().items()],
        }


class Intake(forms.Form):
    """Field names are those of `Details`, so that the engine's refusals find their field."""

    post = forms.ChoiceField(label=_("For"), required=False)
    reporter_phone = forms.CharField(
        label=_("Caller's phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Without a phone the case can be neither contacted nor called back."),
    )
    reporter_name = forms.CharField(label=_("Name"), required=False, max_length=LONGEST["reporter_name"])
    account_number = forms.CharField(
        label=_("Account number"), required=False, max_length=LONGEST["account_number"]
    )
    channel = forms.ChoiceField(label=_("Channel"))
    text = forms.CharField(
        label=_("What the customer says"),
        max_length=LONGEST["text"],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    title = forms.CharField(
        label=_("In one line"),
        required=False,
        max_length=LONGEST["title"],
        help_text=_("Left empty, the first line of the text is taken."),
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=LONGEST["address"])
    category = forms.ChoiceField(label=_("Category"), required=False)
    supply = forms.ChoiceField(label=_("Supply"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    gravity = forms.ChoiceField(label=_("Gravity"), choices=Case.Gravity.choices, initial="ordinary")
    from_superior = forms.BooleanField(label=_("Handed down by a superior unit"), required=False)
    confidential = forms.BooleanField(label=_("Confidential"), required=False)
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Dispatch at once to"), required=False, empty_label=_("Dispatch later")
    )
    instruction = forms.CharField(label=_("Instruction for the unit"), required=False, max_length=300)
    path = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    known = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offer: Offer, **named: Any) -> None:
        super().__init__(*args, **named)
        self.offer = offer
        for name, choices in offer.choices().items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        units = Team.objects.filter(closed_at=None, kind=Team.Kind.UNIT).order_by("id")
        self.fields["team"].queryset = units  # type: ignore[attr-defined]

    def details(self) -> Details:
        return Details(**{name: self.cleaned_data[name] for name in Details.__slots__})

    def redrawn(self, path: str, known: Iterable[int] = ()) -> "Intake":
        """The same form with what was typed, not judged, at another step of the guided questions."""
        typed = (
            {name: self.data.get(name) for name in self.fields if name in self.data} if self.is_bound else {}
        )
        seen = self.known_ids() | set(known)
        start = {**self.initial, **typed, "path": path, "known": ",".join(map(str, sorted(seen)))}
        if kind := trail(self.offer.pack, path).kind:
            start["kind"] = kind
        return Intake(offer=self.offer, initial=start)

    def known_ids(self) -> set[int]:
        """Likely duplicates that the clerk has been shown already."""
        if not self.is_bound:
            return set()
        said = [
            *str(self.data.get("known", ""))[:400].split(","),
            *cast(QueryDict, self.data).getlist("shown")[:20],
        ]
        return {int(part) for part in said if part.isascii() and part.isdigit() and len(part) < 18}
