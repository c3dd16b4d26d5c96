"""Verbs of registers: each is one transaction that locks its book and line, checks, changes and journals."""

from bihuan.engines.registers.actions.entering import enter
from bihuan.engines.registers.actions.moving import close, reveal, step

__all__ = ["close", "enter", "reveal", "step"]
