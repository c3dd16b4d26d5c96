"""Verbs of the journal: write an entry, remember a submission, queue a delivery."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from bihuan.ground.journal.chain import canonical, digest
from bihuan.ground.journal.errors import Refused, Replayed
from bihuan.ground.journal.models import Delivery, Entry, Journaled, Submission
from bihuan.ground.journal.rows import insert, reserve


def write(
    subject: Journaled,
    verb: str,
    *,
    actor: str,
    at: datetime,
    actor_name: str = "",
    facts: Mapping[str, Any] | None = None,
    clause: str = "",
) -> Entry:
    """Append to the subject's chain.

    The caller holds the subject's row lock and saves `journal_seq` and `journal_head` with its change.
    """
    said = dict(facts or {})
    subject.journal_seq += 1
    entry = Entry(
        id=reserve(Entry),
        kind=subject.journal_kind,
        subject=subject.pk,
        seq=subject.journal_seq,
        at=at,
        verb=verb,
        actor=actor,
        actor_name=actor_name,
        clause=clause,
        facts=said,
        prev=subject.journal_head,
    )
    entry.hash = digest(
        entry.prev,
        kind=entry.kind,
        subject=entry.subject,
        seq=entry.seq,
        at=at,
        verb=verb,
        actor=actor,
        actor_name=actor_name,
        clause=clause,
        facts=said,
    )
    insert([entry])
    subject.journal_head = entry.hash
    return entry


def fingerprint(content: Any) -> str:
    """What a submission says, as 64 hex digits, to tell a repeat from a different request under the same key."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def earlier_answer(actor: str, key: str, content: Any) -> dict[str, Any] | None:
    """The answer given before to the same submission, None if it is new.

    Raises Replayed when the key was used for other content.
    """
    found = Submission.objects.filter(actor=actor, key=key).values("digest", "answer").first()
    if found is None:
        return None
    if found["digest"] != fingerprint(content):
        raise Replayed
    answer: dict[str, Any] = found["answer"]
    return answer


def remember(actor: str, key: str, content: Any, answer: Mapping[str, Any], *, at: datetime) -> None:
    """Keep the answer, in the same transaction as the change; two at once: the second raises IntegrityError and rolls back."""
    insert([Submission(actor=actor, key=key, digest=fingerprint(content), answer=dict(answer), at=at)])


def message(
    channel: str,
    address: str,
    subject: str,
    *,
    at: datetime,
    not_before: datetime | None = None,
    until: datetime | None = None,
    body: str = "",
    link: str = "",
    entry: Entry | None = None,
    once: str | None = None,
) -> Delivery:
    """A message for the outbox, not yet written; of those with the same `once` only the first is ever sent.

    After `until` it is not sent any more, and nobody can read it.
    """
    row = Delivery(
        entry=entry,
        channel=channel,
        address=address,
        subject=subject[:200],
        body=body,
        link=link,
        once=once,
        written_at=at,
        next_at=not_before or at,
        until=until,
    )
    if channel == Delivery.Channel.INAPP:
        row.state, row.sent_at = Delivery.State.SENT, at
    return row


def post(messages: Sequence[Delivery]) -> int:
    """Write messages in one statement; returns how many were new. Their ids are not read back."""
    return insert(messages, ignore_known=True)


def queue(channel: str, address: str, subject: str, **said: Any) -> bool:
    """Post one message; False when it was posted before under the same `once`."""
    return post([message(channel, address, subject, **said)]) == 1


def once(
    actor: str, key: str, content: Any, do: Callable[[], Mapping[str, Any]], *, at: datetime
) -> tuple[dict[str, Any], bool]:
    """Carry out a submission exactly once: (answer, was it a repeat). Without a key it is simply carried out.

    The answer is kept in the same transaction as the change. Two repeats at the same time: one waits for the
    unique row, rolls its own change back and gives the first one's answer.
    """
    if not key:
        return dict(do()), False
    try:
        with transaction.atomic():
            answer = dict(do())
            remember(actor, key, content, answer, at=at)
    except (IntegrityError, Refused):
        # A repeat: its work is rolled back, or was refused because the first one has done it already.
        known = earlier_answer(actor, key, content)
        if known is None:
            raise
        return known, True
    return answer, False
