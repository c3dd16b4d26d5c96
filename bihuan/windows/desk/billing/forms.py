"""What staff fill in about accounts, bills and money."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.engines.billing.models import Meter
from bihuan.engines.billing.shapes import Measure
from bihuan.engines.payments.actions.cash import DENOMINATIONS
from bihuan.engines.payments.drivers import StatementLine
from bihuan.engines.payments.statements import BadFile, lines_of
from bihuan.ground.directory.models import Place
from bihuan.windows.look.http import locale


def _number(label: Any, *, places: int, required: bool = True, hint: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        help_text=hint,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=places,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class NewReading(forms.Form):
    """One field for each register; `sure` when a doubtful one is sent again."""

    on = _day(_("Day"))
    sure = forms.BooleanField(label=_("I have looked again; it is right"), required=False)

    def __init__(self, *args: Any, meter: Meter, measures: "dict[str, Measure]", **named: Any) -> None:
        super().__init__(*args, **named)
        self.registers = tuple(meter.starts)
        for id in self.registers:
            title = measures[id].title.say(locale()) if id in measures else id
            self.fields[id] = _number(title, places=4)
        self.order_fields(["on", *self.registers, "sure"])

    @property
    def values(self) -> dict[str, Decimal]:
        return {id: self.cleaned_data[id] for id in self.registers}


MOST_BYTES = 40_000_000


class StatementFile(NamedTuple):
    lines: list[StatementLine]
    sha256: str


class Why(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=200)


_WORDS = {
    "ends": _("Old meter, %(register)s"),
    "starts": _("New meter, %(register)s"),
    "shows": _("Shows at the beginning, %(register)s"),
}


class Registers(forms.Form):
    """A field for each register, one group or two: `ends` of the meter there is, `starts` of the one to come."""

    def registers(self, group: str, titles: Mapping[str, str], *, required: bool = True) -> None:
        for id, title in titles.items():
            label = _WORDS[group] % {"register": title}
            self.fields[f"{group}_{id}"] = _number(label, places=4, required=required)

    def values(self, group: str) -> dict[str, Decimal]:
        found = {
            name.removeprefix(f"{group}_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith(f"{group}_")
        }
        return {id: value for id, value in found.items() if value is not None}

    def renamed(self, group: str) -> dict[str, str]:
        """What a refusal calls a register, as this form does."""
        return {name.removeprefix(f"{group}_"): name for name in self.fields if name.startswith(f"{group}_")}


class WhatToOpen(forms.Form):
    """The first step: where, and what is used there; the registers depend on it."""

    place = forms.ModelChoiceField(Place.objects.none(), label=_("Hall or area"))
    series = forms.ChoiceField(label=_("Tariff"))

    def __init__(self, *args: Any, places: "Any", series: "Any", **named: Any) -> None:
        super().__init__(*args, **named)
        where, what = self.fields["place"], self.fields["series"]
        assert isinstance(where, forms.ModelChoiceField) and isinstance(what, forms.ChoiceField)
        where.queryset, what.choices = places, series


class NewAccount(Registers):
    address = forms.CharField(label=_("Address"), max_length=200)
    on = _day(_("Opened on"))
    holder_name = forms.CharField(label=_("Holder"), max_length=60)
    holder_phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    people = forms.IntegerField(label=_("People in the household"), min_value=0, max_value=99, required=False)
    important = forms.BooleanField(label=_("Important customer"), required=False)
    serial = forms.CharField(
        label=_("Meter number"), max_length=40, required=False, help_text=_("Empty where nothing is metered.")
    )
    digits = forms.IntegerField(label=_("Digits before the point"), min_value=1, max_value=9, initial=6)
    multiplier = _number(_("Multiplier"), places=2)

    def __init__(self, *args: Any, titles: Mapping[str, str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.registers("shows", titles)
        self.fields["multiplier"].initial = 1


class NewMeter(Registers):
    """The old meter's last values, and the meter that takes its place; no number when none does."""

    on = _day(_("Day"))
    serial = forms.CharField(
        label=_("New meter's number"),
        max_length=40,
        required=False,
        help_text=_("Empty when the meter is taken away for good."),
    )
    digits = forms.IntegerField(label=_("Digits before the point"), min_value=1, max_value=9, initial=6)
    multiplier = _number(_("Multiplier"), places=2)
    why = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, titles: Mapping[str, str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.registers("ends", titles)
        self.registers("starts", titles, required=False)
        self.fields["multiplier"].initial = 1
        ends = [f"ends_{id}" for id in titles]
        self.order_fields(["on", *ends, "serial", *(f"starts_{id}" for id in titles)])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("serial"):
            for name in self.renamed("starts").values():
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Give what this register shows."))
        return said


class NewHolder(forms.Form):
    holder_name = forms.CharField(label=_("New holder"), max_length=60)
    holder_phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    why = forms.CharField(label=_("Reason"), max_length=200)


class NewRun(forms.Form):
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Place and what lies below it"))
    until = _day(_("Bill what was used up to"))
    due_on = _day(_("To be paid until"))

    def __init__(self, *args: Any, places: "Any", **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["place"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = places


class OpenTill(forms.Form):
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Hall"))
    begun_with = _number(_("Change to begin with, yuan"), places=2)

    def __init__(self, *args: Any, places: "Any", **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["place"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = places


class TakeCash(forms.Form):
    received = _number(_("Received, yuan"), places=2)


class CloseTill(forms.Form):
    """How many of each note and coin."""

    why = forms.CharField(label=_("Reason of a difference"), max_length=200, required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for worth in DENOMINATIONS:
            label = _("%(worth)s yuan") % {"worth": f"{worth:f}"}
            self.fields[f"n{worth}"] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=99_999,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            )
        self.order_fields([*(f"n{worth}" for worth in DENOMINATIONS), "why"])

    @property
    def counted(self) -> dict[Decimal, int]:
        return {worth: self.cleaned_data[f"n{worth}"] or 0 for worth in DENOMINATIONS}


class AskRefund(forms.Form):
    amount = _number(_("Amount, yuan"), places=2)
    why = forms.CharField(label=_("Reason"), max_length=200)


#: Why a provider's file is not read; the line where it is known.
_BAD_FILES = {
    "empty": _("The file is empty."),
    "encoding": _("This is no text. Save it as CSV, in UTF-8 or GB 18030."),
    "columns": _("No headings were found for order number, provider's number and amount."),
    "order": _("Line %(line)s has no order number."),
    "amount": _("Line %(line)s: “%(said)s” is no amount such as 12.50."),
    "twice": _("Line %(line)s: order %(said)s stands there twice."),
    "long": _("More than 200,000 payments; split the file by days."),
}


class ReadStatement(forms.Form):
    """A day's list: asked of the provider, or from the file that it offers."""

    channel = forms.ChoiceField(label=_("Provider"))
    day = _day(_("Day"))
    file = forms.FileField(
        label=_("The provider's file (CSV)"),
        required=False,
        help_text=_("Leave it out, and the provider is asked."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )

    def __init__(self, *args: Any, channels: "Any", **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = channels

    def clean_file(self) -> StatementFile | None:
        given = self.cleaned_data["file"]
        if given is None:
            return None
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_BAD_FILES["long"])
        content = given.read()
        try:
            return StatementFile(lines_of(content), hashlib.sha256(content).hexdigest())
        except BadFile as error:
            raise forms.ValidationError(
                _BAD_FILES[error.problem] % {"line": error.line, "said": error.said}
            ) from error
