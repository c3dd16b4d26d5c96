"""What a pack says about cases: channels, categories, guided questions, flows, kinds with their promises.

Pure: shapes only. The pack names behaviour (verbs, events, guards); the behaviour itself is in `actions`.
"""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from bihuan.ground.standards.base import AllowanceText, Chapter, ClauseNumber, Slug, Strict, Text, register
from bihuan.ground.standards.said import told

#: What can be done to a case or to an order, each a function in `cases.actions`; the last line, and `carry_out` above
#: all, belongs to what customers apply for, and papers and what is carried out are looked after by `applications`.
Verb = Literal[
    "accept", "propose", "approve", "dispatch", "supervise_directly",
    "take", "assign", "return", "transfer", "contact", "visit", "report", "confirm", "disown",
    "answer", "review", "send_back", "resolve", "call_back", "archive", "reopen",
    "withdraw", "reclassify", "grade", "keep_secret", "urge", "supervise", "note", "attach",
    "suspend", "resume", "ask_extension", "decide_extension", "plan_long_term",
    "open_subcase", "merge", "link", "blame", "improve", "reveal",
    "ask_papers", "send_papers", "check", "charge", "survey", "offer", "build", "inspect", "carry_out",
]  # fmt: skip
#: What happens to a case; promises start and stop on these.
Event = Literal[
    "opened", "accepted", "dispatched", "taken", "contacted", "visited", "reported", "confirmed",
    "reviewed", "answered", "resolved", "called_back", "archived", "reopened", "planned",
    "checked", "charged", "surveyed", "offered", "built", "inspected",
]  # fmt: skip
#: Conditions that a move may ask for, each a named question in `cases.guards`.
Guard = Literal["contacted", "answered", "reported", "all_confirmed", "approved", "not_handler", "measured"]
#: Who is told when time runs: the person or team that holds it, heads, and up the leaders.
Listener = Literal["holder", "head", "commissioner", "superior", "leader"]
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
#: Local hours of a day, such as `09:00-20:00`.
Hours = Annotated[str, StringConstraints(pattern=rf"^{_CLOCK}-{_CLOCK}$")]
Percent = Annotated[str, StringConstraints(pattern=r"^(\d{1,2}%|due|\+\d+(min|h|wmin|wh|wd|d))$")]


class Channel(Strict):
    """A way in (S003 7.2b). `outside`: the customer writes by himself, staff has yet to accept."""

    id: Slug
    title: Text
    clause: ClauseNumber | None = None
    outside: bool = False


class Category(Strict):
    """A node of the subject tree (S003 7.5); `supply`: the second dimension water/gas/electricity is asked."""

    id: Slug
    title: Text
    clause: ClauseNumber | None = None
    supply: bool = False
    children: tuple["Category", ...] = ()


class Question(Strict):
    """One step of the guided classification; `yes` and `no` name the next question, or `=kind`."""

    id: Slug
    ask: Text
    hint: Text | None = None
    clause: ClauseNumber | None = None
    yes: str
    no: str


class Stage(Strict):
    """`plain` is what the customer reads; `final` stages have nothing more to do."""

    id: Slug
    title: Text
    plain: Text
    waits_for: Literal["intake", "unit", "care", "customer", "nobody"] = "unit"
    final: bool = False


class Move(Strict):
    """Who may do what when. `at` lists stages, for `on: order` the states of the order as well (`order_at`)."""

    verb: Verb
    at: tuple[Slug, ...]
    to: Slug | None = None
    on: Literal["case", "order"] = "case"
    order_at: tuple[Literal["sent", "taken", "reported", "confirmed"], ...] = ()
    roles: tuple[Slug, ...] = ()
    customer: bool = False
    needs: tuple[Guard, ...] = ()
    clause: ClauseNumber | None = None


#: Where a case goes by itself when the last order is returned or confirmed, or a new round begins, unless `to` says.
BY_ITSELF: Mapping[str, str] = {"return": "accepted", "confirm": "review", "reopen": "handling"}


class Flow(Strict):
    """Stages and moves, shared by the kinds that walk the same way."""

    id: Slug
    title: Text
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]

    def leads_to(self, verb: str) -> str:
        """The stage that the verb ends in when the engine itself moves the case."""
        named = next((move.to for move in self.moves if move.verb == verb and move.to), None)
        return named or BY_ITSELF[verb]


class Step(Strict):
    """A moment of a running clock: `50%` of the allowance used, `due`, or `+4h` after; and who is told."""

    at: Percent
    tell: tuple[Listener, ...]


class Promise(Strict):
    """A clause that a clock holds: from one event to another within an allowance."""

    id: Slug
    title: Text
    plain: Text | None = None
    clause: ClauseNumber
    allowance: AllowanceText
    calendar: Slug = "office"
    start_day: Literal["next", "same"] = "next"
    ends: Literal["midnight", "close"] = "midnight"
    roll: Literal["next", "none"] = "next"
    start: Event
    stop: Event
    gravity: Literal["any", "ordinary", "major"] = "any"
    per: Literal["case", "order"] = "case"
    public: bool = False
    pausable: bool = True
    steps: tuple[Step, ...] = ()


