"""What every verb's form stands on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.models import Case, Order
from bihuan.engines.cases.numbers import id_of
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Team
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about: its choices come from here."""

    case: Case
    order: Order | None
    pack: Pack
    by: Actor
    at: datetime
    locale: str


class VerbForm(forms.Form):
    """Base of the forms. A subclass fills its choices in `prepare`; `into` is the field that wording goes into."""

    into = ""

    def __init__(self, *args: Any, about: About, **named: Any) -> None:
        super().__init__(*args, **named)
        self.about = about
        self.prepare()

    def prepare(self) -> None:
        pass


def long_text(
    label: Any, *, required: bool = True, most: int = 2000, rows: int = 4, hint: Any = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def team_field(*kinds: str, **named: Any) -> "forms.ModelChoiceField[Team]":
    """A team that is not closed, of the kinds given."""
    open_teams = Team.objects.filter(closed_at=None, **({"kind__in": kinds} if kinds else {}))
    return forms.ModelChoiceField(open_teams.order_by("id"), **named)


class CaseField(forms.CharField):
    """The number of another case that the actor may see."""

    def __init__(self, **named: Any) -> None:
        super().__init__(max_length=40, help_text=_("The case's number, such as 202606040000017."), **named)

    def found(self, number: str, by: Actor) -> Case:
        """Raises ValidationError when there is none for this actor."""
        visible = Case.objects.visible_to(by, adoption.roles())
        pk = id_of(number)
        case: Case | None = visible.filter(pk=pk).first() if pk else None
        if case is None or case.number != "".join(number.split()).replace("-", ""):
            raise forms.ValidationError(_("No case with this number. Please check every digit."))
        return case


def choose(form: VerbForm, name: str, choices: list[Any], initial: str | None) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
    field.initial = initial


class Nothing(VerbForm):
    """A verb that asks nothing but to be sure."""


class Remark(VerbForm):
    into = "remark"
    remark = long_text(_("Remark"), required=False, most=300, rows=2)


class Reason(VerbForm):
    into = "reason"
    reason = long_text(_("Reason"), most=300, rows=3)
