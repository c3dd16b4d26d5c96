"""Forms that keep a case on its way."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.models import Case, Extension
from bihuan.windows.desk.filters import category_choices
from bihuan.windows.desk.forms.base import CaseField, VerbForm, choose, long_text, team_field
from bihuan.windows.desk.showing import promise_of, supplies


class Purpose(VerbForm):
    purpose = forms.CharField(label=_("Purpose"), max_length=200)


class MustInstruction(VerbForm):
    instruction = long_text(_("Instruction"), most=500, rows=3)


class Reclassify(VerbForm):
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    category = forms.ChoiceField(label=_("Category"), required=False)
    supply = forms.ChoiceField(label=_("Supply"), required=False)
    reason = long_text(_("Reason"), most=300, rows=3)

    def prepare(self) -> None:
        case, pack, locale = self.about.case, self.about.pack, self.about.locale
        kinds = [(kind.id, kind.title.say(locale)) for kind in pack.rows("kinds").values()]
        choose(self, "kind", kinds, case.kind)
        choose(self, "category", [("", _("none")), *category_choices(pack, locale)], case.category)
        choose(self, "supply", [("", _("none")), *supplies().items()], case.supply)


class Grade(VerbForm):
    gravity = forms.ChoiceField(label=_("Gravity"), choices=Case.Gravity.choices, widget=forms.RadioSelect)
    reason = long_text(_("Reason"), most=300, rows=3)


class Words(VerbForm):
    into = "words"
    words = long_text(_("What the customer says"), required=False, most=300, rows=2)


class Note(VerbForm):
    text = long_text(_("Note"))
    public = forms.BooleanField(label=_("The customer may read it"), required=False)


class AskExtension(VerbForm):
    into = "reason"
    promise = forms.ChoiceField(label=_("Which deadline"))
    number = forms.IntegerField(label=_("How much more time"), min_value=1, max_value=365)
    unit = forms.ChoiceField(
        label=_("Unit of time"), choices=(("wd", _("working days")), ("d", _("days")), ("h", _("hours")))
    )
    reason = long_text(_("Reason"), most=300, rows=3)
    told_customer = forms.BooleanField(
        label=_("The reason has been explained to the customer"), required=False
    )

    def prepare(self) -> None:
        about = self.about
        running = about.case.clocks.filter(stopped_at=None, order=None, paused_at=None)
        named = [
            (clock.promise, promise.title.say(about.locale))
            for clock in running
            if (promise := promise_of(about.pack, about.case, clock)) and promise.pausable
        ]
        choose(self, "promise", named, None)

    def amount(self) -> str:
        return f"{self.cleaned_data['number']}{self.cleaned_data['unit']}"


class DecideExtension(VerbForm):
    extension = forms.ModelChoiceField(Extension.objects.none(), label=_("Request"), empty_label=None)
    grant = forms.TypedChoiceField(
        label=_("Decision"),
        choices=(("yes", _("Grant")), ("no", _("Refuse"))),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    remark = long_text(_("Remark"), required=False, most=300, rows=2, hint=_("A refusal needs its reason."))

    def prepare(self) -> None:
        asked = self.about.case.extensions.filter(state=Extension.State.ASKED)
        self.fields["extension"].queryset = asked  # type: ignore[attr-defined]
        self.fields["extension"].label_from_instance = _request_name  # type: ignore[attr-defined]


def _request_name(row: Extension) -> str:
    return f"+{row.amount} {row.reason}"


class LongTerm(VerbForm):
    plan = long_text(_("Plan"), most=300, rows=3, hint=_("What the department says and what will be done."))
    on = forms.DateField(
        label=_("Planned for"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class Subcase(VerbForm):
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    category = forms.ChoiceField(label=_("Category"), required=False)
    title = forms.CharField(label=_("Title"), max_length=80)
    text = long_text(_("What this part is about"))

    def prepare(self) -> None:
        case, pack, locale = self.about.case, self.about.pack, self.about.locale
        kinds = [(kind.id, kind.title.say(locale)) for kind in pack.rows("kinds").values()]
        choose(self, "kind", kinds, case.kind)
        choose(self, "category", [("", _("none")), *category_choices(pack, locale)], case.category)


class Merge(VerbForm):
    into_case = CaseField(label=_("Merge into"))
    reason = long_text(_("Reason"), most=300, rows=2)

    def clean_into_case(self) -> Case:
        return CaseField().found(self.cleaned_data["into_case"], self.about.by)


class LinkForm(VerbForm):
    other = CaseField(label=_("Other case"))
    why = forms.CharField(label=_("How they belong together"), required=False, max_length=200)

    def clean_other(self) -> Case:
        return CaseField().found(self.cleaned_data["other"], self.about.by)


class Blame(VerbForm):
    verified = forms.TypedChoiceField(
        label=_("Does the complaint hold?"),
        choices=(("yes", _("It holds")), ("no", _("It does not hold"))),
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    team = team_field(label=_("Responsible team"), required=False, empty_label=_("none"))
    person_name = forms.CharField(label=_("Responsible person"), required=False, max_length=40)
    opinion = long_text(_("Opinion"), most=300, rows=3)


class Improve(VerbForm):
    text = long_text(_("Corrective measure"), most=500, rows=3)
    due_on = forms.DateField(
        label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class Attach(VerbForm):
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("A photo, PDF, recording or office document of up to 10 MB."),
        allow_empty_file=True,
    )
