"""What staff fill in about accounts, bills and money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.engines.billing.models import Meter
from bihuan.engines.billing.shapes import Measure
from bihuan.engines.payments.actions.cash import DENOMINATIONS
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


class Why(forms.Form):
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


class ReadStatement(forms.Form):
    channel = forms.ChoiceField(label=_("Provider"))
    day = _day(_("Day"))

    def __init__(self, *args: Any, channels: "Any", **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = channels
