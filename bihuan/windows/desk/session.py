"""Signing in and out, and the inbox."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.ground.journal.errors import NotFound
from bihuan.ground.journal.models import Delivery
from bihuan.windows.desk.http import go, page, staff
from bihuan.windows.desk.leafing import leaf
from bihuan.windows.desk.menu import forget_unread
from bihuan.windows.desk.trying import trials
from bihuan.windows.look.http import Request, see_other, url

INBOX_PAGE = 30
LAST_PAGE = 100


class SignIn(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("Login name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    asked = cast(Request, request)
    back = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "GET":
        return HttpResponseRedirect(back) if asked.actor.person else _sign_in_page(request, SignIn(), back)
    form = SignIn(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, back, 422)
    person = authenticate(request, **form.cleaned_data)
    if person is None:
        return _refused(request, form, back)
    login(request, person)
    return HttpResponseRedirect(back)


def locked_words(request: HttpRequest) -> str:
    """What to tell somebody who has guessed too often; empty for everybody else."""
    if not getattr(request, "axes_locked_out", False):
        return ""
    # The middleware would replace our page by its bare sentence.
    request.axes_locked_out = False  # type: ignore[attr-defined]
    said = _(
        "Too many wrong passwords. Please wait %(minutes)s minutes, or ask an administrator for a new one."
    )
    return said % {"minutes": int(settings.AXES_COOLOFF_TIME * 60)}


def _refused(request: HttpRequest, form: SignIn, back: str) -> HttpResponse:
    locked = locked_words(request)
    if locked:
        form.add_error(None, locked)
    else:
        form.add_error(
            None, _("Account or password is wrong. Passwords distinguish capital and small letters.")
        )
    return _sign_in_page(request, form, back, 429 if locked else 422)


def _sign_in_page(request: HttpRequest, form: SignIn, back: str, status: int = 200) -> HttpResponse:
    said = {"form": form, "next": back, "demo": settings.DEMO, "trials": trials()}
    return render(request, "desk/sign_in.html", said, status=status)


def _safe(request: HttpRequest, back: str) -> str:
    """Only addresses of this site; never back to signing out."""
    home = url("desk:home")
    allowed = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return back if allowed and back != url("desk:logout") else home


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("You have signed out."))
    return go("desk:login")


@require_GET
@staff
def inbox(request: Request) -> HttpResponse:
    """What the system told me, newest first."""
    told = _mine(request).order_by("-id")
    if request.GET.get("unread"):
        told = told.filter(read_at=None)
    said: dict[str, Any] = {
        "leaf": leaf(request, INBOX_PAGE, LAST_PAGE, lambda first, beyond: list(told[first:beyond])),
        "only_unread": bool(request.GET.get("unread")),
    }
    return page(request, "inbox", said, crumbs=[(_("Inbox"), None)])


@require_POST
@staff
def read(request: Request, pk: int) -> HttpResponse:
    """Open a message: it is read from now on, and leads to what it speaks of."""
    message = _mine(request).filter(pk=pk).first()
    if message is None:
        raise NotFound
    _mine(request).filter(pk=pk, read_at=None).update(read_at=request.at)
    forget_unread(request.actor)
    link = message.link if message.link.startswith("/desk/") else url("desk:inbox")
    return see_other(link)


@require_POST
@staff
def read_all(request: Request) -> HttpResponse:
    count = _mine(request).filter(read_at=None).update(read_at=request.at)
    forget_unread(request.actor)
    messages.success(request, _("%(count)s messages are marked as read.") % {"count": count})
    return go("desk:inbox")


def _mine(request: Request) -> Any:
    return Delivery.objects.inbox(request.actor.ref)
