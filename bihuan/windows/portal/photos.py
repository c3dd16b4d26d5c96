"""Photos on their way in: judged file by file, and kept for a while so that an error elsewhere loses none."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from bihuan.engines.cases import actions
from bihuan.engines.cases.errors import BadInput

MOST = 6
FOLDER = "drafts"
KEPT = timedelta(hours=2)
#: Strangers may not fill the disk with forms that are never sent.
MOST_KEPT = 300
_signer = Signer(salt="bihuan.portal.photos")


@dataclass(frozen=True, slots=True)
class Photo:
    """An acceptable file. `token` stands for it in the form once it is kept."""

    name: str
    content: bytes
    token: str = ""

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Received:
    good: tuple[Photo, ...]
    faults: tuple[str, ...]


def received(files: Iterable["UploadedFile[Any]"], tokens: Iterable[str]) -> Received:
    """The files of a form: those kept earlier and those just sent, with a sentence for each that cannot be taken."""
    good = [photo for token in tokens if (photo := _kept(token))]
    faults = []
    for file in files:
        name = file.name or _("photo")
        if len(good) == MOST:
            faults.append(
                _("At most %(most)s files. “%(name)s” was left out.") % {"most": MOST, "name": name}
            )
            continue
        try:
            good.append(_judged(file, name))
        except BadInput as error:
            faults.append(str(error.fields["file"]))
    return Received(tuple(good), tuple(faults))


def _judged(file: "UploadedFile[Any]", name: str) -> Photo:
    most = settings.ATTACHMENT_MAX_BYTES
    if (file.size or 0) > most:
        wrong = _("“%(name)s” is larger than %(most)s MB. Please choose a smaller one.")
        raise BadInput(fields={"file": wrong % {"name": name, "most": most // 1048576}})
    content = file.read()
    if not content:
        raise BadInput(fields={"file": _("“%(name)s” is empty.") % {"name": name}})
    try:
        mime = actions.sniffed(content, name, most=most)
    except BadInput:
        mime = ""
    if not mime.startswith("image/") and mime != "application/pdf":
        raise BadInput(fields={"file": _("“%(name)s” is neither a photo nor a PDF.") % {"name": name}})
    # Already here: what is put aside until the form comes back must not tell where the customer lives either.
    return Photo(name, actions.taken(content, name, most=most)[0])


def keep(photos: Sequence[Photo], *, at: datetime) -> list[Photo]:
    """Put the photos aside until the form comes back. When too many wait already, they have to be chosen again."""
    fresh = [photo for photo in photos if not photo.token]
    if fresh and _waiting(at) + len(fresh) > MOST_KEPT:
        return [photo for photo in photos if photo.token]
    return [photo if photo.token else _put(photo) for photo in photos]


def _put(photo: Photo) -> Photo:
    path = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", ContentFile(photo.content))
    return Photo(photo.name, photo.content, _signer.sign_object({"path": path, "name": photo.name}))


def _kept(token: str) -> Photo | None:
    try:
        said = _signer.unsign_object(token)
        with default_storage.open(said["path"]) as file:
            return Photo(said["name"], file.read(), token)
    except (BadSignature, OSError):
        return None


def _waiting(at: datetime) -> int:
    """How many photos wait; those of forms that never came back go."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except OSError:
        return 0
    left = 0
    for name in names:
        path = f"{FOLDER}/{name}"
        try:
            if default_storage.get_modified_time(path) < at - KEPT:
                default_storage.delete(path)
            else:
                left += 1
        except OSError:
            continue
    return left


def drop(photos: Iterable[Photo]) -> None:
    """The form has arrived: what was put aside for it is no longer needed."""
    for photo in photos:
        if photo.token:
            default_storage.delete(_signer.unsign_object(photo.token)["path"])
