"""Forms of the hall's pages; the engine's verbs check what is typed."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.engines.halls.inforce import Standard
from bihuan.engines.halls.models import Counter, Device, Hall
from bihuan.ground.directory.models import Person, Place

LANGUAGE_NAMES: dict[str, str | Promise] = {"zh": _("Chinese"), "en": _("English")}


def _choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


class TakeFor(forms.Form):
    """A number for somebody in the lobby. Field names are those of the verb `take`."""

    service = forms.ChoiceField(label=_("Service"))
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGE_NAMES.items()), initial="zh")
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=60)

    def __init__(self, *args: Any, standard: Standard, locale: str, **named: Any) -> None:
        super().__init__(*args, **named)
        services = [(id, row.title.say(locale)) for id, row in standard.services.items()]
        _choices(self, "service", services)
        granted = [(one.id, one.title.say(locale)) for one in standard.rules.priorities]
        _choices(self, "priority", [("", _("none")), *granted])


class Leave(forms.Form):
    relief = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who stands in"),
        required=False,
        empty_label=_("nobody"),
    )

    def __init__(self, *args: Any, people: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["relief"].queryset = people  # type: ignore[attr-defined]


class Notice(forms.Form):
    text = forms.CharField(
        label=_("Notice for the screens"),
        max_length=120,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown between the calls until the end of the day."),
    )


class Lock(forms.Form):
    service = forms.ChoiceField(label=_("Service"))
    why = forms.CharField(label=_("Why there are no numbers"), max_length=60)

    def __init__(self, *args: Any, standard: Standard, locale: str, **named: Any) -> None:
        super().__init__(*args, **named)
        _choices(self, "service", [(id, row.title.say(locale)) for id, row in standard.services.items()])


class SetUp(forms.Form):
    """`position` is where the engine's refusals of latitude and longitude go."""

    place = forms.ModelChoiceField(
        Place.objects.none(), label=_("Place of the hall"), empty_label=_("Please choose")
    )
    rules = forms.ChoiceField(label=_("Hall rules"), help_text=_("A row of a standard in force there."))
    latitude = forms.FloatField(label=_("Latitude"), required=False)
    longitude = forms.FloatField(label=_("Longitude"), required=False)
    datum = forms.ChoiceField(label=_("As read from"), choices=Hall.Datum.choices, required=False)

    def __init__(self, *args: Any, places: Any, rules: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        _choices(self, "rules", rules)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if (said.get("latitude") is None) != (said.get("longitude") is None):
            self.add_error("latitude", _("Give both latitude and longitude, or neither."))
        return said


class CounterForm(forms.Form):
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999)
    title = forms.CharField(label=_("Called"), required=False, max_length=40)
    services = forms.MultipleChoiceField(
        label=_("Services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of the hall."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages besides Chinese"),
        required=False,
        choices=[("en", LANGUAGE_NAMES["en"])],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, standard: Standard, locale: str, **named: Any) -> None:
        super().__init__(*args, **named)
        _choices(self, "services", [(id, row.title.say(locale)) for id, row in standard.services.items()])


class DeviceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of device"), choices=Device.Kind.choices)
    counter = forms.ModelChoiceField(
        Counter.objects.none(),
        label=_("Stands at the counter"),
        required=False,
        empty_label=_("none"),
        help_text=_("Only counter screens and rating devices."),
    )
    name = forms.CharField(label=_("Called"), required=False, max_length=60)

    def __init__(self, *args: Any, counters: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["counter"].queryset = counters  # type: ignore[attr-defined]
