"""What the reading desk says no to."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from bihuan.ground.reading.errors import Unreadable

__all__ = ["BadInput", "Decided", "NotAllowed", "NotFound", "NotNow", "NothingToUndo", "SamePerson"]


class NotNow(Refused):
    """The verb does not fit the state of the draft."""

    code = "draft_not_now"
    status = 409
    message = _("That is not possible while the draft is “%(state)s”.")


class Decided(Conflict):
    code = "decided_meanwhile"
    message = _("%(who)s has decided on this meanwhile. Look at it again and decide anew.")


class NothingToUndo(Refused):
    code = "nothing_to_undo"
    status = 409
    message = _("There is no decision to take back.")


class SamePerson(NotAllowed):
    code = "same_person"
    message = _(
        "A second reader is somebody who has decided nothing in this draft and did not ask for the review."
    )


#: Why a file cannot be read, in the reader's language.
UNREADABLE: dict[str, Promise] = {
    "empty": _("The file is empty; choose one with text in it."),
    "too_big": _(
        "The file is too big; at most 30 MB or 4 million characters are read at once. Split it by chapters."
    ),
    "not_text": _("This is no text. Give a text file (UTF-8 or GB18030), a DOCX, or a PDF with text."),
    "broken": _("The file is damaged or is something else under that name. Save it again and retry."),
    "locked": _("The PDF is locked with a password. Save a copy without one."),
    "no_words": _("The PDF has pictures of pages, but no text. Recognise its text (OCR) first."),
    "beyond": _("The file does not have so many documents."),
    "unknown_kind": _("Files of this kind are not read. Save it as DOCX, PDF or plain text."),
}


def unreadable(error: Unreadable) -> BadInput:
    return BadInput(fields={"file": UNREADABLE[error.code]})
