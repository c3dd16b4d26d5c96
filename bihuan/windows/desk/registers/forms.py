"""Forms made of a register's columns. The verb checks what is said; a form asks for it in the right way."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.engines.registers.checking import LONGEST, LONGEST_NAME
from bihuan.engines.registers.shapes import Column, Move, Register
from bihuan.windows.look.http import locale

_DATE = {"type": "date"}


class Said(forms.Form):
    """One field for each column, a label before them where people give labels, a name behind them where somebody signs."""

    def __init__(self, columns: Iterable[Column], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for column in columns:
            self.fields[column.id] = _field(column)


def entry(register: Register, *args: Any, **named: Any) -> Said:
    form = Said(register.columns, *args, **named)
    if register.label is not None:
        hint = register.label_hint.say(locale()) if register.label_hint else ""
        label = forms.CharField(label=_("Label"), max_length=40, help_text=hint)
        form.fields = {"label": label, **form.fields}
    return form


def step_form(move: Move, *args: Any, **named: Any) -> Said:
    form = Said(move.asks, *args, auto_id=f"{move.id}_%s", **named)
    if move.takes is not None:
        told = _("Only the person it belongs to: the name has to be the same.") if move.takes == "own" else ""
        form.fields["signed"] = forms.CharField(label=_("Signed by"), max_length=LONGEST_NAME, help_text=told)
    for one in form.fields.values():
        one.widget.attrs.setdefault("autocomplete", "off")
    return form


def _field(column: Column) -> forms.Field:
    label, must = column.title.say(locale()), column.required
    if column.kind == "yes":
        return forms.BooleanField(label=label, required=must)
    if column.kind == "choice":
        choices = [(id, title.say(locale())) for id, title in column.choices.items()]
        return forms.ChoiceField(label=label, required=must, choices=choices)
    if column.kind == "date":
        return forms.CharField(label=label, required=must, max_length=10, widget=forms.TextInput(attrs=_DATE))
    attrs = {"autocomplete": "off"}
    if column.kind in ("number", "phone"):
        attrs["inputmode"] = "decimal" if column.kind == "number" else "tel"
    longest = LONGEST_NAME if column.kind in ("name", "phone") else LONGEST
    entry = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, required=must, max_length=longest, widget=entry)


class Why(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=200)


class Find(forms.Form):
    q = forms.CharField(label=_("Label, name or words"), max_length=80, required=False)
