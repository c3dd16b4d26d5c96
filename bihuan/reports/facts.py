"""Facts behind figures, tallied in the database: one query a figure, over rows that the verbs left behind.

The verdict on a promise is `indicators.verdict`, said in SQL here; a test holds the two together.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models import Case as Choice
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate

from bihuan.engines.cases import charging
from bihuan.engines.cases.kinds import CaseKind
from bihuan.engines.cases.models import Callback, Case, Clock, ClockEvent, Order
from bihuan.ground.directory import places
from bihuan.ground.directory.models import Place, Team
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Calendar, working_seconds
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.reports.indicators import Source, Sum
from bihuan.reports.shapes import Dimension, Indicator
from bihuan.reports.spans import Span

Tallies = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts, from when to when: cases at `places` (None: all there are), in the hands of `team` if one is named.

    In [since, until).
    """

    places: frozenset[int] | None
    team: int | None
    since: datetime
    until: datetime


def scope_of(place: Place, team: Team | None, span: Span, at: datetime) -> Scope:
    """The span as far as it is over at `at`, for the place and everything below it."""
    return Scope(places.below(place.path), team.pk if team else None, span.since, min(span.until, at))


@dataclass(frozen=True)
class Facts:
    """Rows of one source. `case` is the way from a row to its case, `moment` when it counts, `tallies` what is counted.

    `unit` is whose it is; a function where that has to be looked up, which only some figures ask for.
    """

    rows: QuerySet[Any]
    case: str
    moment: str | Combinable
    unit: str | Callable[[], Combinable]
    tallies: Mapping[str, Q]


ALL = Q(pk__isnull=False)


def facts_of(source: Source, indicator: Indicator, scope: Scope) -> Facts:
    """The rows an indicator takes from a source."""
    found = _within(source, scope)
    chosen = Q()
    if indicator.kinds:
        chosen &= Q(**{f"{found.case}kind__in": indicator.kinds})
    if source == "clocks" and indicator.promises:
        chosen &= Q(promise__in=indicator.promises)
    return replace(found, rows=found.rows.filter(chosen))


def _within(source: Source, scope: Scope) -> Facts:
    """All rows of a source that lie in the scope."""
    found = _SOURCES[source](scope)
    rows = found.rows
    if scope.places is not None:
        rows = rows.filter(**{f"{found.case}place__in": scope.places})
    if scope.team is not None:
        rows = rows.alias(held_by=_unit(found)).filter(held_by=scope.team)
    return replace(found, rows=rows)


def counted(scope: Scope) -> tuple[int, int]:
    """How many cases were opened and how many promises were due: the rows that a report rests on."""
    return _within("opened", scope).rows.count(), _within("clocks", scope).rows.count()


def tallied(sum_: Sum, indicator: Indicator, scope: Scope, by: Dimension | None = None) -> Tallies:
    """The sum's tallies by the key of a dimension; by `""` alone when there is none, or where a row has no value of it."""
    found = facts_of(sum_.source, indicator, scope)
    # Only what is asked for: whether a promise was extended is a question of its own for each row.
    asked = {
        name: which for name, which in found.tallies.items() if name in (sum_.numerator, sum_.denominator)
    }
    counts = {f"n_{name}": Count("pk", filter=which) for name, which in asked.items()}
    if by is None:
        return {"": _named(found.rows.aggregate(**counts))}
    rows = found.rows.order_by().values(key=_key(found, by)).annotate(**counts)
    result: Tallies = {}
    for row in rows:
        tally = result.setdefault(_spoken(row.pop("key")), {})
        for name, count in _named(row).items():
            tally[name] = tally.get(name, 0) + count
    return result


def hours_of(indicator: Indicator, scope: Scope, pack: Pack, by: Dimension) -> dict[str, list[Decimal]]:
    """Working hours from acceptance to the first closing of cases closed in the scope, by key."""
    found = facts_of("hours", indicator, scope)
    begun = Coalesce("accepted_at", "opened_at")
    ended = Coalesce("first_resolved_at", "closed_at")
    key = _key(found, by)
    calendars = {name: _calendar(kind, pack) for name, kind in pack.rows("kinds").items()}
    fallback = next(iter(calendars.values()))
    result: dict[str, list[Decimal]] = {}
    for name, kind, start, end in found.rows.order_by().values_list(key, "kind", begun, ended):
        seconds = working_seconds(start, end, calendars.get(kind, fallback))
        result.setdefault(_spoken(name), []).append(Decimal(max(seconds, 0)) / 3600)
    return result


def cases_behind(
    sum_: Sum,
    indicator: Indicator,
    scope: Scope,
    tally: str,
    *,
    by: Dimension | None = None,
    keys: Iterable[str] = (),
) -> QuerySet[Case]:
    """The cases that a tally of a figure counts; `keys` are values of the dimension (none: all)."""
    found = facts_of(sum_.source, indicator, scope)
    rows = found.rows.filter(found.tallies.get(tally, ALL))
    wanted = list(keys)
    if by is not None and wanted:
        rows = rows.alias(key=_key(found, by)).filter(_among(wanted, by))
    return Case.objects.filter(pk__in=rows.order_by().values("pk" if not found.case else "case"))


def _opened(scope: Scope) -> Facts:
    rows = Case.objects.filter(opened_at__gte=scope.since, opened_at__lt=scope.until)
    return Facts(rows, "", "opened_at", "team", {"all": ALL, "major": Q(gravity=Case.Gravity.MAJOR)})


