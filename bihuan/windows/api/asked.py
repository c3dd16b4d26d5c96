"""What callers send: bodies of the verbs. Strict, with the limits the engine has."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

WHOLE = 2**31 - 1
#: Moments that calendars can count from; further away is a slip of the pen.
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _storable(text: str) -> str:
    if any(ord(char) < 32 and char not in "\n\r\t" for char in text):
        raise PydanticCustomError("unstorable", "control characters")
    return text


def _countable(at: datetime) -> datetime:
    if not EARLIEST <= at <= LATEST:
        raise PydanticCustomError("datetime_range", "out of range")
    return at


Storable = Annotated[str, AfterValidator(_storable)]
Moment = Annotated[AwareDatetime, AfterValidator(_countable)]
Line = Annotated[str, Field(max_length=300), AfterValidator(_storable)]
Words = Annotated[str, Field(max_length=5000), AfterValidator(_storable)]
Name = Annotated[str, Field(max_length=60), AfterValidator(_storable)]
Number = Annotated[str, Field(max_length=40, description="Number of a case.")]
Id = Annotated[int, Field(ge=1, le=2**53)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Opening(Body):
    """What the customer says. `kind`, `channel` and `category` are ids of the standard in force."""

    kind: Name = Field(description="Such as complaint; see /standard.")
    channel: Name = Field(description="A token with the scope intake alone may name channels outside only.")
    text: Words
    title: Line = ""
    category: Name = ""
    supply: Name = Field("", description="water, gas or electricity")
    address: Line = ""
    reporter_name: Line = ""
    reporter_phone: Line = ""
    account_number: Line = ""
    gravity: Name = "ordinary"
    from_superior: bool = False
    confidential: bool = False


class Intake(Opening):
    place: Name = Field(
        "", description="Code of a place; empty: that of the token's person, else the company."
    )
    accept: bool = Field(False, description="A clerk takes it down: accepted in the same step (scope work).")


class Step(Body):
    """A verb without words. `seen` is the case's `seen` that the decision was made on; a decisive step since refuses."""

    seen: int | None = Field(None, ge=0, le=WHOLE)


class Reason(Step):
    reason: Line


class Remark(Step):
    remark: Line = ""


class Opinion(Step):
    opinion: Line


class Instruction(Step):
    instruction: Line = ""


class OrderStep(Step):
    """A verb on an order; `order` may be left out when only one of the case's orders is the caller's."""

    order: Id | None = None


class Unit(Body):
    team: Name = Field(description="Code of a team.")
    instruction: Line = ""
    handler: Name = Field("", description="User name of somebody in the team.")


class Dispatch(Step):
    teams: Annotated[list[Unit], Field(min_length=1, max_length=20)]


class ToSupervision(Step):
    team: Name
    reason: Line


class Assignment(OrderStep):
    person: Name = Field(description="User name.")


class OrderReason(OrderStep):
    reason: Line


class Transfer(OrderReason):
    team: Name


class Contact(OrderStep):
    way: Literal["call", "message", "visit"]
    said: Words
    reached: bool = True
    evidence: Annotated[str, Field(max_length=120), AfterValidator(_storable)] = ""
    appointment_at: Moment | None = None


class Visit(OrderStep):
    findings: Words
    evidence: Annotated[str, Field(max_length=120), AfterValidator(_storable)] = ""


class Report(OrderStep):
    """The four sections (S003 7.3b) and the cause."""

    facts: Words
    findings: Words
    measures: Words
    reply: Words
    cause: Line = ""


class Answer(OrderStep):
    text: Words


class Callback(Step):
    """`answers` fills the kind's callback sheet; see /standard."""

    result: Literal["reached", "unreachable", "refused"]
    answers: dict[Name, Storable | bool | int] = Field({}, max_length=100)
    remark: Line = ""
    outside: Annotated[
        str,
        Field(
            max_length=200, description="Why outside the hours for calls, such as: the customer asked for it."
        ),
        AfterValidator(_storable),
    ] = ""


class Classification(Reason):
    kind: Name
    category: Name = ""
    supply: Literal["", "water", "gas", "electricity"] = ""


class Gravity(Reason):
    gravity: Literal["ordinary", "major"]


class Urge(Body):
    words: Line = ""


class Supervision(Body):
    instruction: Line


class Secrecy(Body):
    reason: Line


class Note(Body):
    text: Annotated[str, Field(max_length=2000), AfterValidator(_storable)]
    public: bool = False


class Extension(Reason):
    promise: Name
    amount: Annotated[str, Field(max_length=20, description="Such as 2wd.")]
    told_customer: bool = Field(False, description="The reason was explained to the customer (S003 7.6g).")


class Decision(Remark):
    grant: bool


class Plan(Step):
    plan: Line
    on: date


class Merge(Reason):
    into: Number


class Link(Body):
    other: Number
    why: Annotated[str, Field(max_length=200), AfterValidator(_storable)] = ""


class Responsibility(Body):
    verified: bool
    opinion: Line
    team: Name = ""
    person_name: Annotated[str, Field(max_length=40), AfterValidator(_storable)] = ""


class Measure(Body):
    text: Annotated[str, Field(max_length=500), AfterValidator(_storable)]
    due_on: date | None = None


class Rating(Body):
    stars: int = Field(ge=1, le=5)
    text: Line = ""


class Due(Body):
    start: Moment
    allowance: Annotated[str, Field(max_length=40, description="Such as 45min, 90wmin, 2wd, 1mo.")]
    calendar: Name = Field("office", description="A calendar of the standard in force.")
    place: Name = ""


def said(body: Body) -> dict[str, Any]:
    """The body as plain data, for telling a repeat from another request."""
    return body.model_dump(mode="json")


def plain(body: Body, *without: str) -> dict[str, Any]:
    """The body's fields as they are, for handing on to a verb."""
    return {name: getattr(body, name) for name in type(body).model_fields if name not in without}
