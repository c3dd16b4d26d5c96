"""The forms of a duty: one field for each thing that is to be said, and what else can be done about it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.engines.duties.proving import GATHERED, LONGEST, LONGEST_NAME
from bihuan.engines.duties.shapes import Plan, Proof
from bihuan.ground.sheets.points import NOT_APPLICABLE
from bihuan.ground.sheets.shapes import Item, Sheet
from bihuan.windows.look.http import locale

_YES_NO = (("yes", _("Yes")), ("no", _("No")))


class Finish(forms.Form):
    """Answers are checked by the verb; the form only asks for them in the right way."""

    use_required_attribute = False

    def __init__(self, *args: Any, plan: Plan, sheets: Mapping[str, Sheet], **named: Any) -> None:
        super().__init__(*args, **named)
        for proof in plan.proofs:
            if proof.kind == "sheet":
                for item in sheets[proof.sheet or ""].items():
                    self.fields[f"{proof.id}__{item.id}"] = _item(item)
            elif proof.kind not in GATHERED:
                self.fields[proof.id] = _field(proof)
                self.fields[proof.id].widget.attrs |= {"data-must": ""} if proof.required else {}

    @property
    def answers(self) -> dict[str, Any]:
        return {id: value for id, value in self.cleaned_data.items() if value not in (None, "")}


def _field(proof: Proof) -> forms.Field:
    label, hint = proof.title.say(locale()), _limits(proof)
    if proof.kind == "yes_no":
        return _choice(label, _YES_NO, hint)
    if proof.kind in ("number", "count"):
        return _number(label, hint, whole=proof.kind == "count")
    if proof.kind == "name":
        return forms.CharField(label=label, required=False, max_length=LONGEST_NAME)
    return _text(label, hint)


def _item(item: Item) -> forms.Field:
    """One line of a sheet."""
    label, hint = item.title.say(locale()), item.hint.say(locale()) if item.hint else ""
    aside = [(NOT_APPLICABLE, _("does not apply"))] if item.not_applicable else []
    if item.answer == "yes_no":
        return _choice(label, [*_YES_NO, *aside], hint)
    if item.answer == "choice":
        return _choice(label, [*((one.id, one.title.say(locale())) for one in item.options), *aside], hint)
    if item.answer in ("number", "rating"):
        return _number(label, hint, whole=item.answer == "rating")
    return _text(label, hint)


def _choice(label: str, choices: Any, hint: str) -> forms.Field:
    return forms.ChoiceField(
        label=label, choices=list(choices), required=False, widget=forms.RadioSelect, help_text=hint
    )


def _number(label: str, hint: str, *, whole: bool) -> forms.Field:
    entry = forms.TextInput(attrs={"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=20, widget=entry, help_text=hint)


def _text(label: str, hint: str) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=area, help_text=hint)


def _limits(proof: Proof) -> str:
    unit = proof.unit.say(locale()) if proof.unit else ""
    told = []
    if proof.at_least is not None:
        told.append(_("at least %(number)s %(unit)s") % {"number": f"{proof.at_least:g}", "unit": unit})
    if proof.at_most is not None:
        told.append(_("at most %(number)s %(unit)s") % {"number": f"{proof.at_most:g}", "unit": unit})
    return " · ".join(str(one).strip() for one in told) or unit


class Text(forms.Form):
    text = forms.CharField(label=_("What was found"), max_length=1000)
    interim = forms.CharField(label=_("What was done for now"), max_length=300, required=False)


class Excuse(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=200)


class HandOn(forms.Form):
    to = forms.ChoiceField(label=_("To whom"))
    why = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, mates: Mapping[int, str], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["to"].choices = [(str(pk), name) for pk, name in mates.items()]  # type: ignore[attr-defined]
