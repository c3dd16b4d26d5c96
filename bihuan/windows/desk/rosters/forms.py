"""Forms of shifts. What they say is checked by the verbs; a form only asks for it in the right way."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.engines.rosters.models import Shift
from bihuan.engines.rosters.shapes import OFF, Station
from bihuan.ground.directory.models import Person
from bihuan.windows.look.http import locale

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


if TYPE_CHECKING:
    _Choice = forms.ModelChoiceField[Person]
else:
    _Choice = forms.ModelChoiceField


class People(_Choice):
    """One of some people, by name."""

    def __init__(self, people: Iterable[Person], **named: Any) -> None:
        rows = Person.objects.filter(pk__in=[one.pk for one in people])
        super().__init__(rows, **named)


class Empty(forms.Form):
    """A press of a button."""


class Away(forms.Form):
    minutes = forms.IntegerField(label=_("For how many minutes"), min_value=1, max_value=480)
    why = forms.CharField(label=_("Reason"), max_length=100)

    def __init__(self, *args: Any, people: Iterable[Person], most: int, **named: Any) -> None:
        super().__init__(*args, **named)
        hint = _("Needed for more than %(most)s minutes.") % {"most": most}
        self.fields["relief"] = People(people, label=_("Who stands in"), required=False, help_text=hint)


class Swap(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=100)

    def __init__(
        self, *args: Any, people: Iterable[Person], others: Sequence[tuple[int, str]], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.fields["to"] = People(people, label=_("Who should take it"))
        self.fields["instead"] = forms.TypedChoiceField(
            label=_("His shift that I take for it"),
            choices=[("", _("none")), *others],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.order_fields(["to", "instead", "why"])


class AskLeave(forms.Form):
    first = forms.DateField(label=_("First day"), widget=_DAY)
    last = forms.DateField(label=_("Last day"), widget=_DAY)
    why = forms.CharField(label=_("Reason"), max_length=100)


class DecideLeave(forms.Form):
    """A choice for each shift of the days asked for."""

    answer = forms.CharField(label=_("What he is told"), max_length=100, required=False)

    def __init__(
        self, *args: Any, shifts: Sequence[tuple[Shift, str]], people: Sequence[Person], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.shifts = [one for one, _title in shifts]
        for shift, title in shifts:
            others = [one for one in people if one.pk != shift.person_id]
            self.fields[f"cover_{shift.pk}"] = People(others, label=title, required=False)
        self.order_fields([*(f"cover_{one.pk}" for one in self.shifts), "answer"])

    @property
    def cover(self) -> dict[int, Person | None]:
        return {one.pk: self.cleaned_data.get(f"cover_{one.pk}") for one in self.shifts}


class Fill(forms.Form):
    first = forms.DateField(label=_("From"), widget=_DAY)
    last = forms.DateField(label=_("To"), widget=_DAY)
    pattern = forms.CharField(label=_("Shifts, day by day"), max_length=80)

    def __init__(self, *args: Any, people: Iterable[Person], station: Station, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["person"] = People(people, label=_("Whose days"))
        self.fields["pattern"].help_text = _(
            "%(marks)s; it is repeated to the last day. %(off)s takes a shift away."
        ) % {
            "marks": "，".join(f"{one.mark} {one.title.say(locale())}" for one in station.turns),
            "off": OFF,
        }
        self.order_fields(["person", "first", "last", "pattern"])


class Publish(forms.Form):
    despite = forms.CharField(label=_("Why it holds all the same"), max_length=200, required=False)


class Course(forms.Form):
    day = forms.DateField(label=_("Passed on"), widget=_DAY)

    def __init__(self, *args: Any, people: Iterable[Person], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["who"] = People(people, label=_("Who has passed it"))
        self.order_fields(["who", "day"])


class Begin(forms.Form):
    month = forms.ChoiceField(label=_("Month"))
    post = forms.ChoiceField(label=_("Post"))

    def __init__(
        self, *args: Any, months: Sequence[tuple[str, str]], posts: Sequence[tuple[str, str]], **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.fields["month"] = forms.ChoiceField(label=_("Month"), choices=months)
        self.fields["post"] = forms.ChoiceField(label=_("Post"), choices=posts)


class Counts(forms.Form):
    """A number for each thing; why they differ, once."""

    why = forms.CharField(
        label=_("Why the counts differ"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, lines: Sequence[dict[str, Any]], note: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        entry = {"inputmode": "numeric", "autocomplete": "off"}
        for line in lines:
            hint = ""
            if line["expected"] is not None:
                hint = _("should be %(number)s %(unit)s") % {"number": line["expected"], "unit": line["unit"]}
            self.fields[f"count_{line['id']}"] = forms.CharField(
                label=line["title"],
                required=False,
                max_length=8,
                widget=forms.TextInput(attrs=entry),
                help_text=hint,
            )
        if note:
            area = forms.Textarea(attrs={"rows": 3})
            self.fields["note"] = forms.CharField(
                label=_("What the next one should know"), max_length=500, required=False, widget=area
            )
        names = [f"count_{line['id']}" for line in lines]
        self.order_fields([*names, "why", "note"])

    @property
    def counts(self) -> dict[str, str]:
        return {
            name.removeprefix("count_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("count_")
        }
