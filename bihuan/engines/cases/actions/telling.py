"""Who is told: customers by text message, staff in the desk, by mail and in their group chat."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from bihuan.engines.cases.models import Case
from bihuan.engines.cases.turn import Turn
from bihuan.engines.cases.wording import verb_label
from bihuan.ground.directory.models import Membership, Person, Team
from bihuan.ground.directory.phones import is_mobile
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack

_Channel = Delivery.Channel


def tell_customer(case: Case, pack: Pack, key: str, *, at: datetime, entry: Entry | None = None) -> None:
    """Send the pack's approved wording to the customer's mobile; without a mobile or a wording nothing is sent."""
    wording = pack.texts("zh-Hans").get(key)
    if not wording or not is_mobile(case.reporter_phone):
        return
    body = wording.format_map(_Fields(number=case.number, title=case.title, answer=case.answer))
    journal.queue(
        _Channel.SMS,
        case.reporter_phone,
        case.number,
        at=at,
        body=body,
        link=f"/c/{case.secret}/",
        entry=entry,
    )


class _Fields(dict[str, str]):
    """Placeholders that this occasion does not know stay out of the message."""

    def __missing__(self, key: str) -> str:
        return ""


def tell_person(
    case: Case, person: Person, text: str, *, at: datetime, entry: Entry | None, once: str = ""
) -> None:
    """In the desk, and by mail when an address is known."""
    link = f"/desk/cases/{case.pk}/"
    journal.queue(
        _Channel.INAPP,
        person.ref,
        text,
        at=at,
        link=link,
        entry=entry,
        once=f"{once}:{person.ref}" if once else None,
    )
    if person.email:
        journal.queue(
            _Channel.EMAIL,
            person.email,
            text,
            at=at,
            link=link,
            body=text,
            entry=entry,
            once=f"{once}:{person.email}" if once else None,
        )


def tell_team(turn: Turn, team: Team, verb: str, entry: Entry) -> None:
    """Everybody who takes orders in the team, and its group chat."""
    text = notice(turn.case, verb)
    for person in members(team, turn.at):
        tell_person(turn.case, person, text, at=turn.at, entry=entry)
    if team.chat_url:
        journal.queue(_Channel.IM, team.chat_url, text, at=turn.at, body=text, entry=entry)


def tell_people(turn: Turn, roles: Iterable[str], verb: str, entry: Entry) -> None:
    """Everybody who holds one of the roles at or above the case's place."""
    text = notice(turn.case, verb)
    for person in holders(turn.case, roles, turn.at):
        tell_person(turn.case, person, text, at=turn.at, entry=entry)


def members(team: Team, at: datetime) -> list[Person]:
    return list(
        Person.objects.filter(
            is_active=True, memberships__in=Membership.objects.held(at).filter(team=team)
        ).distinct()
    )


def heads_of(team: Team, at: datetime) -> list[Person]:
    """Who leads the team: holders of a role that heads a team."""
    heading = [role.id for role in adoption.roles().values() if role.heads]
    held = Membership.objects.held(at).filter(team=team, role__in=heading)
    return list(Person.objects.filter(memberships__in=held, is_active=True).distinct())


def holders(case: Case, roles: Iterable[str], at: datetime) -> list[Person]:
    """People with one of the roles whose place is the case's place or above it."""
    held = Membership.objects.held(at).filter(role__in=list(roles)).select_related("team__place")
    pks = {row.person_id for row in held if case.place.path.startswith(row.team.place.path)}
    return list(Person.objects.filter(pk__in=pks, is_active=True))


def notice(case: Case, verb: str) -> str:
    """One line in the site's language, whoever caused it and in whatever language."""
    with override(settings.LANGUAGE_CODE):
        return f"{case.number} {verb_label(verb)}：{public_title(case)}"


def public_title(case: Case) -> str:
    """A confidential case shows nothing of itself outside its page (S003 10.1 work 3)."""
    return "***" if case.confidential else case.title
