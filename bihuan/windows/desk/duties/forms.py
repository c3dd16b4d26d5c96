"""The form of a duty: one field for each thing that is to be proven."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.engines.duties.shapes import Plan, Proof
from bihuan.windows.look.http import locale


class Finish(forms.Form):
    """Answers are checked by the verb; the form only asks for them in the right way."""

    def __init__(self, *args: Any, plan: Plan, **named: Any) -> None:
        super().__init__(*args, **named)
        for proof in plan.proofs:
            self.fields[proof.id] = _field(proof)

    @property
    def answers(self) -> dict[str, Any]:
        return {id: value for id, value in self.cleaned_data.items() if value not in (None, "")}


def _field(proof: Proof) -> forms.Field:
    label, hint = proof.title.say(locale()), _limits(proof)
    if proof.kind == "yes_no":
        choices = [("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(
            label=label, choices=choices, required=False, widget=forms.RadioSelect, help_text=hint
        )
    if proof.kind == "number":
        entry = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        return forms.CharField(label=label, required=False, max_length=20, widget=entry, help_text=hint)
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, required=False, max_length=500, widget=area, help_text=hint)


def _limits(proof: Proof) -> str:
    unit = proof.unit.say(locale()) if proof.unit else ""
    if proof.at_least is not None:
        return str(
            _("at least %(number)s %(unit)s") % {"number": f"{proof.at_least:g}", "unit": unit}
        ).strip()
    if proof.at_most is not None:
        return str(_("at most %(number)s %(unit)s") % {"number": f"{proof.at_most:g}", "unit": unit}).strip()
    return unit


class Text(forms.Form):
    text = forms.CharField(label=_("What was found, and what was done for now"), max_length=1000)


class Excuse(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=200)
