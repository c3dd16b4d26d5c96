"""What somebody who applies fills in: the business says which questions and which fields."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.engines.applications.actions.applying import LONGEST
from bihuan.engines.applications.shapes import Ask, Business
from bihuan.engines.applications.wording import ASKS
from bihuan.engines.billing.choosing import latest, series
from bihuan.engines.billing.models import Account
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import local_day
from bihuan.windows.look.http import locale
from bihuan.windows.portal.site import Site


class Questions(forms.Form):
    """Who applies: by these answers it is told which papers are needed, before anybody signs in."""

    def __init__(self, *args: Any, business: Business, **named: Any) -> None:
        super().__init__(*args, **named)
        self.business = business
        for question in business.questions:
            choices = [(one.id, one.title.say(locale())) for one in question.options]
            self.fields[question.id] = forms.ChoiceField(
                label=question.ask.say(locale()),
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Please choose one."),
                    "invalid_choice": _("Please choose one."),
                },
            )

    @property
    def answers(self) -> dict[str, str]:
        return {one.id: str(self.cleaned_data[one.id]) for one in self.business.questions}


class Wanted(Questions):
    """The answers once more, and what is wanted."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=gettext_lazy("Who applies? Name as on the papers"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(
        self,
        *args: Any,
        business: Business,
        accounts: Iterable[Account],
        at: datetime,
        site: Site,
        **named: Any,
    ) -> None:
        super().__init__(*args, business=business, **named)
        self.at, self.place = at, site.company.path
        for question in business.questions:
            self.fields[question.id].widget = forms.HiddenInput()
        if business.account:
            choices = [(one.number, f"{one.number} · {one.premise.address}") for one in accounts]
            self.fields["account"] = forms.ChoiceField(label=_("Which account?"), choices=choices)
        elif site.places:
            near = [(str(one.pk), one.name) for one in site.places]
            self.fields["place"] = forms.ChoiceField(label=_("Which hall or area?"), choices=near)
        for ask in business.asks:
            self.fields[ask] = self._field(ask)

    def _field(self, ask: Ask) -> forms.Field:
        label, must = str(ASKS[ask]), ask not in self.business.optional
        if ask == "text":
            area = forms.Textarea(attrs={"rows": 3})
            return forms.CharField(label=label, required=must, max_length=LONGEST[ask], widget=area)
        if ask == "series":
            return forms.ChoiceField(label=label, required=must, choices=self._tariffs())
        if ask == "on":
            return forms.DateField(label=label, required=must, widget=forms.DateInput(attrs={"type": "date"}))
        mode = {"capacity": "decimal", "holder_phone": "tel"}.get(ask, "text")
        entry = forms.TextInput(attrs={"inputmode": mode})
        return forms.CharField(label=label, required=must, max_length=LONGEST.get(ask, 20), widget=entry)

    def _tariffs(self) -> list[tuple[str, str]]:
        day = local_day(self.at)
        found = {name: latest(one, day) for name, one in series(adoption.in_force(self.place, day)).items()}
        return [
            (name, one.tariff.title.say(locale()))
            for name, one in found.items()
            if one is not None and one.tariff.commodity == "electricity"
        ]

    @property
    def said(self) -> dict[str, str]:
        return {ask: str(self.cleaned_data.get(ask) or "") for ask in self.business.asks}
