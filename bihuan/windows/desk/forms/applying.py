"""Forms of what customers applied for: papers that are missing, what was found, and carrying it out."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.engines.applications.actions import Outcome
from bihuan.engines.applications.inforce import business_of, missing
from bihuan.engines.applications.models import Application
from bihuan.engines.applications.shapes import Effect
from bihuan.engines.billing.choosing import latest, series
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import local_day
from bihuan.windows.desk.forms.base import VerbForm, long_text

#: What needs the meter to be read before it is carried out.
READ: frozenset[Effect] = frozenset({"series", "transfer", "close"})


class Found(VerbForm):
    """A step that says something."""

    remark = long_text(gettext_lazy("What was found, what the customer is told"), most=1000)


class OfApplication(VerbForm):
    """Base of forms that need the application behind the case; there may be none."""

    @property
    def application(self) -> Application | None:
        found = Application.objects.filter(case=self.about.case)
        return found.select_related("account__premise__place", "place").first()


class AskPapers(OfApplication):
    """One line for each paper of the list: what is wrong with it. What nobody handed in is on the list by itself."""

    reason = long_text(
        gettext_lazy("Why this was not on the first list"),
        required=False,
        most=300,
        rows=2,
        hint=gettext_lazy("Only for a second list; it is counted."),
    )

    def prepare(self) -> None:
        found = self.application
        self.wanted = business_of(found).wanted(found.answers) if found else ()
        absent = {paper.id for paper in missing(found)} if found else set()
        for paper in self.wanted:
            hint = (
                _("Not there; it will be on the list.") if paper.id in absent else _("Empty if it is good.")
            )
            self.fields[f"paper-{paper.id}"] = forms.CharField(
                label=paper.title.say(self.about.locale), required=False, max_length=200, help_text=hint
            )
        self.order_fields([*(f"paper-{paper.id}" for paper in self.wanted), "reason"])

    @property
    def items_(self) -> dict[str, str]:
        said = {paper.id: self.cleaned_data.get(f"paper-{paper.id}", "") for paper in self.wanted}
        return {id: why for id, why in said.items() if why.strip()}


class CarryOut(OfApplication):
    """What the business asks for: a new meter and its tariff, or what the meter shows."""

    remark = long_text(gettext_lazy("Remark"), required=False, most=300, rows=2)

    def prepare(self) -> None:
        found = self.application
        self.measures: list[tuple[str, str]] = []
        if found is None:
            return
        effect = business_of(found).effect
        if effect == "open":
            self._new_meter(found)
        elif effect in READ and found.account is not None:
            meter = found.account.meters.filter(removed_on=None).first()
            self.measures = [(id, id) for id in meter.starts] if meter else []
            self._shown()

    def _new_meter(self, found: Application) -> None:
        place, day = found.place.path, local_day(self.about.at)
        held = {name: latest(one, day) for name, one in series(adoption.in_force(place, day)).items()}
        choices = [
            (name, one.tariff.title.say(self.about.locale))
            for name, one in held.items()
            if one is not None and one.tariff.commodity == "electricity"
        ]
        self.fields["series"] = forms.ChoiceField(label=_("Tariff"), choices=choices)
        self.fields["serial"] = forms.CharField(label=_("Number of the meter"), max_length=40)
        self.fields["starts"] = forms.DecimalField(
            label=_("What it shows"), min_value=0, max_digits=10, decimal_places=2, initial=0
        )

    def _shown(self) -> None:
        for id, label in self.measures:
            self.fields[f"shown-{id}"] = forms.DecimalField(
                label=_("What the meter shows: %(measure)s") % {"measure": label},
                required=False,
                help_text=_("Empty where a colleague has entered the final reading."),
                min_value=0,
                max_digits=12,
                decimal_places=3,
            )

    def outcome(self) -> Outcome:
        said: dict[str, Any] = self.cleaned_data
        read = {id: said.get(f"shown-{id}") for id, _label in self.measures}
        shown = {id: Decimal(value) for id, value in read.items() if value is not None}
        if "serial" in said:
            shown = dict.fromkeys(self._measures_of(said["series"]), Decimal(said["starts"]))
        return Outcome(
            shown=shown, serial=said.get("serial", ""), series=said.get("series", ""), remark=said["remark"]
        )

    def _measures_of(self, name: str) -> list[str]:
        found = self.application
        day = local_day(self.about.at)
        version = (
            latest(series(adoption.in_force(found.place.path, day)).get(name, ()), day) if found else None
        )
        return [one.id for one in version.tariff.measures] if version else []
