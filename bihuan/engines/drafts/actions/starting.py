"""A text is handed in, kept as it is, and read."""

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.drafts.errors import BadInput, NotAllowed, unreadable
from bihuan.engines.drafts.models import Clause, Document, Draft, Proposal
from bihuan.engines.drafts.outlining import Beyond, Row, rows
from bihuan.engines.drafts.rights import may_draft
from bihuan.engines.drafts.turn import begin, finish
from bihuan.ground.directory.actor import WATCH, Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.actions import write
from bihuan.ground.reading.errors import Unreadable
from bihuan.ground.reading.reader import read_text
from bihuan.ground.reading.sources import MOST_BYTES, text_of
from bihuan.ground.standards import adoption

#: Up to here a text is read while its reader waits; a longer one is read by the watcher.
AT_ONCE = 200_000
#: A watcher that has not come back for so long has died; another one begins anew.
LOST = timedelta(minutes=10)
#: Rows in one statement, and the work between two looks at the progress.
BATCH = 500
log = logging.getLogger("bihuan.watch")
_PACK = re.compile(r"[a-z][a-z0-9-]{1,49}")
_EDITION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")


@dataclass(frozen=True, slots=True)
class Begun:
    """The title page of a new draft. `base` is `pack@edition`; `only` takes one document of a file with several."""

    title: str
    pack: str
    edition: str
    issuer: str
    in_force: date
    place: Place
    base: str
    only: int | None = None


@transaction.atomic
def start(begun: Begun, name: str, content: bytes, *, by: Actor, at: datetime) -> Draft:
    """Keep the document and read it, at once when it is small. Raises BadInput, NotAllowed."""
    if not may_draft(by, begun.place.path, adoption.roles()):
        raise NotAllowed
    _check(begun)
    found = _read_at_once(content, name, begun.only)
    draft = Draft(
        title=begun.title.strip(),
        pack=begun.pack,
        edition=begun.edition,
        issuer=begun.issuer.strip(),
        in_force=begun.in_force,
        place=begun.place,
        base=begun.base,
        started_by=by.ref,
        started_by_name=by.name,
        started_at=at,
    )
    draft.save(force_insert=True)
    document = _kept(draft, name, content, begun.only)
    facts = {"pack": draft.name, "base": draft.base, "document": document.name, "sha256": document.sha256}
    finish(draft, "started", by=by, at=at, facts={**facts, "size": document.size})
    if found is not None:
        _fill(draft, found, 0)
        _opened(draft, by=by, at=at)
    return draft


def _check(begun: Begun) -> None:
    wrong = {}
    if not begun.title.strip():
        wrong["title"] = _("Give the standard's title.")
    if not _PACK.fullmatch(begun.pack):
        wrong["pack"] = _("2 to 50 small letters, digits or hyphens, beginning with a letter.")
    if not _EDITION.fullmatch(begun.edition):
        wrong["edition"] = _("1 to 20 letters, digits, dots or hyphens, such as 2026.1.")
    base = adoption.known(begun.base)
    if base is None or not base.rows("kinds"):
        wrong["base"] = _("Choose an edition with case kinds of its own to start from.")
    if not wrong and adoption.known(f"{begun.pack}@{begun.edition}"):
        wrong["edition"] = _("This edition is there already. Give the new one another number.")
    if wrong:
        raise BadInput(fields=wrong)


def _read_at_once(content: bytes, name: str, only: int | None) -> list[Row] | None:
    """A short text's rows; None when the watcher reads it. Raises BadInput."""
    text = _text(content, name)
    if text is None or len(text) > AT_ONCE:
        return None
    try:
        return list(rows(read_text(text), only))
    except Beyond as error:
        said = _("There are only %(documents)s documents in it.") % {"documents": error.documents}
        raise BadInput(fields={"only": said}) from None


def _text(content: bytes, name: str) -> str | None:
    """The text of a small document; a large one is opened by the watcher. Raises BadInput."""
    most = AT_ONCE // 2 if content.startswith(b"%PDF-") else 4 * AT_ONCE
    if len(content) > MOST_BYTES or len(content) <= most:
        try:
            return text_of(content, name)
        except Unreadable as error:
            raise unreadable(error) from None
    return None


def _kept(draft: Draft, name: str, content: bytes, only: int | None) -> Document:
    digest = hashlib.sha256(content).hexdigest()
    # The name under which it lies is ours; the one it came with is only shown.
    ending = name.rpartition(".")[2].lower()
    ending = ending if ending in ("txt", "docx", "pdf") else "txt"
    document = Document(draft=draft, name=name[-120:], size=len(content), sha256=digest, only=only)
    document.file.save(f"{digest[:16]}.{ending}", ContentFile(content), save=False)
    document.save()
    return document


