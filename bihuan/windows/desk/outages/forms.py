"""Forms about outages; the engine's verbs check what is typed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.engines.outages.models import Outage
from bihuan.engines.outages.shapes import Notice, Restoration
from bihuan.ground.directory.models import Place


def _moment(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, help_text=help_text, widget=widget)


def _text(label: Any, *, required: bool = True, longest: int = 300, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=longest, help_text=help_text)


class Places(forms.Form):
    """Affected places of those where the reader announces outages."""

    places = forms.MultipleChoiceField(label=_("Places without power"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, places: Iterable[Place], **named: Any) -> None:
        super().__init__(*args, **named)
        self.known = {place.code: place for place in places}
        choices = [(code, place.name) for code, place in self.known.items()]
        self.fields["places"].choices = choices  # type: ignore[attr-defined]

    def clean_places(self) -> list[Place]:
        return [self.known[code] for code in self.cleaned_data["places"]]


class Announce(Places):
    kind = forms.ChoiceField(label=_("Kind of outage"), widget=forms.RadioSelect)
    title = _text(
        _("Title"), longest=80, help_text=_("What customers read first, such as the line or the street.")
    )
    cause = _text(_("Cause"))
    begins_at = _moment(_("Begins"))
    ends_at = _moment(_("Ends"))
    late_reason = _text(
        _("Reason, if the notice comes too late"),
        required=False,
        help_text=_("Only a head may go on with it; it stays in the journal."),
    )

    field_order = ("kind", "places", "title", "cause", "begins_at", "ends_at", "late_reason")

    def __init__(self, *args: Any, notices: Mapping[str, Notice], locale: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["kind"].choices = [(id, row.title.say(locale)) for id, row in notices.items()]  # type: ignore[attr-defined]


class Found(Places):
    fault = forms.ChoiceField(label=_("Kind of fault"), widget=forms.RadioSelect)
    title = _text(
        _("Title"), longest=80, help_text=_("What customers read first, such as the line or the street.")
    )
    cause = _text(_("Cause"))
    since = _moment(_("First reported"))
    ends_at = _moment(_("Expected back"), required=False)
    outside = forms.BooleanField(label=_("Outside the city"), required=False)

    field_order = ("fault", "places", "title", "cause", "since", "ends_at", "outside")

    def __init__(
        self, *args: Any, restorations: Mapping[str, Restoration], locale: str, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.fields["fault"].choices = [(id, row.title.say(locale)) for id, row in restorations.items()]  # type: ignore[attr-defined]


class Say(forms.Form):
    progress = _text(_("Word for customers"))
    ends_at = _moment(_("Expected back"), required=False)


class Change(forms.Form):
    begins_at = _moment(_("Begins"))
    ends_at = _moment(_("Ends"))
    reason = _text(_("Reason"), help_text=_("Customers read it."))
    late_reason = _text(_("Reason, if the notice comes too late"), required=False)


class Cancel(forms.Form):
    reason = _text(_("Reason"), help_text=_("Customers read it."))


class Restore(forms.Form):
    remark = _text(_("Remark"), required=False)


class Excuse(forms.Form):
    excuse = forms.ChoiceField(label=_("Exception"), choices=Outage.Excuse.choices)
    proof = _text(
        _("Proof"), help_text=_("Such as the weather warning's number, or where the photographs are.")
    )


class Decide(forms.Form):
    each = forms.DecimalField(
        label=_("Amount for each household, yuan"),
        required=False,
        max_digits=9,
        decimal_places=2,
        help_text=_("Left empty, nothing is paid."),
    )
    reason = _text(_("Reason"))


class Caller(forms.Form):
    """Somebody calls from this outage."""

    reporter_phone = _text(_("Phone"), longest=30)
    reporter_name = _text(_("Name"), longest=60, required=False)
    address = _text(_("Address"), longest=200)
    text = _text(_("What the caller says"), longest=500)


class Order(forms.Form):
    """One place a line, from the first to be cut to the last."""

    codes = forms.CharField(
        label=_("Places in order"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One place a line, by its code or name; the first is cut first."),
    )

    def __init__(self, *args: Any, places: Iterable[Place], **named: Any) -> None:
        super().__init__(*args, **named)
        self.known = {name: place for place in places for name in (place.code, place.name)}

    def clean_codes(self) -> list[Place]:
        lines = [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]
        if unknown := [line for line in lines if line not in self.known]:
            raise forms.ValidationError(_("Not a place of yours: %(name)s.") % {"name": unknown[0][:80]})
        found = [self.known[line] for line in lines]
        if len({place.pk for place in found}) != len(found):
            raise forms.ValidationError(_("A place stands there twice."))
        return found
