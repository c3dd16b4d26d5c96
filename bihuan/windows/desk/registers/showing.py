"""A line as pages show it: its values in words, what is personal masked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bihuan.engines.registers.inforce import Kept
from bihuan.engines.registers.models import Line
from bihuan.engines.registers.shapes import Column, State
from bihuan.ground.directory.masks import mask_name, mask_phone
from bihuan.windows.look.http import locale


@dataclass(frozen=True, slots=True)
class Row:
    """`mood`: overdue, soon (within an hour), open, over."""

    line: Line
    kept: Kept
    mood: str

    @property
    def state(self) -> State:
        return self.kept.register.state(self.line.state)

    @property
    def said(self) -> str:
        if self.line.reason:
            return _("ended")
        return self.state.title.say(locale())

    @property
    def cells(self) -> list[str]:
        return [told(one, self.line.values.get(one.id)) for one in self.kept.register.columns]

    @property
    def short(self) -> str:
        columns = [one for one in self.kept.register.columns if one.kind != "yes"]
        cells = [told(one, self.line.values.get(one.id)) for one in columns]
        return " · ".join(cell for cell in cells if cell)

    @property
    def step(self) -> str:
        """What Enter does next."""
        moves = self.kept.register.next_from(self.line.state)
        return moves[0].title.say(locale()) if moves and self.line.closed_at is None else ""


def row_of(line: Line, kept: Kept, at: datetime) -> Row:
    if line.closed_at is not None:
        return Row(line, kept, "over")
    if line.due_at is None:
        return Row(line, kept, "open")
    return Row(line, kept, "overdue" if line.due_at < at else "open")


def told(column: Column, value: Any, *, revealed: bool = False) -> str:
    """A value in words."""
    if value in (None, ""):
        return ""
    if column.kind == "yes":
        return _("Yes")
    if column.kind == "choice":
        return column.choices[value].say(locale()) if value in column.choices else str(value)
    if column.personal and not revealed:
        return mask_phone(str(value)) if column.kind == "phone" else mask_name(str(value))
    return str(value)
