"""What a clause asks for, as somebody decided it, and what shall hold it. Pure: shapes only."""

from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bihuan.engines.cases.kinds import Event
from bihuan.ground.standards.base import AllowanceText, Slug, Strict

RuleKind = Literal[
    "deadline", "frequency", "lead_time", "threshold", "retention", "score", "count", "materials",
    "prohibited", "duty",
]  # fmt: skip
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Figure = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Rule(Strict):
    """One promise of a clause; keys and units are those of `bihuan read --json`, confidence is per cent."""

    kind: RuleKind
    modality: Literal["must", "must_not", "should", "may"] = "must"
    value: int | Figure | None = None
    value_max: int | Figure | None = None
    unit: Word | None = None
    bound: Literal["max", "min", "exact", "range", "about"] | None = None
    per: Word | None = None
    calendar: Literal["working", "natural", "unspecified"] | None = None
    subject: Word | None = None
    start: Word | None = None
    stop: Word | None = None
    exceptions: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    words: Words
    confidence: Annotated[int, Field(ge=0, le=100)] = 100

    @field_validator("value", "value_max", mode="before")
    @classmethod
    def _plain_number(cls, value: Any) -> Any:
        text = value.strip() if isinstance(value, str) else ""
        return int(text) if text.isascii() and text.isdigit() else value

    @model_validator(mode="after")
    def _figure_is_whole(self) -> "Rule":
        if (self.value is None) != (self.unit is None):
            raise ValueError("a value needs its unit, and a unit its value")
        if (self.value_max is not None) != (self.bound == "range"):
            raise ValueError("a range has two values, everything else one")
        return self

    def proposed(self) -> dict[str, Any]:
        """As a pack's clause keeps it under `proposed`."""
        return self.model_dump(mode="json", exclude_defaults=True, exclude={"calendar"}) | {
            "kind": self.kind,
            "words": self.words,
            "confidence": self.confidence,
        }


class ToPromise(Strict):
    """A clock of a case kind holds it; `also` names further kinds that make the same promise."""

    to: Literal["promise"] = "promise"
    kind: Slug
    also: tuple[Slug, ...] = ()
    start: Event
    stop: Event
    allowance: AllowanceText
    gravity: Literal["any", "ordinary", "major"] = "any"
    public: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """Each kind once, in the order given."""
        return tuple(dict.fromkeys((self.kind, *self.also)))

    @field_validator("stop")
    @classmethod
    def _goes_somewhere(cls, stop: Event, said: ValidationInfo) -> Event:
        if stop == said.data.get("start"):
            raise ValueError("a time limit starts and stops on different events")
        return stop


class ToIndicator(Strict):
    """A figure with a target holds it."""

    to: Literal["indicator"] = "indicator"
    kind: Slug
    measure: Slug
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    target: Annotated[str, StringConstraints(pattern=r"^\d{1,3}(\.\d{1,2})?%?$")]
    better: Literal["higher", "lower"] = "higher"


class ToSheet(Strict):
    """People tick it when they check."""

    to: Literal["sheet"] = "sheet"


class ToDuty(Strict):
    """It has to be done again and again; until duties run by themselves, people record that it was done."""

    to: Literal["duty"] = "duty"
    every: Literal["event", "day", "week", "month"] = "event"


Binding = ToPromise | ToIndicator | ToSheet | ToDuty
_BINDINGS: TypeAdapter[Binding] = TypeAdapter(Annotated[Binding, Field(discriminator="to")])


class Misfit(ValueError):
    """Input that does not fit: the field, and what is wrong with it in plain words."""

    def __init__(self, field: str, why: str) -> None:
        self.field, self.why = field, why
        super().__init__(f"{field}: {why}")


def rule_of(data: Any) -> Rule:
    """Raises Misfit."""
    try:
        return Rule.model_validate(data)
    except ValidationError as error:
        raise _misfit(error) from None


def binding_of(data: Any) -> Binding:
    """Raises Misfit."""
    try:
        return _BINDINGS.validate_python(data)
    except ValidationError as error:
        raise _misfit(error) from None


def _misfit(error: ValidationError) -> Misfit:
    first = error.errors()[0]
    names = [str(piece) for piece in first["loc"] if piece not in ("promise", "indicator", "sheet", "duty")]
    return Misfit(names[-1] if names else "", str(first["msg"]).removeprefix("Value error, "))
