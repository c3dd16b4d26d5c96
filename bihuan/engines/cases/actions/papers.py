"""Photos and papers: the type is read from the content, the same file is kept once."""

import hashlib
from datetime import datetime
from typing import Any, TypeVar

import filetype
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.errors import BadInput
from bihuan.engines.cases.models import Attachment, Case
from bihuan.engines.cases.turn import begin, finish
from bihuan.engines.cases.whereabouts import Damaged, without_whereabouts
from bihuan.ground.directory.actor import Actor

#: What a customer or a clerk has a reason to send; everything else, programs above all, is refused.
ALLOWED = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/heic": "heic",
    "application/pdf": "pdf", "audio/mpeg": "mp3", "audio/x-wav": "wav", "audio/amr": "amr", "audio/m4a": "m4a",
    "audio/mp4": "m4a", "video/mp4": "mp4", "video/quicktime": "mov",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}  # fmt: skip
#: What shows something: no paper, no recording.
PHOTOS = frozenset(mime for mime in ALLOWED if mime.startswith("image/"))
Kept = TypeVar("Kept", bound=Model)


def sniffed(content: bytes, name: str, *, most: int) -> str:
    """The media type of an acceptable file. Raises BadInput for what is empty, too large or not of an allowed type."""
    if not content:
        raise BadInput(fields={"file": _("“%(name)s” is empty.") % {"name": name}})
    if len(content) > most:
        raise BadInput(
            fields={
                "file": _("“%(name)s” is larger than %(most)s MB.") % {"name": name, "most": most // 1048576}
            }
        )
    kind = filetype.guess(content[:8192])
    if kind is None or kind.mime not in ALLOWED:
        raise BadInput(
            fields={
                "file": _("“%(name)s” is not a photo, PDF, recording or office document.") % {"name": name}
            }
        )
    return str(kind.mime)


def taken(content: bytes, name: str, *, most: int) -> tuple[bytes, str]:
    """An acceptable file as it is kept, and its media type: photos without where, when and by whom they were taken.

    Raises BadInput as `sniffed` does, and for a photo that is cut off.
    """
    mime = sniffed(content, name, most=most)
    try:
        return without_whereabouts(content, mime), mime
    except Damaged as error:
        said = _("“%(name)s” is damaged and cannot be opened. Please choose it again or take another one.")
        raise BadInput(fields={"file": said % {"name": name}}) from error


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def laid_down(row: Kept, name: str, content: bytes, mime: str) -> Kept:
    """Give a new row its file and what is told of it (`name`, `mime`, `size`, `sha256`, `file`), and save it."""
    told: Any = row
    told.name, told.mime, told.size, told.sha256 = name[-120:], mime, len(content), digest_of(content)
    told.file.save(f"{told.sha256[:16]}.{ALLOWED[mime]}", ContentFile(content), save=False)
    row.save()
    return row


@transaction.atomic
def attach(case: Case, name: str, content: bytes, *, most: int, by: Actor, at: datetime) -> Attachment:
    """Keep a file with the case. The same content a second time returns the first one."""
    content, mime = taken(content, name, most=most)
    turn = begin(case, "attach", by=by, at=at)
    known = Attachment.objects.filter(case=turn.case, sha256=digest_of(content)).first()
    if known:
        return known
    row = laid_down(Attachment(case=turn.case, actor=by.ref, at=at), name, content, mime)
    finish(turn, "attach", facts={"name": row.name, "sha256": row.sha256, "size": row.size})
    return row
