"""Why a file cannot be read. Pure: windows translate `code` at the edge."""

from typing import Literal

Reason = Literal["empty", "too_big", "not_text", "broken", "locked", "no_words", "unknown_kind"]

#: What is wrong, and what would be right.
SAID: dict[Reason, str] = {
    "empty": "the file is empty; choose one with text in it",
    "too_big": "the file is too big; {most} is the most that is read at once, so split it by chapters",
    "not_text": "this is no text but {kind}; give a text file (UTF-8 or GB18030), a DOCX or a PDF with text",
    "broken": "the {kind} file is damaged or is something else under that name; save it again and retry",
    "locked": "the PDF is locked with a password; save a copy without one",
    "no_words": "the PDF has pictures of pages, but no text; recognise its text (OCR) first",
    "unknown_kind": "{kind} files are not read; save it as DOCX, PDF or plain text",
}


class Unreadable(Exception):
    """A file that cannot be read; `code` is stable, `facts` fill the sentence."""

    def __init__(self, code: Reason, **facts: str) -> None:
        self.code: Reason = code
        self.facts = facts
        super().__init__(SAID[code].format(**facts))
