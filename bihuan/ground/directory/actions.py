"""Verbs of the directory: people, posts, places, teams, keys for machines. Each is one transaction with one journal entry."""

import hashlib
import re
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory import checking, places
from bihuan.ground.directory.actor import ADMIN, Actor
from bihuan.ground.directory.models import Membership, Person, Place, Team, Token
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed
from bihuan.ground.journal.models import Journaled

SCOPES = ("intake", "track", "work", "admin")
_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,39}$")


@transaction.atomic
def add_person(
    username: str,
    name: str,
    *,
    password: str,
    by: Actor,
    at: datetime,
    phone: str = "",
    email: str = "",
    staff_number: str = "",
) -> Person:
    """A new account. Raises BadInput naming every field that is wrong."""
    wrong: dict[str, str | Promise] = {}
    account = username.strip().lower()
    if not _USERNAME.match(account):
        wrong["username"] = _(
            "2 to 40 small letters, digits, dots or hyphens, beginning with a letter or digit."
        )
    elif Person.objects.filter(username=account).exists():
        wrong["username"] = _("This account exists already.")
    said = checking.person(
        {"name": name, "phone": phone, "email": email, "staff_number": staff_number}, wrong
    )
    person = Person(username=account, **said)
    checking.password(person, password, wrong)
    if wrong:
        raise BadInput(fields=wrong)
    person.set_password(password)
    person.save(force_insert=True)
    _write(person, "person.added", by, at, {"username": account, "name": person.name})
    return person


@transaction.atomic
def change_person(person: Person, *, by: Actor, at: datetime, **said: Any) -> Person:
    """Change name, phone, email, staff_number, language or is_active; closing an account ends its posts and keys."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    _check_rank(held, by, at)
    wrong: dict[str, str | Promise] = {}
    texts = {key: value for key, value in said.items() if key in ("name", "phone", "email", "staff_number")}
    changed = checking.person(texts, wrong)
    if said.get("is_active") is False and held.pk == by.person:
        wrong["is_active"] = _("You cannot close your own account.")
    if wrong:
        raise BadInput(fields=wrong)
    changed |= {key: said[key] for key in ("language", "is_active") if key in said}
    before = {key: getattr(held, key) for key in changed}
    news = {key: value for key, value in changed.items() if value != before[key]}
    if not news:
        return held
    for key, value in news.items():
        setattr(held, key, value)
    held.save(update_fields=list(news))
    if news.get("is_active") is False:
        Membership.objects.held(at).filter(person=held).update(until=at)
        Token.objects.filter(person=held, revoked_at=None).update(revoked_at=at)
    # What became of phone and mail is nobody's business years later: only that they changed.
    told = {key: "***" if key in ("phone", "email") else value for key, value in news.items()}
    _write(held, "person.changed", by, at, told)
    return held


@transaction.atomic
def set_password(person: Person, password: str, *, by: Actor, at: datetime) -> Person:
    """A new password, the person's own or set by an administrator. Other sessions of the person end."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    if held.pk != by.person:
        _check_rank(held, by, at)
    wrong: dict[str, str | Promise] = {}
    checking.password(held, password, wrong)
    if wrong:
        raise BadInput(fields=wrong)
    held.set_password(password)
    held.save(update_fields=["password"])
    _write(held, "person.password", by, at, {})
    return held


@transaction.atomic
def give_post(
    person: Person, team: Team, role: str, *, roles: Collection[str], by: Actor, at: datetime
) -> Membership:
    """The person holds the role in the team from now on; `roles` are the ids that the standards in force know."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    if role != ADMIN and role not in roles:
        raise BadInput(fields={"role": _("No standard in force names this role.")})
    if role == ADMIN and not by.holds(ADMIN):
        raise NotAllowed(_("Only an administrator makes somebody an administrator."))
    if not held.is_active:
        raise BadInput(fields={"person": _("This account is closed.")})
    if team.closed_at is not None:
        raise BadInput(fields={"team": _("This team is closed.")})
    if Membership.objects.filter(person=held, team=team, role=role, until=None).exists():
        raise Conflict(_("%(name)s holds this post already."), name=held.name)
    post = Membership.objects.create(person=held, team=team, role=role, since=at)
    _write(held, "person.post_given", by, at, {"team": team.code, "role": role})
    return post


@transaction.atomic
def end_post(post: Membership, *, by: Actor, at: datetime) -> Membership:
    """The post ends now. Nobody takes the last administrator's post away."""
    held = Person.objects.select_for_update().get(pk=post.person_id)
    row = Membership.objects.select_for_update().select_related("team").get(pk=post.pk)
    if row.until is not None and row.until <= at:
        raise Conflict(_("This post has ended already."))
    if row.role == ADMIN:
        if not by.holds(ADMIN):
            raise NotAllowed(_("Only an administrator ends an administrator's post."))
        if not _other_administrators(row, at):
            raise Conflict(_("This is the last administrator; name another one first."))
    row.until = at
    row.save(update_fields=["until"])
    _write(held, "person.post_ended", by, at, {"team": row.team.code, "role": row.role})
    return row


