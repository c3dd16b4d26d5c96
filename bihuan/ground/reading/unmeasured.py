"""What must be, or must never be, without a figure. Pure."""

import re
from collections.abc import Iterator

from bihuan.ground.reading import sentences as around
from bihuan.ground.reading.shapes import Modality, Promise
from bihuan.ground.reading.wording import MATERIALS, MUST, NEVER, TOLD, WISH


def unmeasured(sentence: str, offset: int) -> Iterator[Promise]:
    """What must be, or must never be, without a figure."""
    if MATERIALS.search(sentence.rstrip()):
        where = MATERIALS.search(sentence.rstrip())
        assert where is not None
        span = (offset + where.start(), offset + where.end())
        yield Promise("materials", "must", span, 0.85, subject=around.subject(sentence, where.start()))
    elif never := NEVER.search(sentence):
        span = (offset + never.start(), offset + len(sentence.rstrip("。;")))
        yield Promise("prohibited", "must_not", span, 0.85, subject=around.subject(sentence, never.start()),
                      exceptions=around.exceptions(sentence))  # fmt: skip
    elif (must := MUST.search(sentence) or WISH.search(sentence)) and _goes_on(sentence, must.end()):
        span = (offset + must.start(), offset + len(sentence.rstrip("。;")))
        sure = 0.45 if TOLD.search(sentence) else 0.75 if MUST.search(sentence) else 0.6
        modality: Modality = "should" if WISH.search(sentence) else "must"
        yield Promise("duty", modality, span, sure, subject=around.subject(sentence, must.start()),
                      exceptions=around.exceptions(sentence),
                      conditions=around.conditions(sentence, must.start()))  # fmt: skip


#: What may follow the last word of a title: 服务承诺(试行).
_ASIDE = re.compile(r"[(（][^()（）]*[)）]|[\s。;；,，:：、]")


def _goes_on(sentence: str, end: int) -> bool:
    """Whether the word that binds binds something; the last word of a title, such as 服务承诺(试行), does not."""
    return bool(_ASIDE.sub("", sentence[end:]))
