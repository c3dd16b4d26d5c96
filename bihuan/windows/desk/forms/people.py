"""Forms of administration; the directory's verbs check what is typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory.actions import SCOPES
from bihuan.ground.directory.actor import ADMIN
from bihuan.ground.directory.models import Place, Team
from bihuan.ground.standards import adoption

_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})
#: What a key may do, in words; the API's guide names the scopes themselves.
SCOPE_NAMES: Mapping[str, Promise] = {
    "intake": _("take cases in"),
    "track": _("look at cases"),
    "work": _("work on cases"),
    "admin": _("administer"),
}
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ChangePerson(forms.Form):
    name = forms.CharField(label=_("Full name"), max_length=40)
    staff_number = forms.CharField(label=_("Staff number"), required=False, max_length=20)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    is_active = forms.BooleanField(
        label=_("The account is open"),
        required=False,
        help_text=_("Closing it ends all posts and keys of this person."),
    )


class NewPerson(forms.Form):
    username = forms.CharField(
        label=_("Login name"), max_length=40, help_text=_("2 to 40 small letters, digits, dots or hyphens.")
    )
    name = forms.CharField(label=_("Full name"), max_length=40)
    staff_number = forms.CharField(label=_("Staff number"), required=False, max_length=20)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    password = forms.CharField(
        label=_("First password"),
        max_length=200,
        strip=False,
        widget=_PASSWORD,
        help_text=_("At least 10 characters."),
    )


class NewPassword(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        widget=_PASSWORD,
        help_text=_("At least 10 characters."),
    )


class GivePost(forms.Form):
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), empty_label=_("Please choose"))
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, locale: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["team"].queryset = Team.objects.filter(closed_at=None)  # type: ignore[attr-defined]
        known = [(role.id, role.title.say(locale)) for role in adoption.roles().values()]
        self.fields["role"].choices = [*known, (ADMIN, _("Administrator"))]  # type: ignore[attr-defined]


class NewToken(forms.Form):
    name = forms.CharField(label=_("What the key is for"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope, SCOPE_NAMES[scope]) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )


class NewTeam(forms.Form):
    name = forms.CharField(label=_("Called"), max_length=80)
    code = forms.CharField(
        label=_("Short code"), max_length=40, help_text=_("Small letters, digits or hyphens.")
    )
    kind = forms.ChoiceField(label=_("What the team does"), choices=Team.Kind.choices)
    place = forms.ModelChoiceField(
        Place.objects.filter(closed_at=None), label=_("Place"), empty_label=_("Please choose")
    )
    superior = forms.ModelChoiceField(
        Team.objects.filter(closed_at=None), label=_("Next team up"), required=False, empty_label=_("none")
    )
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    chat_url = forms.CharField(
        label=_("Group chat"),
        required=False,
        max_length=300,
        help_text=_("Address of the group's robot (WeCom, DingTalk, Feishu)."),
    )


class NewPlace(forms.Form):
    name = forms.CharField(label=_("Called"), max_length=80)
    code = forms.CharField(
        label=_("Short code"), max_length=40, help_text=_("Small letters, digits or hyphens.")
    )
    kind = forms.ChoiceField(label=_("Kind of place"), choices=Place.Kind.choices)
    parent = forms.ModelChoiceField(
        Place.objects.filter(closed_at=None), label=_("Belongs to"), empty_label=_("Please choose")
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)


class Adopt(forms.Form):
    place = forms.ModelChoiceField(
        Place.objects.filter(closed_at=None), label=_("Place"), empty_label=_("Please choose")
    )
    pack = forms.ChoiceField(label=_("Edition"))
    since = forms.DateField(label=_("From"), widget=_DATE)

    def __init__(self, *args: Any, locale: str, **named: Any) -> None:
        super().__init__(*args, **named)
        editions = [
            (name, f"{pack.title.say(locale)} {pack.edition}") for name, pack in adoption.editions().items()
        ]
        self.fields["pack"].choices = editions  # type: ignore[attr-defined]


class EndAdoption(forms.Form):
    until = forms.DateField(label=_("Ends before"), widget=_DATE)