def _other_administrators(post: Membership, at: datetime) -> bool:
    others = Membership.objects.held(at).filter(role=ADMIN, person__is_active=True)
    return bool(others.exclude(person=post.person_id).exists())


@transaction.atomic
def open_place(
    name: str,
    code: str,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    parent: Place | None = None,
    address: str = "",
    phone: str = "",
) -> Place:
    """A node of the organisation, below `parent`."""
    wrong: dict[str, str | Promise] = {}
    said = {"name": checking.named(name, 80, wrong), "code": checking.coded(code, Place, wrong)}
    if kind not in Place.Kind.values:
        wrong["kind"] = _("Choose one of the list.")
    if parent is not None and parent.closed_at is not None:
        wrong["parent"] = _("This place is closed.")
    if len(address) > 200:
        wrong["address"] = _("At most %(most)s characters.") % {"most": 200}
    said["phone"] = checking.phone(phone, wrong)
    if wrong:
        raise BadInput(fields=wrong)
    place = Place(kind=kind, parent=parent, address=address.strip(), **said)
    place.save(force_insert=True)
    place.path = f"{parent.path if parent else '/'}{place.pk}/"
    place.save(update_fields=["path"])
    places.forget()
    transaction.on_commit(places.forget)
    _write(place, "place.opened", by, at, {"code": place.code, "name": place.name, "path": place.path})
    return place


@transaction.atomic
def open_team(
    name: str,
    code: str,
    kind: str,
    place: Place,
    *,
    by: Actor,
    at: datetime,
    superior: Team | None = None,
    email: str = "",
    chat_url: str = "",
) -> Team:
    """A group that holds orders at a place; `superior` hears of it when time runs out."""
    wrong: dict[str, str | Promise] = {}
    said = {
        "name": checking.named(name, 80, wrong),
        "code": checking.coded(code, Team, wrong),
        "email": checking.mail(email, wrong),
    }
    if kind not in Team.Kind.values:
        wrong["kind"] = _("Choose one of the list.")
    if place.closed_at is not None:
        wrong["place"] = _("This place is closed.")
    chat = chat_url.strip()
    if chat and (len(chat) > 300 or "://" not in chat):
        wrong["chat_url"] = _("An address of a group chat, such as wecombot://…, of at most 300 characters.")
    if wrong:
        raise BadInput(fields=wrong)
    team = Team(kind=kind, place=place, superior=superior, chat_url=chat, **said)
    team.save(force_insert=True)
    _write(team, "team.opened", by, at, {"code": team.code, "name": team.name, "place": place.code})
    return team


@transaction.atomic
def issue_token(
    person: Person,
    name: str,
    scopes: Collection[str],
    *,
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """A key for machines, and its text, which is shown this once and never kept."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    if held.pk != by.person:
        _check_rank(held, by, at)
    wrong: dict[str, str | Promise] = {}
    label = checking.named(name, 60, wrong)
    if not scopes or set(scopes) - set(SCOPES):
        wrong["scopes"] = _("Choose from: %(scopes)s.") % {"scopes": ", ".join(SCOPES)}
    if expires_at is not None and expires_at <= at:
        wrong["expires_at"] = _("The end must lie in the future.")
    if not held.is_active:
        wrong["person"] = _("This account is closed.")
    if wrong:
        raise BadInput(fields=wrong)
    text = f"bh_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        person=held,
        name=label,
        hash=token_hash(text),
        scopes=sorted(set(scopes)),
        issued_at=at,
        expires_at=expires_at,
    )
    _write(held, "person.token_issued", by, at, {"token": token.pk, "name": label, "scopes": token.scopes})
    return token, text


@transaction.atomic
def revoke_token(token: Token, *, by: Actor, at: datetime) -> Token:
    held = Person.objects.select_for_update().get(pk=token.person_id)
    row = Token.objects.select_for_update().get(pk=token.pk)
    if row.revoked_at is not None:
        raise Conflict(_("This key has been revoked already."))
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    _write(held, "person.token_revoked", by, at, {"token": row.pk, "name": row.name})
    return row


def token_hash(text: str) -> str:
    """What is kept of a key. Keys are long and random, so a plain hash is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


def _check_rank(person: Person, by: Actor, at: datetime) -> None:
    """Nobody but an administrator touches an administrator's account."""
    if person.actor(at).holds(ADMIN) and not by.holds(ADMIN):
        raise NotAllowed(_("Only an administrator changes an administrator's account."))


def _write(subject: Journaled, verb: str, by: Actor, at: datetime, facts: Mapping[str, Any]) -> None:
    journal.write(subject, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts)
    subject.save(update_fields=["journal_seq", "journal_head"])
