"""A case as lists and pages show it: names from its edition, tones, the next deadline. No queries."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from bihuan.engines.cases.board import SOON
from bihuan.engines.cases.intake import categories
from bihuan.engines.cases.kinds import CaseKind, Promise, Stage
from bihuan.engines.cases.models import Case, Clock
from bihuan.engines.cases.turn import stage_of
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.windows.look.http import url

#: What a row of a list reads of a case; the other thirty columns stay in the database.
SHOWN = (
    "edition", "kind", "stage", "title", "gravity", "confidential", "round", "urged", "supervised_at", "suspended_at",
    "opened_at", "resolved_at", "called_back_at", "closed_at", "next_due_at", "team__name", "handler__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list; names are in the reader's language."""

    pk: int
    number: str
    title: str
    kind: str
    stage: str
    tone: str
    team: str
    handler: str
    opened_at: datetime
    due_at: datetime | None
    soon: bool
    marks: tuple[tuple[str, str], ...]

    @property
    def href(self) -> str:
        return f"{url('desk:cases')}{self.pk}/"

    @property
    def mood(self) -> str:
        return "row-overdue" if self.tone == "overdue" else "row-soon" if self.soon else ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause as a chip: its number, and where it is read."""

    label: str
    href: str
    title: str = ""


def rows_of(cases: Iterable[Case], at: datetime, locale: str) -> list[Row]:
    """Rows of a list; each edition is looked up once."""
    packs: dict[str, Pack] = {}
    rows = []
    for case in cases:
        if case.edition not in packs:
            packs[case.edition] = adoption.pack_of(case.edition)
        rows.append(_row(packs[case.edition], case, at, locale))
    return rows


def row_of(case: Case, at: datetime, locale: str) -> Row:
    """The case needs `team` and `handler` selected."""
    return _row(adoption.pack_of(case.edition), case, at, locale)


def _row(pack: Pack, case: Case, at: datetime, locale: str) -> Row:
    stage = stage_of(pack, case)
    late = case.is_overdue(at)
    due_at = case.next_due_at if case.is_open else None
    return Row(
        pk=case.pk,
        number=case.number,
        title=case.title,
        kind=kind_of(pack, case).title.say(locale),
        stage=stage.title.say(locale),
        tone="overdue" if late else tone_of(case, stage),
        team=case.team.name if case.team else "",
        handler=case.handler.name if case.handler else "",
        opened_at=case.opened_at,
        due_at=due_at,
        soon=due_at is not None and at < due_at <= at + SOON,
        marks=marks(case),
    )


def marks(case: Case) -> tuple[tuple[str, str], ...]:
    """What sets this case apart: (icon, word)."""
    found = []
    if case.gravity == Case.Gravity.MAJOR:
        found.append(("flame", _("major")))
    if case.confidential:
        found.append(("lock", _("confidential")))
    if case.supervised_at:
        found.append(("eye", _("supervised")))
    if case.urged:
        found.append(("bell", _("urged ×%(count)s") % {"count": case.urged}))
    if case.round > 1:
        found.append(("refresh", _("round %(round)s") % {"round": case.round}))
    if case.suspended_at:
        found.append(("player-pause", _("suspended")))
    return tuple(found)


def tone_of(case: Case, stage: Stage) -> str:
    if stage.final:
        return "archived"
    if case.suspended_at:
        return "paused"
    if case.resolved_at and not case.called_back_at:
        return "callback"
    return {"intake": "waiting", "customer": "callback", "nobody": "archived"}.get(stage.waits_for, "working")


def kind_of(pack: Pack, case: Case) -> CaseKind:
    kind: CaseKind = pack.rows("kinds")[case.kind]
    return kind


def channel_name(pack: Pack, channel: str, locale: str) -> str:
    row = pack.rows("channels").get(channel)
    return row.title.say(locale) if row else channel


def category_name(pack: Pack, category: str, locale: str) -> str:
    path = categories(pack).get(category, ())
    return " / ".join(node.title.say(locale) for node in path) or category


def supply_name(supply: str) -> str:
    return supplies().get(supply, supply)


def supplies() -> Mapping[str, str]:
    return {"water": _("water"), "gas": _("gas"), "electricity": _("electricity")}


def promise_of(pack: Pack, case: Case, clock: Clock) -> Promise | None:
    """The promise behind a clock; a reclassified case keeps clocks of the kind it was."""
    kinds = [kind_of(pack, case), *pack.rows("kinds").values()]
    for kind in kinds:
        for promise in kind.promises:
            if promise.id == clock.promise and pack.cite(promise.clause) == clock.clause:
                found: Promise = promise
                return found
    return None


@lru_cache(maxsize=4096)
def citation(reference: str, locale: str = "") -> Citation | None:
    """`pack@edition#7.6a` as a chip; None for an empty reference."""
    name, _sign, number = reference.partition("#")
    if not number:
        return None
    clause = adoption.editions()[name].clauses.get(number) if name in adoption.editions() else None
    title = clause.wording.say(locale) if clause and locale else ""
    label = clause.printed_number(locale) if clause else number
    return Citation(label, f"{url('desk:edition', name)}#{anchor(number)}", title)


def anchor(number: str) -> str:
    """A clause's id on the page of its standard."""
    return "c-" + re.sub(r"[^\w.]+", "-", number).strip("-")
