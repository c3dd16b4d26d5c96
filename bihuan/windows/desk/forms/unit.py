"""Forms of intake and of the unit: dispatch, assign, transfer, contact, visit, report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.models import Contact
from bihuan.ground.directory.models import Membership, Person, Team
from bihuan.windows.desk.forms.base import VerbForm, long_text, team_field


class Dispatch(VerbForm):
    lead = team_field("unit", "supervision", "care", label=_("Leading unit"), empty_label=_("Please choose"))
    others = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label=_("Units that help"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    instruction = long_text(_("Instruction"), required=False, most=300, rows=2)

    def prepare(self) -> None:
        units = Team.objects.filter(closed_at=None, kind=Team.Kind.UNIT).order_by("id")
        self.fields["others"].queryset = units  # type: ignore[attr-defined]

    def teams(self) -> list[Team]:
        lead: Team = self.cleaned_data["lead"]
        return [lead, *(team for team in self.cleaned_data["others"] if team != lead)]


class ToSupervision(VerbForm):
    team = team_field("supervision", label=_("Supervision team"), empty_label=None)
    reason = long_text(_("Why it goes past the unit"), most=300, rows=3)


class Opinion(VerbForm):
    opinion = long_text(_("How it should be handled"))


class Instruction(VerbForm):
    instruction = long_text(_("Instruction"), required=False, most=500, rows=3)


class Assign(VerbForm):
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Handler"), empty_label=_("Please choose"))

    def prepare(self) -> None:
        order = self.about.order
        held = Membership.objects.held(self.about.at).filter(team=order.team_id if order else None)
        people = Person.objects.filter(is_active=True, memberships__in=held).distinct().order_by("id")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class Transfer(VerbForm):
    team = team_field("unit", "supervision", label=_("To which unit"), empty_label=_("Please choose"))
    reason = long_text(_("Reason"), most=300, rows=3)


class ContactForm(VerbForm):
    into = "said"
    way = forms.ChoiceField(
        label=_("How"), choices=Contact.Way.choices, widget=forms.RadioSelect, initial="call"
    )
    reached = forms.TypedChoiceField(
        label=_("Reached?"),
        choices=(("yes", _("Reached")), ("no", _("Not reached"))),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="yes",
        help_text=_("Only a customer who was reached stops the contact clock."),
    )
    said = long_text(_("What was said"))
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=120,
        help_text=_("Number of the recording, the message or the form."),
    )
    appointment_at = forms.DateTimeField(
        label=_("Appointment on site"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )


class Visit(VerbForm):
    findings = long_text(_("What was found on site"))
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=120,
        help_text=_("Number of the survey form or photo."),
    )


class ReportForm(VerbForm):
    facts = long_text(_("What happened"), most=5000)
    findings = long_text(_("What the investigation found"), most=5000)
    measures = long_text(_("What was done"), most=5000)
    reply = long_text(_("What the customer was told"), most=5000)
    cause = forms.CharField(label=_("Cause in short"), required=False, max_length=300)
