"""What customers fill in."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from bihuan.engines.cases.intake import LONGEST, SUPPLIES
from bihuan.engines.cases.kinds import Category
from bihuan.engines.cases.numbers import id_of
from bihuan.windows.look.http import locale
from bihuan.windows.portal import photos
from bihuan.windows.portal.proving import ProvenPhone
from bihuan.windows.portal.site import Site

SUPPLY_NAMES = {
    "water": gettext_lazy("Water"),
    "gas": gettext_lazy("Gas"),
    "electricity": gettext_lazy("Electricity"),
}


class Many(forms.FileInput):
    allow_multiple_selected = True


class Photos(forms.FileField):
    """Several files at once; judged one by one outside of the form, so that one bad file does not cost the others."""

    widget = Many

    def __init__(self) -> None:
        most = settings.ATTACHMENT_MAX_BYTES
        hint = _("Up to %(files)s, each at most %(size)s MB.") % {
            "files": photos.MOST,
            "size": most // 1048576,
        }
        super().__init__(label=_("Photos"), required=False, help_text=hint)
        self.widget.attrs |= {
            "class": "form-control",
            "accept": "image/*,application/pdf",
            "multiple": True,
            "data-max-bytes": most,
            "data-max-files": photos.MOST,
        }

    def clean(self, data: Any, initial: Any = None) -> None:
        return None


#: As they stand on the page, so that the list of what is wrong reads in the same order.
ON_PAGE = (
    "once",
    "kind",
    "text",
    "photos",
    "address",
    "supply",
    "place",
    "category",
    "name",
    "phone",
    "code",
)


#: A phone keeps what it could not send for so long.
KEPT = timedelta(days=30)


class Submission(ProvenPhone):
    """One matter. The choices come from the standard in force and from the company's places."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    written_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose one."),
            "invalid_choice": gettext_lazy("Please choose one."),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("When, where, what happened, and what you wish for. Plain words are best."),
        max_length=LONGEST["text"],
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": gettext_lazy("Please tell us what happened.")},
    )
    supply = forms.ChoiceField(label=gettext_lazy("Is it about water, gas or electricity?"), required=False)
    category = forms.ChoiceField(
        label=gettext_lazy("Subject"),
        required=False,
        help_text=gettext_lazy("If you are not sure, leave it: we sort it for you."),
    )
    place = forms.ChoiceField(label=gettext_lazy("Which hall or area?"), required=False)
    address = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=LONGEST["address"],
        help_text=gettext_lazy("Quarter, building and flat, so that we find it at once."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    name = forms.CharField(
        label=gettext_lazy("What may we call you?"),
        required=False,
        help_text=gettext_lazy("Not needed when it is to be kept secret."),
        max_length=LONGEST["reporter_name"],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    confidential = forms.BooleanField(
        label=gettext_lazy("Please keep it secret"),
        required=False,
        help_text=gettext_lazy("Only the few people who have to handle it see what you write."),
    )
    consent = forms.BooleanField(
        label=gettext_lazy("I agree that you use what I entered to handle this matter."),
        help_text=gettext_lazy("For nothing else."),
        error_messages={"required": gettext_lazy("We need your consent to handle the matter.")},
    )

    def __init__(self, *args: Any, site: Site, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.site = site
        self.kinds = site.kinds()
        self.fields["photos"] = Photos()
        self.order_fields(ON_PAGE)
        self._choices("kind", [(kind.id, kind.title.say(locale())) for kind in self.kinds.values()])
        self._choices(
            "supply", [("", _("Not about one of these")), *((one, SUPPLY_NAMES[one]) for one in SUPPLIES)]
        )
        unsure = ("", pgettext("subject", "Not sure"))
        self._choices("category", [unsure, *_subjects(site.pack.rows("categories").values())])
        everywhere = ("", _("Not about one of these"))
        self._choices("place", [everywhere, *((str(place.pk), place.name) for place in site.places)])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_written_at(self) -> datetime | None:
        """When it was written on a phone without network; nothing that is no such moment."""
        try:
            found = datetime.fromisoformat(self.cleaned_data["written_at"])
        except ValueError:
            return None
        return found if found.tzinfo and self.at - KEPT <= found <= self.at else None

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        kind = self.kinds.get(said.get("kind", ""))
        secret = said.get("confidential") or (kind is not None and kind.confidential)
        if not said.get("name") and not secret and "name" not in self.errors:
            self.add_error("name", _("Please tell us what to call you. A surname is enough."))
        return said


def _subjects(nodes: Iterable[Category]) -> list[Any]:
    """The tree as groups of a select: the top as headings, deeper levels with their path."""
    lang = locale()
    groups: list[Any] = []
    for top in nodes:
        title = top.title.say(lang)
        inner = [(top.id, title if not top.children else _("%(subject)s (in general)") % {"subject": title})]
        inner += [
            (node.id, " · ".join(part.title.say(lang) for part in path)) for node, path in _below(top, ())
        ]
        groups.append((title, inner) if top.children else inner[0])
    return groups


def _below(node: Category, above: tuple[Category, ...]) -> Iterable[tuple[Category, tuple[Category, ...]]]:
    for child in node.children:
        yield child, (*above, child)
        yield from _below(child, (*above, child))


class Tracking(ProvenPhone):
    """By number and phone; without a number every matter of the phone."""

    number = forms.CharField(
        label=gettext_lazy("Number of your matter"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("It is in our text message. Without it we show all matters of your phone."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"])
        if number and id_of(number) is None:
            raise forms.ValidationError(
                _("This is not one of our numbers. Please compare it figure by figure.")
            )
        return number


class Act(forms.Form):
    once = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)


class Urge(Act):
    words = forms.CharField(
        label=gettext_lazy("Anything to add? (optional)"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Add(Act):
    """`good` are the photos that came along and may be kept."""

    text = forms.CharField(
        label=gettext_lazy("What would you like to add?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.good: tuple[photos.Photo, ...] = ()
        self.fields["photos"] = Photos()


class Rate(Act):
    stars = forms.TypedChoiceField(
        label=gettext_lazy("How satisfied are you?"),
        coerce=int,
        choices=[
            (5, gettext_lazy("Very satisfied")),
            (4, gettext_lazy("Satisfied")),
            (3, gettext_lazy("All right")),
            (2, gettext_lazy("Dissatisfied")),
            (1, gettext_lazy("Very dissatisfied")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose one to five stars."),
            "invalid_choice": gettext_lazy("Please choose one to five stars."),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("What was good, what was not? (optional)"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Withdraw(Act):
    reason = forms.CharField(
        label=gettext_lazy("Why do you take it back?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Please tell us why in a few words.")},
    )


class Reopen(Act):
    reason = forms.CharField(
        label=gettext_lazy("What is still not right?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Please tell us in a few words what is still not right.")},
    )
