"""A quantity in its sentence. Pure."""

import re

from bihuan.ground.reading.quantities import Token

COMMA = re.compile("[,:]")
#: What makes a time the pace of something: 每2小时.
EACH = re.compile("每(?:隔|个)?$")


class Place:
    """A quantity in its sentence; `segment` is from the comma before it to the one after it.

    `lead`: the words that announce the clause (`修复时限为:`), from a clause above it.
    """

    __slots__ = ("after", "before", "lead", "offset", "segment", "sentence", "token", "words")

    def __init__(self, token: Token, sentence: str, offset: int, lead: str = "") -> None:
        self.lead = lead
        self.token = token
        self.sentence = sentence
        self.offset = offset
        self.before = sentence[: token.start - offset]
        self.after = sentence[(token.reach or token.end) - offset :]
        self.words = sentence[token.start - offset : token.end - offset]
        self.segment = last(self.before) + self.words + COMMA.split(self.after, maxsplit=1)[0]


def last(before: str) -> str:
    """What stands behind the last comma."""
    return before[max(before.rfind(","), before.rfind(":")) + 1 :]
