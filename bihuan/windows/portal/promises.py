"""What was promised to the public, how each promise stands in one case, and why its time is what it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bihuan.engines.cases import clocks, running
from bihuan.engines.cases.kinds import CaseKind, Promise
from bihuan.engines.cases.models import Case, Clock
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Allowance, Receipt, due
from bihuan.windows.portal.site import public_promises

#: `7.6` of `7.6a-public`, `2.4(2)` of `2.4(2)b`.
_PRINTED = re.compile(r"\d+(\.\d+)*(\(\d+\))?")
#: An article as Chinese documents number it; the sentence around it says the rest.
_ARTICLE = re.compile("第(.+?)条")
State = Literal["waiting", "running", "late", "paused", "met", "missed"]


@dataclass(frozen=True, slots=True)
class Proof:
    """The receipt of a due time in words: rows of (when, what, how much), the conclusion, what to know."""

    start: datetime
    allowance: str
    rows: tuple[tuple[str, str, str], ...]
    conclusion: str
    calendar: str
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One promise: in the pack's plain words, with its clause. `wording` is the clause itself."""

    plain: str
    clause: str
    wording: str
    major: bool = False
    state: State = "waiting"
    round: int = 1
    due_at: datetime | None = None
    ended_at: datetime | None = None
    proof: Proof | None = None


def offered(pack: Pack, kind: CaseKind, locale: str) -> list[Card]:
    """The promises of a kind before anything has happened."""
    return [_plain(pack, promise, locale) for promise in public_promises(kind)]


def standing(case: Case, pack: Pack, found: Sequence[Clock], *, at: datetime, locale: str) -> list[Card]:
    """Every public promise of the case, the present round first; those not begun yet are waiting.

    `found`: the case's clocks with their events. Clocks that ended without a verdict are left out, and what
    starts with the opening is promised once, not in every round.
    """
    kind: CaseKind = pack.rows("kinds")[case.kind]
    cards = []
    for promise in public_promises(kind, case.gravity):
        mine = [clock for clock in found if clock.promise == promise.id]
        cards += [_card(pack, promise, clock, at, locale) for clock in mine if not clock.cancelled]
        begun = any(clock.round == case.round for clock in mine)
        if case.is_open and not begun and promise.start != "opened":
            cards.append(replace(_plain(pack, promise, locale), round=case.round))
    return sorted(cards, key=lambda card: -card.round)


def _plain(pack: Pack, promise: Promise, locale: str) -> Card:
    words = promise.plain or promise.title
    wording = pack.clauses[promise.clause].wording.say(locale)
    return Card(words.say(locale), document_number(promise.clause), wording, major=promise.gravity == "major")


def document_number(clause: str) -> str:
    """The number printed in the document: letters and words behind it tell the pack's own clauses apart."""
    if article := _ARTICLE.match(clause):
        return article[1]
    printed = _PRINTED.match(clause)
    return printed[0] if printed else clause


def _card(pack: Pack, promise: Promise, clock: Clock, at: datetime, locale: str) -> Card:
    plain = _plain(pack, promise, locale)
    calendar = pack.calendar(promise.calendar)
    # The end explains nothing of the due time, and reasons are written for colleagues.
    events = [replace(event, reason="") for event in running.time_events(clock) if event.kind != "stop"]
    receipt = clocks.proof(promise, clock.started_at, calendar, events)
    return replace(
        plain,
        state=_state(clock, at),
        round=clock.round,
        due_at=clock.due_at,
        ended_at=clock.stopped_at,
        proof=_proof(receipt, pack.rows("calendars")[promise.calendar].title.say(locale), locale),
    )


def _state(clock: Clock, at: datetime) -> State:
    if clock.stopped_at is not None:
        return "met" if clock.met else "missed"
    if clock.paused_at is not None:
        return "paused"
    return "late" if clock.is_overdue(at) else "running"


def _proof(receipt: Receipt, calendar: str, locale: str) -> Proof:
    return Proof(
        start=receipt.start,
        allowance=receipt.allowance.describe(locale),
        rows=tuple(receipt.rows(locale)),
        conclusion=receipt.conclusion(locale),
        calendar=f"{calendar} · {receipt.calendar}",
        notices=tuple(notice.text(locale) for notice in receipt.notices),
    )


def urge_every(case: Case, pack: Pack, locale: str) -> str:
    """How far apart two reminders must be, in words."""
    return Allowance.parse(pack.rows("kinds")[case.kind].limits.urge_every).describe(locale)


def urge_again_at(case: Case, pack: Pack) -> datetime | None:
    """From when the customer may press again; None: at once."""
    return _after(case, pack, case.urged_at, pack.rows("kinds")[case.kind].limits.urge_every)


def reopen_until(case: Case, pack: Pack) -> datetime | None:
    """Until when the customer may have it taken up again; None while it has not come to an end."""
    ended = case.closed_at or case.called_back_at or case.resolved_at
    return _after(case, pack, ended, pack.rows("kinds")[case.kind].limits.reopen_within)


def _after(case: Case, pack: Pack, start: datetime | None, allowance: str) -> datetime | None:
    if start is None:
        return None
    kind: CaseKind = pack.rows("kinds")[case.kind]
    return due(start, Allowance.parse(allowance), pack.calendar(kind.limits.calendar))