class Callback(Strict):
    """How satisfaction is asked after closing (S003 7.4b, 7.6d); nobody is called outside `hours` unless he asked for it."""

    sheet: Slug
    attempts: int = Field(default=3, ge=1, le=10)
    hours: Hours = "09:00-20:00"
    clause: ClauseNumber | None = None

    @property
    def opens(self) -> time:
        return time.fromisoformat(self.hours.partition("-")[0])

    @property
    def closes(self) -> time:
        return time.fromisoformat(self.hours.partition("-")[2])

    def may_call(self, at: time) -> bool:
        """Whether this local time lies in the hours, both ends included."""
        return self.opens <= at <= self.closes


class Limits(Strict):
    """Figures the source leaves open and the site may set; those in working time are counted on `calendar`."""

    calendar: Slug = "office"
    return_within: AllowanceText = "1wd"
    returns: int = Field(default=2, ge=0)
    extensions: int = Field(default=2, ge=0)
    reopen_within: AllowanceText = "30d"
    urge_every: AllowanceText = "4h"


class CaseKind(Strict):
    """Something somebody waits for."""

    id: Slug
    title: Text
    about: Text
    clause: ClauseNumber
    flow: Slug
    default: bool = False
    confidential: bool = False
    promises: tuple[Promise, ...]
    callback: Callback | None = None
    limits: Limits = Limits()


def kind_of(pack: Any, kind: str) -> CaseKind:
    """The kind of this name in a pack; KeyError when there is none."""
    found: CaseKind = pack.rows("kinds")[kind]
    return found


def flow_of(pack: Any, kind: str) -> Flow:
    """The way the cases of a kind walk."""
    found: Flow = pack.rows("flows")[kind_of(pack, kind).flow]
    return found


def _unknown_references(rows: Any, pack: Any) -> list[tuple[str, str]]:
    """What a kind alone cannot see: that its flow, calendars and sheet exist."""
    found: list[tuple[str, str]] = []
    for kind in rows.values():
        flow = pack.rows("flows").get(kind.flow)
        if flow is None:
            found.append((kind.id, told("flow {flow!r} is not in flows/", flow=kind.flow)))
        for promise in kind.promises:
            if promise.calendar not in pack.rows("calendars"):
                said = "promise {promise}: calendar {calendar!r} is not in calendars.yaml"
                found.append((kind.id, told(said, promise=promise.id, calendar=promise.calendar)))
        if kind.limits.calendar not in pack.rows("calendars"):
            said = "limits: calendar {calendar!r} is not in calendars.yaml"
            found.append((kind.id, told(said, calendar=kind.limits.calendar)))
        if kind.callback and not kind.callback.opens < kind.callback.closes:
            said = "callback hours {hours!r} must begin before they end"
            found.append((kind.id, told(said, hours=kind.callback.hours)))
        if kind.callback and kind.callback.sheet not in pack.rows("sheets"):
            found.append(
                (kind.id, told("callback sheet {sheet!r} is not in sheets/", sheet=kind.callback.sheet))
            )
    return found


def _broken_moves(rows: Any, pack: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    roles = {role.id for role in pack.roles}
    for flow in rows.values():
        stages = {stage.id for stage in flow.stages}
        for move in flow.moves:
            to = move.to or BY_ITSELF.get(move.verb)
            for stage in (*move.at, *((to,) if to else ())):
                if stage not in stages:
                    said = "move {verb}: stage {stage!r} is not in this flow"
                    found.append((flow.id, told(said, verb=move.verb, stage=stage)))
            for role in move.roles:
                if role not in roles:
                    said = "move {verb}: role {role!r} is not in pack.yaml"
                    found.append((flow.id, told(said, verb=move.verb, role=role)))
    return found


def _broken_questions(rows: Any, pack: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for question in rows.values():
        for target in (question.yes, question.no):
            if target.startswith("="):
                if target[1:] not in pack.rows("kinds"):
                    found.append((question.id, told("kind {kind!r} is not in kinds/", kind=target[1:])))
            elif target not in rows:
                found.append(
                    (question.id, told("question {question!r} is not in questions.yaml", question=target))
                )
    return found


CHAPTERS = (
    Chapter("channels", Channel),
    Chapter("categories", Category),
    Chapter("questions", Question, check=_broken_questions),
    Chapter("flows", Flow, folder=True, check=_broken_moves),
    Chapter(
        "kinds",
        CaseKind,
        folder=True,
        check=_unknown_references,
        holds=lambda kind: [(promise.id, promise.clause) for promise in kind.promises],
    ),
)
for chapter in CHAPTERS:
    register(chapter)
