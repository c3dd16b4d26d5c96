"""What customers choose and fill in to try a price."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.engines.billing import wording
from bihuan.engines.billing.charges import Version
from bihuan.engines.billing.choosing import latest
from bihuan.engines.billing.refusals import BadUsage, NoTariff
from bihuan.engines.billing.shapes import Tariff
from bihuan.engines.billing.usage import Usage, month_around
from bihuan.windows.look.http import locale

#: A quantity's field is the measure's name behind this.
QUANTITY = "q-"


class Narrowing(forms.Form):
    """By commodity, area and customers; only what there is can be chosen."""

    commodity = forms.ChoiceField(label=gettext_lazy("What is it for?"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Where?"), required=False)
    customers = forms.ChoiceField(label=gettext_lazy("For whom?"), required=False)

    def __init__(self, data: Any, *, versions: Iterable[Version]) -> None:
        super().__init__(data)
        rows = [one.tariff for one in versions]
        said = locale()
        self._choices("commodity", {one.commodity: wording.commodity(one.commodity, said) for one in rows})
        self._choices("area", {one.area.id: one.area.title.say(said) for one in rows})
        self._choices("customers", {one.customers.id: one.customers.title.say(said) for one in rows})

    def _choices(self, name: str, found: dict[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *found.items()]
        field.error_messages["invalid_choice"] = _("Please choose one of the list.")

    def fits(self, version: Version) -> bool:
        said = self.cleaned_data if self.is_valid() else {}
        row = version.tariff
        of = {"commodity": row.commodity, "area": row.area.id, "customers": row.customers.id}
        return all(said.get(name) in ("", None, value) for name, value in of.items())


class Fees(forms.Form):
    """One bill's worth. Which fields there are follows from the tariff; the engine has the last word on them."""

    def __init__(self, data: Any, *, versions: Sequence[Version], today: date) -> None:
        super().__init__(data)
        self.versions = versions
        rows = [one.tariff for one in versions]
        shown = (latest(versions, today) or versions[0]).tariff
        first, last = month_around(
            shown.in_force.to if shown.in_force.to and shown.in_force.to < today else today
        )
        hint = _("The prices of these days are used, past ones too.")
        self.fields["from"] = _day(_("From"), first, help_text=hint)
        self.fields["to"] = _day(_("To"), last)
        for measure in shown.measures:
            self.fields[QUANTITY + measure.id] = _number(_label(shown, measure.id))
        self._circumstances(rows)
        self.fields["against"] = _day(
            _("Compare with the price on"),
            None,
            required=False,
            help_text=_("For example the day before a price changed."),
        )
        for name, text in (
            ("required", _("Please fill this in.")),
            ("invalid", _("Please give a number or a date.")),
        ):
            for field in self.fields.values():
                field.error_messages[name] = text

    def _circumstances(self, rows: Sequence[Tariff]) -> None:
        if any(row.household for row in rows):
            self.fields["people"] = forms.IntegerField(
                label=_("People in the household"), required=False, initial=1
            )
        ladders = [row.ladder for row in rows if row.ladder and row.ladder.run == "year"]
        if ladders:
            hint = _("The steps count the year's total. Leave it empty at the beginning of a year.")
            self.fields["already"] = _number(_("Used this year before"), required=False, help_text=hint)
        if any(one.limits_per == "month" for one in ladders):
            hint = _("Twelve, unless the account began in this year.")
            self.fields["months_used"] = forms.IntegerField(
                label=_("Months of this year that count"), required=False, initial=12, help_text=hint
            )
        reliefs = {one.id: one.title.say(locale()) for row in rows for one in row.reliefs}
        if reliefs:
            choices = [("", _("None")), *reliefs.items()]
            self.fields["relief"] = forms.ChoiceField(label=_("Relief"), required=False, choices=choices)
        if any(measure.unit == "kWh" for row in rows for measure in row.measures):
            hint = _("Printed on the meter; 1 for nearly all households.")
            self.fields["multiplier"] = _number(
                _("Multiplier of the meter"), required=False, initial=1, help_text=hint
            )

    @property
    def last(self) -> date | None:
        """The last day asked about, if it can be read."""
        found = self.cleaned_data.get("to") if self.is_bound and hasattr(self, "cleaned_data") else None
        return found if isinstance(found, date) and 1990 <= found.year <= 2100 else None

    @property
    def people(self) -> int:
        found = self.cleaned_data.get("people") if hasattr(self, "cleaned_data") else None
        return found if found and 0 < found <= 50 else 0

    def usage(self) -> Usage:
        said = self.cleaned_data
        return Usage(
            said["from"],
            said["to"],
            {name.removeprefix(QUANTITY): value for name, value in said.items() if name.startswith(QUANTITY)},
            people=said.get("people") or 0,
            already=said.get("already") or Decimal(0),
            months_used=12 if said.get("months_used") is None else said["months_used"],
            relief=said.get("relief", ""),
            multiplier=Decimal(1) if said.get("multiplier") is None else said["multiplier"],
        )

    def blame(self, error: BadUsage) -> None:
        """Put what does not fit at its fields."""
        for name, text in error.fields.items():
            field = next((one for one in (name, QUANTITY + name) if one in self.fields), None)
            self.add_error(field, text.say(locale()))

    def no_tariff(self, error: NoTariff, as_of: date | None) -> None:
        """Say which prices there are, at the day that has none."""
        spans = "; ".join(_span(one.tariff) for one in self.versions)
        told = _("%(problem)s There are prices for: %(spans)s.") % {
            "problem": error.text.say(locale()),
            "spans": spans,
        }
        self.add_error(
            "against" if as_of else "from" if error.on == self.cleaned_data["from"] else "to", told
        )


def _span(tariff: Tariff) -> str:
    since, until = tariff.in_force.from_, tariff.in_force.to
    if until is None:
        return _("since %(day)s") % {"day": since}
    return _("%(since)s to %(until)s") % {"since": since, "until": until}


def _label(tariff: Tariff, id: str) -> str:
    measure = tariff.by_id[id]
    told = {"measure": measure.title.say(locale()), "unit": wording.unit(measure.unit, locale())}
    return _("%(measure)s (%(unit)s)") % told


def _day(label: str, initial: date | None, **more: Any) -> forms.DateField:
    # A browser's date field takes only this form, whatever the language.
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, initial=initial, widget=widget, input_formats=["%Y-%m-%d"], **more)


def _number(label: str, **more: Any) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(label=label, widget=widget, **more)
