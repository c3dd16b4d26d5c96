"""The query form of the case list: what may be asked, and the cases that answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from markupsafe import Markup

from bihuan.engines.cases.board import SOON
from bihuan.engines.cases.intake import categories
from bihuan.engines.cases.kinds import Category
from bihuan.engines.cases.models import Case, Clock
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Team
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.windows.desk.http import whole

TEAMS_KEPT_SECONDS = 10
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter as typed; `wrong` says what could not be read."""

    stage: str = "open"
    kind: str = ""
    team: str = ""
    category: str = ""
    channel: str = ""
    due: str = ""
    clause: str = ""
    since: date | None = None
    to: date | None = None
    mine: bool = False
    wrong: tuple[str, ...] = field(default=())

    @property
    def narrowed(self) -> bool:
        """Whether more than the first line of the form is used."""
        return any((self.category, self.channel, self.clause, self.since, self.to, self.mine))


def asked(said: QueryDict) -> Asked:
    wrong: list[str] = []
    return Asked(
        **{
            name: said.get(name, "")[:120]
            for name in ("kind", "team", "category", "channel", "due", "clause")
        },
        stage=said.get("stage", "open")[:40] or "open",
        since=_day(said.get("since", ""), wrong),
        to=_day(said.get("to", ""), wrong),
        mine=said.get("mine") == "1",
        wrong=tuple(wrong),
    )


def _day(text: str, wrong: list[str]) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        wrong.append(_("“%(text)s” is no date; write it as 2026-06-04.") % {"text": text[:20]})
        return None


def answering(
    cases: QuerySet[Case], said: Asked, actor: Actor, packs: Iterable[Pack], at: datetime
) -> QuerySet[Case]:
    """The cases that fit, in the order they are shown: open ones by next deadline, others newest first."""
    cases = _staged(cases, said.stage)
    for name in ("kind", "channel"):
        if value := getattr(said, name):
            cases = cases.filter(**{name: value})
    if said.team == "none":
        cases = cases.filter(team=None)
    elif team := whole(said.team):
        cases = cases.filter(team=team)
    if said.category:
        cases = cases.filter(category__in=_with_below(said.category, packs))
    if said.mine and actor.person:
        cases = cases.filter(Q(handler=actor.person) | Q(accepted_by=actor.person))
    if said.since:
        cases = cases.filter(opened_at__gte=_midnight(said.since))
    if said.to:
        cases = cases.filter(opened_at__lt=_midnight(said.to + timedelta(days=1)))
    cases = _with_deadline(cases, said, at)
    if said.stage in ("all", "closed"):
        return cases.order_by("-id")
    ordered: QuerySet[Case] = cases.next_due_first()  # type: ignore[attr-defined]
    return ordered


def _staged(cases: QuerySet[Case], stage: str) -> QuerySet[Case]:
    if stage == "all":
        return cases
    if stage == "closed":
        return cases.exclude(closed_at=None)
    cases = cases.filter(closed_at=None)
    return cases if stage == "open" else cases.filter(stage=stage)


def _with_deadline(cases: QuerySet[Case], said: Asked, at: datetime) -> QuerySet[Case]:
    if said.clause:
        clocks = Clock.objects.running().filter(case=OuterRef("pk"), clause=said.clause)
        return cases.filter(Exists(clocks.filter(_due("due_at", said.due, at))))
    return cases.filter(_due("next_due_at", said.due, at))


def _due(column: str, due: str, at: datetime) -> Q:
    wanted = {
        "overdue": Q(**{f"{column}__lte": at}),
        "soon": Q(**{f"{column}__gt": at, f"{column}__lte": at + SOON}),
        "running": Q(**{f"{column}__gt": at}),
    }
    return wanted.get(due, Q())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _with_below(category: str, packs: Iterable[Pack]) -> set[str]:
    """The category and everything under it."""
    found = {category}
    for pack in packs:
        found |= {id for id, path in categories(pack).items() if any(node.id == category for node in path)}
    return found


@dataclass(frozen=True, slots=True)
class Choices:
    """What the selects offer, from the standards in force where the reader works."""

    stages: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    teams: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    channels: tuple[Choice, ...]
    due: tuple[Choice, ...]


def choices(packs: tuple[Pack, ...], locale: str) -> Choices:
    return replace(_of_packs(packs, locale), teams=(*_teams(), ("none", _("Not dispatched"))))


@lru_cache(maxsize=64)
def _of_packs(packs: tuple[Pack, ...], locale: str) -> Choices:
    """Packs never change; their choices are made once."""
    stages: dict[str, str] = {}
    kinds: dict[str, str] = {}
    channels: dict[str, str] = {}
    subjects: dict[str, str] = {}
    for pack in packs:
        for flow in pack.rows("flows").values():
            for stage in flow.stages:
                stages.setdefault(stage.id, stage.title.say(locale))
        _titles(pack.rows("kinds"), kinds, locale)
        _titles(pack.rows("channels"), channels, locale)
        subjects.update(category_choices(pack, locale))
    return Choices(
        stages=(("open", _("All open")), *stages.items(), ("closed", _("All closed")), ("all", _("All"))),
        kinds=tuple(kinds.items()),
        teams=(),
        categories=tuple(subjects.items()),
        channels=tuple(channels.items()),
        due=(("overdue", _("Overdue")), ("soon", _("Due within 2 hours")), ("running", _("Still in time"))),
    )


def _teams() -> tuple[Choice, ...]:
    """Teams change a few times a year; a new one is offered a little later."""

    def asked_for() -> tuple[Choice, ...]:
        rows = Team.objects.filter(closed_at=None).order_by("id").values_list("pk", "name")
        return tuple((str(pk), name) for pk, name in rows)

    found: tuple[Choice, ...] = cache.get_or_set("desk-teams", asked_for, TEAMS_KEPT_SECONDS) or ()
    return found


@lru_cache(maxsize=256)
def options(offered: tuple[Choice, ...], chosen: str) -> Markup:
    """The options of a select as HTML."""
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == chosen else "", title
        )
        for value, title in offered
    )


def category_choices(pack: Pack, locale: str) -> list[Choice]:
    """The subject tree as indented lines."""
    found: list[Choice] = []

    def walk(nodes: Iterable[Category], depth: int) -> None:
        for node in nodes:
            found.append((node.id, "　" * depth + node.title.say(locale)))
            walk(node.children, depth + 1)

    walk(pack.rows("categories").values(), 0)
    return found


def _titles(rows: Mapping[str, object], into: dict[str, str], locale: str) -> None:
    for id, row in rows.items():
        into.setdefault(id, row.title.say(locale))  # type: ignore[attr-defined]
