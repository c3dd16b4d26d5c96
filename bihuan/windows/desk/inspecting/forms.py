"""Forms of inspections: a section of a sheet, a plan, a draw, an appeal and what is decided on it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.engines.inspections.models import Visit
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.sheets.points import NOT_APPLICABLE
from bihuan.ground.sheets.shapes import Item, Section
from bihuan.windows.look.http import locale

#: Before the name of what belongs to an item: its remark, and that a number does not apply.
NOTE, NA = "note__", "na__"
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SectionForm(forms.Form):
    """One section. Answers are judged by the verb; the form only asks for them in the right way."""

    def __init__(
        self, data: Any, *, section: Section, answers: Mapping[str, Any], notes: Mapping[str, str]
    ) -> None:
        super().__init__(data)
        self.section = section
        for item in section.items:
            answer = answers.get(item.id)
            self.fields[item.id] = _asked(item, answer)
            if item.not_applicable is not None and item.answer not in ("yes_no", "choice"):
                self.fields[NA + item.id] = forms.BooleanField(
                    label=_("Does not apply: %(when)s") % {"when": item.not_applicable.say(locale())},
                    required=False,
                    initial=answer == NOT_APPLICABLE,
                )
            self.fields[NOTE + item.id] = forms.CharField(
                label=_("Remark, and what was done for now"),
                required=False,
                max_length=500,
                initial=notes.get(item.id, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def answers(self) -> dict[str, Any]:
        """What was said about each item; empty where nothing was."""
        said = {item.id: self.data.get(item.id, "").strip() for item in self.section.items}
        off = {id for id in said if self.data.get(NA + id)}
        return {id: NOT_APPLICABLE if id in off else value for id, value in said.items()}

    def notes(self) -> dict[str, str]:
        return {item.id: self.data.get(NOTE + item.id, "") for item in self.section.items}

    def rows(self) -> list[dict[str, Any]]:
        """Each item with its fields, as the page draws them."""
        return [
            {
                "item": item,
                "field": self[item.id],
                "na": self[NA + item.id] if NA + item.id in self.fields else None,
                "note": self[NOTE + item.id],
            }
            for item in self.section.items
        ]


def _asked(item: Item, answer: Any) -> forms.Field:
    label = item.title.say(locale())
    if item.answer in ("yes_no", "choice"):
        choices = (
            [("yes", _("In order")), ("no", _("Not in order"))]
            if item.answer == "yes_no"
            else [(option.id, option.title.say(locale())) for option in item.options]
        )
        if item.not_applicable is not None:
            choices.append((NOT_APPLICABLE, f"{_('Does not apply')} ({item.not_applicable.say(locale())})"))
        initial = {True: "yes", False: "no"}.get(answer, answer) if isinstance(answer, bool) else answer
        return forms.ChoiceField(
            label=label, choices=choices, required=False, initial=initial, widget=forms.RadioSelect
        )
    unit = item.unit.say(locale()) if item.unit else ""
    entry = forms.TextInput(
        attrs={"inputmode": "decimal" if item.answer != "text" else "text", "autocomplete": "off"}
    )
    initial = "" if answer == NOT_APPLICABLE else answer
    return forms.CharField(
        label=label, required=False, max_length=500, initial=initial, widget=entry, help_text=unit
    )


class PlanForm(forms.Form):
    """Which sheet, where, when and by whom."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))
    place = forms.TypedChoiceField(label=gettext_lazy("Inspected place"), coerce=int)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of visit"),
        choices=[(one.value, one.label) for one in (Visit.Kind.REVIEW, Visit.Kind.SPOT)],
        widget=forms.RadioSelect,
        initial=Visit.Kind.REVIEW,
    )
    covert = forms.BooleanField(
        label=gettext_lazy("Unannounced, without being known as inspectors"), required=False
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=_DATE)
    inspectors = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Inspectors"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Any,
        *,
        sheets: Sequence[tuple[str, str]],
        places: Iterable[Place],
        people: Iterable[Person],
        day: Any,
    ) -> None:
        super().__init__(data, initial={"day": day})
        self.fields["sheet"].choices = sheets  # type: ignore[attr-defined]
        self.fields["place"].choices = [(one.pk, one.name) for one in places]  # type: ignore[attr-defined]
        self.fields["inspectors"].choices = [(one.pk, one.name) for one in people]  # type: ignore[attr-defined]


class DrawForm(forms.Form):
    seed = forms.CharField(
        label=gettext_lazy("Seed"),
        max_length=64,
        help_text=gettext_lazy(
            "Something that nobody could know before, such as a published lottery number."
        ),
    )


class WhyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class AppealForm(forms.Form):
    item = forms.ChoiceField(label=gettext_lazy("Checked item"))
    why = forms.CharField(
        label=gettext_lazy("Why it was in order"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, *, items: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["item"].choices = items  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """Grant with the right answer, or reject."""

    grant = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Grant the appeal")), ("no", gettext_lazy("Reject the appeal"))],
        widget=forms.RadioSelect,
    )
    corrected = forms.CharField(label=gettext_lazy("The right answer"), max_length=60, required=False)
    why = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, *, item: Item | None = None) -> None:
        super().__init__(data)
        if item is not None and item.answer in ("yes_no", "choice"):
            asked = _asked(item, None)
            field = forms.ChoiceField(label=_("The right answer"), required=False)
            field.choices = [("", "—"), *asked.choices]  # type: ignore[attr-defined]
            self.fields["corrected"] = field


class IncidentForm(forms.Form):
    place = forms.TypedChoiceField(label=gettext_lazy("Inspected place"), coerce=int)
    gate = forms.ChoiceField(label=gettext_lazy("Event"))
    day = forms.DateField(label=gettext_lazy("Day"), widget=_DATE)
    text = forms.CharField(
        label=gettext_lazy("What happened"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any, *, places: Iterable[Place], gates: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["place"].choices = [(one.pk, one.name) for one in places]  # type: ignore[attr-defined]
        self.fields["gate"].choices = gates  # type: ignore[attr-defined]