def _resolved(scope: Scope) -> Facts:
    """Closed for the first time in the scope; matters withdrawn or merged were not closed by anybody's work."""
    within = Q(first_resolved_at__gte=scope.since, first_resolved_at__lt=scope.until)
    direct = Q(first_resolved_at=None, closed_at__gte=scope.since, closed_at__lt=scope.until)
    gone = (Case.Outcome.WITHDRAWN, Case.Outcome.MERGED)
    rows = Case.objects.filter(within | direct & ~Q(outcome__in=gone))
    return Facts(rows, "", Coalesce("first_resolved_at", "closed_at"), "team", {"all": ALL})


def _had(verb: str) -> Callable[[Scope], Facts]:
    """Cases to which something happened in the scope; the journal's verb and moment are the facts, not its text."""

    def rows(scope: Scope) -> Facts:
        said = Entry.objects.filter(kind="case", verb=verb, at__gte=scope.since, at__lt=scope.until)
        cases = Case.objects.filter(pk__in=said.order_by().values("subject"))
        return Facts(cases, "", "opened_at", "team", {"all": ALL})

    return rows


def _clocks(scope: Scope) -> Facts:
    """Promises due in the scope; what was cancelled before its time never was (`indicators.verdict`)."""
    rows = Clock.objects.filter(due_at__gt=scope.since, due_at__lte=scope.until).exclude(
        Q(cancelled=True) & (Q(stopped_at=None) | Q(stopped_at__lte=F("due_at")))
    )
    extended = Exists(ClockEvent.objects.filter(clock=OuterRef("pk"), what=ClockEvent.What.EXTEND))
    met = Q(met=True, cancelled=False)
    tallies = {
        "due": ALL,
        "met": met,
        "missed": ~met,
        "done": Q(stopped_at__isnull=False, cancelled=False),
        "undone": Q(stopped_at=None) | Q(cancelled=True),
        "extended": Q(extended),
    }
    return Facts(rows, "case__", "due_at", lambda: _charged(rows, scope.until), tallies)


def _charged(rows: QuerySet[Clock], at: datetime) -> Combinable:
    """Whom each promise counts for (`charging`): frozen at its stop, looked up for those that are late and still run."""
    late = list(rows.filter(stopped_at=None).annotate(has=F("case__team")))
    elsewhere: dict[int | None, list[int]] = {}
    for clock, team in charging.charged(late, at).items():
        elsewhere.setdefault(team, []).append(clock)
    now = {clock.pk: clock.has for clock in late}
    whens = [
        When(pk__in=[clock for clock in clocks if now[clock] != team], then=Value(team, BigIntegerField()))
        for team, clocks in elsewhere.items()
    ]
    frozen = When(stopped_at__isnull=False, then=F("charged"))
    return Choice(frozen, *whens, default=F("case__team"), output_field=BigIntegerField())


def _callbacks(scope: Scope) -> Facts:
    rows = Callback.objects.filter(at__gte=scope.since, at__lt=scope.until, final=True)
    reached = Q(result=Callback.Result.REACHED)
    tallies = {
        "reached": reached,
        "satisfied": reached & Q(satisfied=True),
        "dissatisfied": reached & ~Q(satisfied=True),
        "unreachable": Q(result=Callback.Result.UNREACHABLE),
    }
    return Facts(rows, "case__", "at", "case__team", tallies)


def _orders(scope: Scope) -> Facts:
    """Orders sent in the scope, and which of these came back."""
    rows = Order.objects.filter(sent_at__gte=scope.since, sent_at__lt=scope.until)
    returned = Q(state=Order.State.RETURNED)
    return Facts(rows, "case__", "sent_at", "team", {"sent": ALL, "returned": returned})


_SOURCES: Mapping[Source, Callable[[Scope], Facts]] = {
    "opened": _opened,
    "resolved": _resolved,
    "reopened": _had("case.reopen"),
    "urged": _had("case.urge"),
    "clocks": _clocks,
    "callbacks": _callbacks,
    "orders": _orders,
    "hours": _resolved,
}


def _unit(found: Facts) -> Combinable:
    return F(found.unit) if isinstance(found.unit, str) else found.unit()


def _expression(named: str | Combinable) -> Combinable:
    return F(named) if isinstance(named, str) else named


def _key(found: Facts, by: Dimension) -> Combinable:
    if by == "day":
        return TruncDate(_expression(found.moment), tzinfo=SHANGHAI)
    if by == "unit":
        return _unit(found)
    return F(found.case + by)


def _spoken(key: object) -> str:
    """Keys as the frozen figures hold them: text; nothing is the empty one."""
    if key is None:
        return ""
    return key.isoformat() if isinstance(key, date) else str(key)


def _among(keys: list[str], by: Dimension) -> Q:
    if by in ("unit", "place"):
        numbers = [int(key) for key in keys if key.isdecimal()]
        return Q(key__in=numbers) | (Q(key__isnull=True) if "" in keys else Q(pk__in=()))
    if by == "day":
        return Q(key__in=[date.fromisoformat(key) for key in keys if key])
    return Q(key__in=keys)


def _named(row: Mapping[str, int]) -> dict[str, int]:
    return {name.removeprefix("n_"): count for name, count in row.items()}


def _calendar(kind: CaseKind, pack: Pack) -> Calendar:
    """The calendar by which a kind's closing is counted."""
    closing = [promise for promise in kind.promises if promise.stop == "resolved"]
    chosen = (closing or list(kind.promises))[:1]
    return pack.calendar(chosen[0].calendar if chosen else next(iter(pack.rows("calendars"))))
