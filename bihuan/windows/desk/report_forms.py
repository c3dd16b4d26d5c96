"""The forms of the report pages: which report to make, for whom, and the words to it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.ground.directory.models import Place, Team
from bihuan.ground.standards import adoption
from bihuan.reports import actions, rights, schedule
from bihuan.reports.shapes import Report
from bihuan.reports.spans import last_ended, span_on
from bihuan.windows.desk.http import today
from bihuan.windows.look.http import Request, locale


class MakeForm(forms.Form):
    """Which report, whose, for the period that holds a day. Choices are what this person may make."""

    report = forms.ChoiceField(label=gettext_lazy("Period report"))
    whose = forms.ChoiceField(label=gettext_lazy("Whose"))
    on = forms.DateField(
        label=gettext_lazy("A day of the period"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(
        self, reports: list[tuple[str, str]], whose: list[tuple[str, str]], *args: Any, **named: Any
    ):
        super().__init__(*args, **named)
        self.fields["report"].choices = reports  # type: ignore[attr-defined]
        self.fields["whose"].choices = whose  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if not 2000 <= on.year <= 2100:
            raise forms.ValidationError(_("Choose a day between 2000 and 2100."))
        return on


class WordsForm(forms.Form):
    """What the figures say and what is to be improved."""

    analysis = forms.CharField(
        label=gettext_lazy("Analysis"),
        required=False,
        max_length=actions.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What the figures say, and where the hot spots come from (9.4.3, 7.5c)."),
    )
    proposal = forms.CharField(
        label=gettext_lazy("Proposals"),
        required=False,
        max_length=actions.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What is to be improved, by whom and until when."),
    )


def row_for(report: str, place: Place, on: date) -> Report:
    """By the standard in force on the last day of the period that holds the date."""
    _pack, row = schedule.report_in_force(report, place, on)
    return schedule.report_in_force(report, place, span_on(row.period, on).last)[1]


def make_form(request: Request, *, bound: bool = False) -> MakeForm | None:
    """None for people who make no reports."""
    whose, names = _makeable(request)
    if not whose:
        return None
    if bound:
        return MakeForm(names, whose, request.POST)
    return MakeForm(names, whose, initial={"on": last_ended("month", request.at).first})


def _makeable(request: Request) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(whose, reports) this person may make: choices by value and label."""
    roles, on = adoption.roles(), today(request)
    whose: dict[str, str] = {}
    names: dict[str, str] = {}
    units = list(Team.objects.filter(kind=Team.Kind.UNIT, closed_at=None).select_related("place"))
    for place in open_places():
        for pack in adoption.in_force(place, on):
            for row in pack.rows("reports").values():
                if rights.may_make(row, place.path, None, request.actor, roles):
                    whose[f"place:{place.pk}"] = place.name
                    names[row.id] = row.title.say(locale())
                for unit in (unit for unit in units if unit.place_id == place.pk):
                    if rights.may_make(row, place.path, unit.pk, request.actor, roles):
                        whose[f"team:{unit.pk}"] = unit.name
                        names[row.id] = row.title.say(locale())
    return list(whose.items()), list(names.items())


def whose_of(value: str) -> tuple[Place, Team | None]:
    """The form offered it, so it is there."""
    sort, _colon, pk = value.partition(":")
    if sort == "team":
        team = Team.objects.select_related("place").get(pk=int(pk))
        return team.place, team
    return Place.objects.get(pk=int(pk)), None


def open_places() -> list[Place]:
    return list(Place.objects.filter(closed_at=None).order_by("path"))
