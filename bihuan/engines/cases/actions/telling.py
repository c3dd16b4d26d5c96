"""Who is told: customers by text message, staff in the desk, by mail and in their group chat."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from bihuan.engines.cases.models import Case
from bihuan.engines.cases.turn import Turn
from bihuan.engines.cases.wording import verb_label
from bihuan.ground.directory import places, posts
from bihuan.ground.directory.models import Person, Team
from bihuan.ground.directory.phones import is_mobile
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.wording import filled

_Channel = Delivery.Channel


def tell_customer(
    case: Case, pack: Pack, key: str, *, at: datetime, entry: Entry | None = None, **said: str
) -> None:
    """Send the pack's approved wording to the customer's mobile; without a mobile or a wording nothing is sent.

    `said` fills blanks of the wording that the case does not know.
    """
    wording = pack.texts("zh-Hans").get(key)
    if not wording or not is_mobile(case.reporter_phone):
        return
    known = {**places.named(case.place), "number": case.number, "title": case.title, "answer": case.answer}
    known |= said
    link = f"/c/{case.secret}/"
    sms = journal.message(
        _Channel.SMS,
        case.reporter_phone,
        case.number,
        at=at,
        body=filled(wording, known),
        link=link,
        entry=entry,
    )
    journal.post([sms])


def tell(
    case: Case,
    text: str,
    entry: Entry,
    *,
    people: Iterable[Person] = (),
    team: Team | None = None,
    at: datetime,
    not_before: datetime | None = None,
    once: str = "",
) -> None:
    """People in the desk and, where an address is known, by mail; a team in its group chat. One statement for all.

    What leaves the house waits until `not_before`; the desk's inbox disturbs nobody.
    """
    link = f"/desk/cases/{case.pk}/"

    def addressed(channel: str, address: str, later: datetime | None = None) -> Delivery:
        key = f"{once}:{address}"[:120] if once else None
        return journal.message(
            channel, address, text, at=at, not_before=later, body=text, link=link, entry=entry, once=key
        )

    told = list(people)
    messages = [addressed(_Channel.INAPP, person.ref) for person in told]
    messages += [addressed(_Channel.EMAIL, person.email, not_before) for person in told if person.email]
    if team is not None and team.chat_url:
        messages.append(addressed(_Channel.IM, team.chat_url, not_before))
    journal.post(messages)


def tell_person(turn: Turn, person: Person, words: str, entry: Entry) -> None:
    tell(turn.case, f"{turn.case.number} {words}", entry, people=[person], at=turn.at)


def tell_team(turn: Turn, team: Team, verb: str, entry: Entry) -> None:
    """Everybody who takes orders in the team, and its group chat."""
    text = notice(turn.case, verb)
    tell(turn.case, text, entry, people=members(team, turn.at), team=team, at=turn.at)


def tell_people(turn: Turn, roles: Iterable[str], verb: str, entry: Entry) -> None:
    """Everybody who holds one of the roles at or above the case's place."""
    tell(turn.case, notice(turn.case, verb), entry, people=holders(turn.case, roles, turn.at), at=turn.at)


def members(team: Team, at: datetime) -> list[Person]:
    return posts.in_team(team.pk, at)


def heads_of(team: Team, at: datetime) -> list[Person]:
    """Who leads the team: holders of a role that heads a team."""
    return posts.in_team(team.pk, at, [role.id for role in adoption.roles().values() if role.heads])


def holders(case: Case, roles: Iterable[str], at: datetime) -> list[Person]:
    """People with one of the roles whose place is the case's place or above it."""
    return posts.over_place(case.place.path, list(roles), at)


def notice(case: Case, verb: str) -> str:
    """One line in the site's language, whoever caused it and in whatever language."""
    with override(settings.LANGUAGE_CODE):
        return f"{case.number} {verb_label(verb)}：{public_title(case)}"


def public_title(case: Case) -> str:
    """A confidential case shows nothing of itself outside its page (S003 10.1 work 3)."""
    return "***" if case.confidential else case.title