def read_waiting(at: datetime) -> bool:
    """Read one draft that waits for it, if there is one. Progress is seen while it goes on; a crash begins anew."""
    draft = _claimed(at)
    if draft is None:
        return False
    found = _rows_of(draft, at)
    if found is None:
        return True
    _progress(draft, 50)
    done = Clause.objects.filter(draft=draft).count()
    for first in range(done, len(found), BATCH):
        with transaction.atomic():
            _fill(draft, found[first : first + BATCH], first)
            _progress(draft, 50 + 50 * (first + BATCH) // (len(found) + BATCH))
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        if locked.state == Draft.State.READING:
            _opened(locked, by=WATCH, at=at)
    return True


def _rows_of(draft: Draft, at: datetime) -> list[Row] | None:
    """The document's clauses; None when it cannot be read, which the draft then says."""
    try:
        with draft.document.file.open("rb") as file:
            text = text_of(file.read(), draft.document.name)
        _progress(draft, 10)
        return list(rows(read_text(text), draft.document.only))
    except Unreadable as error:
        _failed(draft, error.code, at)
    except Beyond:
        _failed(draft, "beyond", at)
    except Exception:
        # Tried again it would fail again; its owner hears of it, and the operator.
        log.exception("The document of draft %s", draft.pk)
        _failed(draft, "broken", at)
    return None


def _claimed(at: datetime) -> Draft | None:
    """The next draft to read; of several watchers one gets it."""
    free = Q(reading_since=None) | Q(reading_since__lt=at - LOST)
    waiting = Draft.objects.filter(free, state=Draft.State.READING).order_by("id")
    for pk in waiting.values_list("pk", flat=True)[:5]:
        if Draft.objects.filter(free, pk=pk, state=Draft.State.READING).update(reading_since=at):
            return Draft.objects.select_related("document").get(pk=pk)
    return None


def _progress(draft: Draft, percent: int) -> None:
    Draft.objects.filter(pk=draft.pk).update(progress=percent)


def _fill(draft: Draft, found: list[Row], first: int) -> None:
    """Clauses and proposals, as they were read; `first` is the position of the first row."""
    clauses = Clause.objects.bulk_create(
        [
            Clause(
                draft=draft,
                at=at,
                number=row.number,
                depth=row.depth,
                chapter=row.chapter,
                heading=row.heading,
                text=row.text,
                body=row.body,
                wording=row.wording,
            )
            for at, row in enumerate(found, first)
        ],
        batch_size=BATCH,
    )
    proposals = []
    for clause, row in zip(clauses, found, strict=True):
        for one in row.found:
            rule = one.rule.model_dump(mode="json", exclude_defaults=True) | {
                "confidence": one.rule.confidence
            }
            proposals.append(
                Proposal(
                    draft=draft,
                    clause=clause,
                    kind=one.rule.kind,
                    confidence=one.rule.confidence,
                    start=one.start,
                    end=one.end,
                    read=rule,
                    rule=rule,
                )
            )
    Proposal.objects.bulk_create(proposals, batch_size=BATCH)


def _opened(draft: Draft, *, by: Actor, at: datetime) -> None:
    draft.state, draft.progress = Draft.State.OPEN, 100
    facts = {"clauses": draft.clauses.count(), "proposals": draft.proposals.count()}
    finish(draft, "read", by=by, at=at, facts=facts, fields=("state", "progress"))


@transaction.atomic
def _failed(draft: Draft, code: str, at: datetime) -> None:
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    locked.state, locked.failure = Draft.State.UNREADABLE, code
    write(locked, "draft.unreadable", actor=WATCH.ref, at=at, facts={"why": code})
    locked.save(update_fields=["state", "failure", "journal_seq", "journal_head"])


@transaction.atomic
def drop(draft: Draft, why: str, *, by: Actor, at: datetime) -> Draft:
    """Give the draft up; it stays readable. Raises BadInput without a reason."""
    states = (Draft.State.OPEN, Draft.State.REVIEW, Draft.State.READING, Draft.State.UNREADABLE)
    locked = begin(draft, by=by, states=states)
    if not why.strip():
        raise BadInput(fields={"why": _("Say why it is given up.")})
    locked.state = Draft.State.DROPPED
    finish(locked, "dropped", by=by, at=at, facts={"why": why.strip()[:300]}, fields=("state",))
    return locked
