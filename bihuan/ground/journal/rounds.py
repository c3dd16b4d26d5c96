"""A round of a watch: each thing is done by itself, so that one that fails holds up none of the others."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

log = logging.getLogger("bihuan.watch")
One = TypeVar("One")


def each(what: str, found: Iterable[One], do: Callable[[One], int]) -> int:
    """Do it to each of what was found; how many things were done, as `do` counts them.

    `do` is a transaction of its own. What fails is written to the log and tried again in the next round.
    """
    done = 0
    for one in found:
        try:
            done += do(one)
        except Exception:
            log.exception("%s %s", what, getattr(one, "pk", one))
    return done
