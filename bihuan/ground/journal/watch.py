"""What time does to the journal by itself: deliveries leave, finished days are sealed."""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from time import monotonic

from django.db import IntegrityError, transaction
from django.db.models import F

from bihuan.ground.journal.models import Anchor, Delivery, Entry
from bihuan.ground.journal.transports import TransportError, sender
from bihuan.ground.journal.verify import SHANGHAI, root_of

log = logging.getLogger("bihuan.watch")

#: Waits after the first, second … try; the last one is used for all that follow.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))
TRIES = 8
#: A claimed delivery is nobody else's for this long; drivers give up far earlier.
LEASE = timedelta(minutes=5)
#: A request that began before midnight may write its entry after it.
SETTLED = timedelta(hours=1)


def deliver_due(at: datetime, limit: int = 100, send: Callable[[Delivery], None] | None = None) -> int:
    """Send up to `limit` waiting deliveries whose time has come; returns how many were tried.

    At least once: a process that dies after handing over and before writing it down leaves a row that is sent
    again when its lease is over. Two processes never hold the same row. `send` replaces the transports.
    """
    _drop_stale(at)
    began = monotonic()
    tried = 0
    for pk in list(Delivery.objects.due(at).order_by("next_at", "pk").values_list("pk", flat=True)[:limit]):
        present = at + timedelta(seconds=monotonic() - began)
        delivery = _claim(pk, present)
        if delivery is None:
            continue
        tried += 1
        _try(delivery, present, send)
    return tried


def _drop_stale(at: datetime) -> None:
    """What nobody can use any more is not sent, and forgotten."""
    stale = Delivery.objects.due(at).filter(until__lte=at)
    if count := stale.update(state=Delivery.State.FAILED, error="too late to be of use", body=""):
        log.warning("%s deliveries were too late to be of use", count)


def _claim(pk: int, at: datetime) -> Delivery | None:
    """Book the try: the conditional update must touch the row, otherwise another process has it."""
    held = Delivery.objects.due(at).filter(pk=pk)
    if not held.update(attempts=F("attempts") + 1, next_at=at + LEASE):
        return None
    return Delivery.objects.get(pk=pk)


def _try(delivery: Delivery, at: datetime, send: Callable[[Delivery], None] | None) -> None:
    try:
        (send or sender(delivery.channel))(delivery)
    except TransportError as error:
        _failed(delivery, str(error), at, permanent=error.permanent)
    except Exception as error:  # one broken message must not hold up all others
        log.exception("delivery %s", delivery.pk)
        _failed(delivery, f"{type(error).__name__}: {error}", at, permanent=False)
    else:
        _closed(delivery, state=Delivery.State.SENT, sent_at=at, error="", **_forgotten(delivery))
        log.info("delivery %s: %s sent", delivery.pk, delivery.channel)


def _failed(delivery: Delivery, why: str, at: datetime, *, permanent: bool) -> None:
    if permanent or delivery.attempts >= TRIES:
        _closed(delivery, state=Delivery.State.FAILED, error=why[:300], **_forgotten(delivery))
        log.warning("delivery %s: %s given up: %s", delivery.pk, delivery.channel, why)
        return
    wait = BACKOFF[min(delivery.attempts, len(BACKOFF)) - 1]
    _closed(delivery, next_at=at + wait, error=why[:300])
    log.info("delivery %s: %s again in %s: %s", delivery.pk, delivery.channel, wait, why)


def _forgotten(delivery: Delivery) -> dict[str, str]:
    return {"body": ""} if delivery.until else {}


def _closed(delivery: Delivery, **columns: object) -> None:
    """Write the result of this try, unless a later one (after an overrun lease) has already written its own."""
    mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    mine.exclude(state=Delivery.State.SENT).update(**columns)


def seal_days(at: datetime) -> int:
    """Write the daily root of every finished local day that has none; returns how many."""
    last = (at - SETTLED).astimezone(SHANGHAI).date() - timedelta(days=1)
    before = Anchor.objects.order_by("-day").first()
    day = before.day + timedelta(days=1) if before else _first_day()
    sealed = 0
    while day is not None and day <= last:
        before = _seal(day, before.root if before else "", at)
        if before is None:
            break
        sealed += 1
        day += timedelta(days=1)
    return sealed


def _first_day() -> date | None:
    first = Entry.objects.order_by("at").values_list("at", flat=True).first()
    return first.astimezone(SHANGHAI).date() if first else None


def _seal(day: date, prev: str, at: datetime) -> Anchor | None:
    """None when another process has just sealed the day."""
    count, root = root_of(day, prev)
    try:
        with transaction.atomic():
            anchor = Anchor.objects.create(day=day, entries=count, prev=prev, root=root, sealed_at=at)
    except IntegrityError:
        return None
    log.info("sealed %s: %s entries, %s", day, count, root[:12])
    return anchor
