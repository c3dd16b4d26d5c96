"""Administration of people: accounts, posts, passwords, keys for machines."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bihuan.ground.directory import actions
from bihuan.ground.directory.models import Membership, Person, Token
from bihuan.ground.journal.errors import NotFound
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.windows.desk.administering import administrators, done
from bihuan.windows.desk.forms.people import (
    SCOPE_NAMES,
    ChangePerson,
    GivePost,
    NewPassword,
    NewPerson,
    NewToken,
)
from bihuan.windows.desk.http import go, page
from bihuan.windows.desk.leafing import leaf
from bihuan.windows.desk.menu import role_title
from bihuan.windows.look.http import Request, locale, new_key, url

PAGE = 50
LAST_PAGE = 200


@require_GET
@administrators
def people(request: Request) -> HttpResponse:
    query = request.GET.get("q_name", "").strip()[:40]
    held = Membership.objects.held(request.at).select_related("team")
    found = Person.objects.prefetch_related(Prefetch("memberships", held, to_attr="held"))
    if query:
        found = found.filter(Q(name__icontains=query) | Q(username__icontains=query) | Q(staff_number=query))
    if not request.GET.get("closed"):
        found = found.filter(is_active=True)
    shown = leaf(request, PAGE, LAST_PAGE, lambda first, beyond: list(found[first:beyond]))
    said = {
        "leaf": shown,
        "rows": [_row(one) for one in shown.rows],
        "query": query,
        "closed": bool(request.GET.get("closed")),
    }
    return page(request, "people/list", said, crumbs=[(_("People"), None)])


def _row(person: Person) -> dict[str, Any]:
    held: list[Membership] = person.held  # type: ignore[attr-defined]
    return {
        "person": person,
        "posts": [f"{post.team.name} · {role_title(post.role, locale())}" for post in held],
    }


@require_http_methods(["GET", "POST"])
@administrators
def new(request: Request) -> HttpResponse:
    form = NewPerson(request.POST or None)
    if request.method == "POST":
        answer = done(request, form, lambda: _added(request, form))
        if answer:
            messages.success(request, _("The account is open. Now give it a post."))
            return go("desk:person", answer["person"])
    crumbs = [(_("People"), url("desk:people")), (_("New account"), None)]
    said = {"form": form, "key": new_key(), "label": _("Open the account"), "heading": _("New account")}
    return page(request, "people/form", said, crumbs=crumbs, status=422 if form.errors else 200)


def _added(request: Request, form: NewPerson) -> dict[str, Any]:
    return {"person": actions.add_person(**form.cleaned_data, by=request.actor, at=request.at).pk}


@require_GET
@administrators
def person(request: Request, pk: int) -> HttpResponse:
    return _person_page(request, _found(pk))


@require_POST
@administrators
def change(request: Request, pk: int) -> HttpResponse:
    held, form = _found(pk), ChangePerson(request.POST)

    def do() -> None:
        actions.change_person(held, by=request.actor, at=request.at, **form.cleaned_data)

    return _after(request, held, "change", form, done(request, form, do), _("The account is changed."))


@require_POST
@administrators
def password(request: Request, pk: int) -> HttpResponse:
    held, form = _found(pk), NewPassword(request.POST)

    def do() -> None:
        actions.set_password(held, form.cleaned_data["password"], by=request.actor, at=request.at)

    return _after(request, held, "password", form, done(request, form, do), _("The new password holds."))


@require_POST
@administrators
def give(request: Request, pk: int) -> HttpResponse:
    held, form = _found(pk), GivePost(request.POST, locale=locale())

    def do() -> None:
        said = form.cleaned_data
        actions.give_post(
            held, said["team"], said["role"], roles=adoption.roles(), by=request.actor, at=request.at
        )

    return _after(request, held, "give", form, done(request, form, do), _("The post is given."))


@require_POST
@administrators
def end(request: Request, pk: int, post: int) -> HttpResponse:
    held, form = _found(pk), forms.Form(request.POST)
    row = Membership.objects.filter(pk=post, person=held).first()
    if row is None:
        raise NotFound

    def do() -> None:
        actions.end_post(row, by=request.actor, at=request.at)

    return _after(request, held, "end", form, done(request, form, do), _("The post has ended."))


@require_POST
@administrators
def token(request: Request, pk: int) -> HttpResponse:
    """The key's text is shown in this one answer and never again."""
    held, form = _found(pk), NewToken(request.POST)
    shown: list[str] = []

    def do() -> None:
        said = form.cleaned_data
        _row, text = actions.issue_token(held, said["name"], said["scopes"], by=request.actor, at=request.at)
        shown.append(text)

    if done(request, form, do) is None:
        return _person_page(request, held, {"token": form}, status=422)
    return _person_page(request, _found(pk), key_shown=shown[0] if shown else "")


@require_POST
@administrators
def revoke(request: Request, pk: int, token: int) -> HttpResponse:
    held, form = _found(pk), forms.Form(request.POST)
    row = Token.objects.filter(pk=token, person=held).first()
    if row is None:
        raise NotFound

    def do() -> None:
        actions.revoke_token(row, by=request.actor, at=request.at)

    return _after(request, held, "revoke", form, done(request, form, do), _("The key is revoked."))


def _found(pk: int) -> Person:
    held = Person.objects.filter(pk=pk).first()
    if held is None:
        raise NotFound
    return held


def _after(
    request: Request, held: Person, name: str, form: forms.Form, answer: dict[str, Any] | None, said: str
) -> HttpResponse:
    if answer is None:
        return _person_page(request, held, {name: form}, status=422)
    messages.success(request, said)
    return go("desk:person", held.pk)


def _person_page(
    request: Request,
    held: Person,
    bound: dict[str, forms.Form] | None = None,
    *,
    key_shown: str = "",
    status: int = 200,
) -> HttpResponse:
    start = {name: getattr(held, name) for name in ChangePerson.base_fields}
    drawn: dict[str, forms.Form] = {
        "change": ChangePerson(initial=start, prefix=None),
        "password": NewPassword(auto_id="pw_%s"),
        "give": GivePost(locale=locale(), auto_id="post_%s"),
        "token": NewToken(auto_id="token_%s"),
        **(bound or {}),
    }
    posts = held.memberships.select_related("team").order_by("until", "-since")
    said = {
        "held": held,
        "forms": drawn,
        "wrong": next(iter((bound or {}).values()), None),
        "posts": [(post, role_title(post.role, locale()), _holds(post, request)) for post in posts],
        "tokens": held.tokens.order_by("-id"),
        "scope_names": SCOPE_NAMES,
        "key_shown": key_shown,
        "story": Entry.objects.filter(kind="person", subject=held.pk).order_by("-seq")[:30],
        "new_key": new_key,
        "verbs_of_people": _verbs(),
    }
    crumbs = [(_("People"), url("desk:people")), (held.name, None)]
    return page(request, "people/person", said, crumbs=crumbs, status=status)


def _holds(post: Membership, request: Request) -> bool:
    return post.until is None or post.until > request.at


def _verbs() -> dict[str, str]:
    return {
        "person.added": _("Account opened"),
        "person.changed": _("Account changed"),
        "person.password": _("Password set"),
        "person.post_given": _("Post given"),
        "person.post_ended": _("Post ended"),
        "person.token_issued": _("Key issued"),
        "person.token_revoked": _("Key revoked"),
    }
