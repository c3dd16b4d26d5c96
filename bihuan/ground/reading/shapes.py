"""What reading a text gives: documents, clauses, promises. Spans are offsets into the whole text. Pure."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Kind = Literal[
    "deadline", "frequency", "lead_time", "threshold", "retention", "score", "count", "materials",
    "prohibited", "duty",
]  # fmt: skip
Modality = Literal["must", "must_not", "should", "may"]
Bound = Literal["max", "min", "exact", "range", "about"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit; `high` only in a range. `day_of_month`, `date` and `clock` are moments.

    `clock` counts minutes after midnight, `date` is month times 100 plus day.
    """

    value: Decimal
    unit: str
    bound: Bound = "exact"
    high: Decimal | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing a clause promises. `confidence` is between 0 and 1; from 0.9 on it is nearly always right.

    `start` and `stop` are the words for the events between which time runs. `calendar` says where the unit comes
    from: `working` and `natural` are written, `unspecified` is not (days then count as natural days, hours and
    minutes run around the clock).
    """

    kind: Kind
    modality: Modality
    span: Span
    confidence: float
    quantity: Quantity | None = None
    calendar: str | None = None
    subject: str | None = None
    start: str | None = None
    stop: str | None = None
    exceptions: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(slots=True)
class Clause:
    """A clause with the number the document gives it; without one, `number` is empty and `ref` a position.

    `text[span]` is the clause's own text without its children; all spans in order make up the whole text.
    """

    ref: str
    number: str
    depth: int
    span: Span
    body: int  #: where the wording begins, after the number
    heading: bool = False
    furniture: bool = False
    promises: tuple[Promise, ...] = ()


@dataclass(slots=True)
class Document:
    """One document of a text."""

    title: str
    span: Span
    clauses: list[Clause] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and what was read in it."""

    text: str
    documents: tuple[Document, ...]

    def words(self, clause: Clause) -> str:
        """The clause's own text as it stands, number and line breaks included."""
        return self.text[slice(*clause.span)]
