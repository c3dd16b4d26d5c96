"""Changing one's own password."""

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bihuan.ground.directory import actions
from bihuan.ground.directory.models import Person
from bihuan.ground.journal.errors import BadInput
from bihuan.windows.desk.http import go, page, staff
from bihuan.windows.desk.session import locked_words
from bihuan.windows.look.forms import blame
from bihuan.windows.look.http import Request

_NEW = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class OwnPassword(forms.Form):
    current = forms.CharField(
        label=gettext_lazy("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=gettext_lazy("New password"),
        max_length=200,
        strip=False,
        widget=_NEW,
        help_text=gettext_lazy("At least 10 characters."),
    )
    again = forms.CharField(
        label=gettext_lazy("New password, once more"), max_length=200, strip=False, widget=_NEW
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two new passwords differ."))
        return again


@sensitive_post_parameters("current", "password", "again")
@require_http_methods(["GET", "POST"])
@staff
def own_password(request: Request) -> HttpResponse:
    """The present one is asked for: an unlocked screen must not be enough to take an account over."""
    form = OwnPassword(request.POST or None)
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        messages.success(
            request, _("Your new password holds; other places where you were signed in are closed.")
        )
        return go("desk:home")
    crumbs = [(_("Change password"), None)]
    return page(request, "own_password", {"form": form}, crumbs=crumbs, status=422 if form.errors else 200)


def _changed(request: Request, form: OwnPassword) -> bool:
    person = get_object_or_404(Person, pk=request.actor.person)
    # Guesses here count as guesses at the sign-in page do.
    if authenticate(request, username=person.username, password=form.cleaned_data["current"]) is None:
        form.add_error("current", locked_words(request) or _("This is not your present password."))
        return False
    try:
        held = actions.set_password(person, form.cleaned_data["password"], by=request.actor, at=request.at)
    except BadInput as error:
        blame(form, error)
        return False
    update_session_auth_hash(request, held)
    return True
