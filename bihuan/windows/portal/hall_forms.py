"""What customers fill in to take a number or to book a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.engines.halls.bands import Free
from bihuan.engines.halls.inforce import Standard
from bihuan.windows.look.http import locale
from bihuan.windows.portal.proving import ProvenPhone

Choices = list[tuple[str, str]]


def _services(standard: Standard, wanted: str) -> Choices:
    """Those that are given out in this way: `remote` or `appointments`."""
    offered = (one for one in standard.services.values() if getattr(one, wanted))
    return [(one.id, one.title.say(locale())) for one in offered]


class Take(ProvenPhone):
    """A number from afar. The position is filled in by the browser when its owner allows it."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    service = forms.ChoiceField(
        label=gettext_lazy("What do you come for?"),
        error_messages={
            "required": gettext_lazy("Please choose a service."),
            "invalid_choice": gettext_lazy(
                "This hall gives no numbers for that by phone. Choose another service."
            ),
        },
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Do you need help with the queue?"),
        required=False,
        help_text=gettext_lazy("Please be honest: it puts you before others, and the staff may ask."),
    )
    latitude = forms.FloatField(widget=forms.HiddenInput, required=False)
    longitude = forms.FloatField(widget=forms.HiddenInput, required=False)
    accuracy = forms.FloatField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, standard: Standard, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.fields["service"].choices = _services(standard, "remote")  # type: ignore[attr-defined]
        asked = [one for one in standard.rules.priorities if one.asks == "customer"]
        named = [(one.id, one.title.say(locale())) for one in asked]
        self.fields["priority"].choices = [("", _("No, I queue as usual")), *named]  # type: ignore[attr-defined]
        if not asked:
            del self.fields["priority"]


class Book(ProvenPhone):
    """A time in a hall. `start` is the beginning of a band, as the page offered it."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    service = forms.ChoiceField(
        label=gettext_lazy("What do you come for?"),
        error_messages={
            "required": gettext_lazy("Please choose a service."),
            "invalid_choice": gettext_lazy("There are no appointments for that. Choose another service."),
        },
    )
    start = forms.ChoiceField(
        label=gettext_lazy("At what time?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose a time."),
            "invalid_choice": gettext_lazy("This time is no longer offered. Please choose another one."),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("What may we call you?"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(
        self, *args: Any, standard: Standard, free: Sequence[Free], at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.fields["service"].choices = _services(standard, "appointments")  # type: ignore[attr-defined]
        self.fields["start"].choices = times(standard, free)  # type: ignore[attr-defined]


class Move(forms.Form):
    """Another time for an appointment."""

    start = Book.base_fields["start"]

    def __init__(self, *args: Any, standard: Standard, free: Sequence[Free], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].choices = times(standard, free)  # type: ignore[attr-defined]


def times(standard: Standard, free: Sequence[Free]) -> Choices:
    """The bands with places left, as a form offers them."""
    local = standard.calendar.local
    return [
        (
            one.band.start.isoformat(),
            _("%(from)s–%(to)s, %(left)s places left")
            % {
                "from": f"{local(one.band.start):%H:%M}",
                "to": f"{local(one.band.end):%H:%M}",
                "left": one.left,
            },
        )
        for one in free
        if one.left
    ]


class Stars(forms.Form):
    """What the customer says of a visit."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    score = forms.TypedChoiceField(
        label=gettext_lazy("How was it?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose from 1 to 5 stars."),
            "invalid_choice": gettext_lazy("Please choose from 1 to 5 stars."),
        },
        choices=[
            (5, gettext_lazy("5 – very good")),
            (4, gettext_lazy("4 – good")),
            (3, gettext_lazy("3 – fair")),
            (2, gettext_lazy("2 – poor")),
            (1, gettext_lazy("1 – bad")),
        ],
    )
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("If it was not good: why?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Please choose from the reasons offered.")},
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = standard.rules.rating.reasons
        self.fields["reasons"].choices = [(one.id, one.title.say(locale())) for one in reasons]  # type: ignore[attr-defined]
        if not reasons:
            del self.fields["reasons"]
