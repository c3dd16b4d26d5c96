"""What callers get: the shapes of answers, for the OpenAPI document; tests hold the answers to them."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Refusal(Shape):
    """Every error has this shape. `fields` maps a field's name to what is wrong with it; `""` is the whole body."""

    code: str
    message: str
    fields: dict[str, str]


class Opened(Shape):
    """`secret` opens the customer's own page and is sent as `X-Case-Secret`."""

    number: str
    secret: str
    kind: str
    stage: str
    opened_at: datetime
    next_due_at: datetime | None
    link: str


class Brief(Shape):
    """A case in a list. `seen` goes back with a verb; name and phone are masked."""

    number: str
    seen: int
    kind: str
    kind_title: str
    stage: str
    stage_title: str
    title: str
    category: str
    supply: str
    channel: str
    place: str
    team: str | None
    handler: str | None
    gravity: str
    confidential: bool
    from_superior: bool
    round: int
    opened_at: datetime
    next_due_at: datetime | None
    overdue: bool
    suspended: bool
    supervised: bool
    urged: int
    closed_at: datetime | None
    outcome: str
    reporter_name: str
    reporter_phone: str


class Page(Shape):
    """`next` is the value of `after` for the following page; null at the end."""

    cases: list[Brief]
    next: str | None


class OrderShown(Shape):
    id: int
    team: str
    lead: bool
    state: str
    round: int
    handler: str | None
    instruction: str
    sent_at: datetime
    taken_at: datetime | None
    contacted_at: datetime | None
    reported_at: datetime | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    end_reason: str


class Allowed(Shape):
    """What the caller may do now; `order` where it is done to an order."""

    verb: str
    title: str
    order: int | None
    clause: str | None


class CaseShown(Brief):
    """A case in full. Name, phone, address and account are masked unless `reveal` was given."""

    edition: str
    text: str
    address: str
    account_number: str
    answer: str
    accepted_at: datetime | None
    contacted_at: datetime | None
    answered_at: datetime | None
    resolved_at: datetime | None
    called_back_at: datetime | None
    satisfaction: str
    rating: int | None
    plan: str
    planned_for: date | None
    suspended_why: str
    parent: str | None
    merged_into: str | None
    orders: list[OrderShown]
    allowed: list[Allowed]


class Outcome(Brief):
    """The case after the verb; `id` is what the verb made: an order, a contact, a report, an extension."""

    id: int | None


class Event(Shape):
    seq: int
    at: datetime
    verb: str
    title: str
    actor: str
    actor_name: str
    clause: str
    facts: dict[str, Any]
    hash: str


class Timeline(Shape):
    """`next` is the value of `after` for what follows; null at the end."""

    entries: list[Event]
    next: int | None


class ClockShown(Shape):
    id: int
    promise: str
    title: str
    clause: str
    round: int
    order: int | None
    team: str | None
    charged: str | None
    allowance: str
    calendar: str
    started_at: datetime
    due_at: datetime | None
    paused_at: datetime | None
    stopped_at: datetime | None
    met: bool | None
    cancelled: bool
    overdue: bool
    receipt: dict[str, Any] | None


class Clocks(Shape):
    clocks: list[ClockShown]


class PromiseShown(Shape):
    title: str
    due_at: datetime | None
    kept: bool | None


class Progress(Shape):
    """What the customer may know."""

    number: str
    title: str
    stage: str
    plain: str
    opened_at: datetime
    closed_at: datetime | None
    promises: list[PromiseShown]
    answer: str
    answered_at: datetime | None
    rating: int | None
    allowed: list[str]


class AttachmentShown(Shape):
    id: int
    name: str
    mime: str
    size: int
    sha256: str


class Titled(Shape):
    id: str
    title: str


class ChannelShown(Titled):
    outside: bool


class CategoryShown(Titled):
    supply: bool
    parent: str | None


class PromiseTold(Titled):
    clause: str
    allowance: str
    start: str
    stop: str
    public: bool


class KindShown(Titled):
    about: str
    default: bool
    confidential: bool
    clause: str
    callback_sheet: str | None
    stages: list[Titled]
    promises: list[PromiseTold]


class StandardShown(Shape):
    """What the standards in force at the place offer for intake."""

    editions: list[str]
    kinds: list[KindShown]
    channels: list[ChannelShown]
    categories: list[CategoryShown]
    sheets: list[dict[str, Any]]


class Counted(Shape):
    due: datetime | None
    text: str
    receipt: dict[str, Any]
