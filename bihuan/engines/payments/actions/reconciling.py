"""Verbs: a provider's list of a day against our books; what differs is a list of work."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bihuan.engines.ledger.actions import book
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments.actions.paying import locked_payment
from bihuan.engines.payments.actions.settling import settle
from bihuan.engines.payments.drivers import StatementLine
from bihuan.engines.payments.errors import AlreadyDecided, BadInput, Conflict, NotAllowed, NotTheSame
from bihuan.engines.payments.models import NOTHING, Difference, Payment, Statement
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal
from bihuan.ground.standards.holding import reach
from bihuan.ground.worktime.zone import SHANGHAI, local_day


@transaction.atomic
def read_statement(
    channel: str, day: date, lines: Sequence[StatementLine], *, sha256: str = "", by: Actor, at: datetime
) -> Statement:
    """Compare a day's list with what was paid that day; `sha256` of the file it stood in, if it was one.

    Raises NotAllowed, BadInput, Conflict when it was read before.
    """
    if not reach(by, "books", local_day(at)):
        raise NotAllowed
    if day >= local_day(at):
        raise BadInput(fields={"day": _("Only a day that is over has a whole list.")})
    total = sum((one.amount for one in lines), NOTHING)
    statement = Statement(
        channel=channel,
        day=day,
        lines=len(lines),
        total=total,
        sha256=sha256,
        read_at=at,
        read_by_id=by.person,
    )
    try:
        with transaction.atomic():
            statement.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("The list of this day has been read already.")) from error
    for one in differences(channel, day, lines):
        one.statement = statement
        one.save(force_insert=True)
        facts = {"kind": one.kind, "order": one.order, "ours": _plain(one.ours), "theirs": _plain(one.theirs)}
        _note(one, "difference.found", by, at, **facts)
    return statement


def differences(channel: str, day: date, lines: Sequence[StatementLine]) -> list[Difference]:
    """What the list and the books say differently, not saved."""
    begins = datetime.combine(day, time(), SHANGHAI)
    around = Payment.objects.filter(channel=channel, state=Payment.State.PAID)
    ours = {one.number: one for one in around.filter(paid_at__gte=begins, paid_at__lt=begins + timedelta(1))}
    numbers = [int(one.order[1:]) for one in lines if one.order[1:].isdigit()]
    # A message that came after midnight put the payment into our next day: it is there, so it is no difference.
    late = {one.number: one for one in around.filter(pk__in=numbers)}
    found = []
    for line in lines:
        mine = ours.pop(line.order, None) or late.get(line.order)
        if mine is None:
            found.append(_difference(Difference.Kind.NOT_OURS, line.order, line.reference, None, line.amount))
        elif mine.amount != line.amount:
            found.append(
                _difference(Difference.Kind.AMOUNT, line.order, line.reference, mine.amount, line.amount)
            )
    for mine in ours.values():
        if not _paid_the_day_before(mine, begins):
            found.append(
                _difference(Difference.Kind.NOT_THEIRS, mine.number, mine.reference or "", mine.amount, None)
            )
    return found


def _paid_the_day_before(mine: Payment, begins: datetime) -> bool:
    """Begun before midnight and heard of after it: it stands in the list of the day before."""
    return mine.started_at < begins


def _difference(
    kind: Difference.Kind, order: str, reference: str, ours: Decimal | None, theirs: Decimal | None
) -> Difference:
    return Difference(kind=kind, order=order, reference=reference, ours=ours, theirs=theirs)


@transaction.atomic
def settle_difference(difference: Difference, *, why: str, by: Actor, at: datetime) -> Difference:
    """Say what it was. Raises NotAllowed, BadInput, AlreadyDecided."""
    found = Difference.objects.select_for_update(of=("self",), no_key=True).get(pk=difference.pk)
    if by.person is None or not reach(by, "books", local_day(at)):
        raise NotAllowed
    if found.settled_at is not None:
        raise AlreadyDecided
    if not why.strip():
        raise BadInput(fields={"why": _("Say what it was.")})
    found.why, found.settled_by_id, found.settled_at = why.strip()[:200], by.person, at
    _note(found, "difference.settled", by, at, why=found.why)
    return found


@transaction.atomic
def take_up(difference: Difference, *, by: Actor, at: datetime) -> Difference:
    """Book what the provider has and we have not, so that the payer's money reaches his bills.

    Raises NotAllowed, AlreadyDecided, NotTheSame when the list names no payment of ours with this amount.
    """
    found = Difference.objects.select_for_update(of=("self",), no_key=True).get(pk=difference.pk)
    if by.person is None or not reach(by, "books", local_day(at)):
        raise NotAllowed
    if found.settled_at is not None:
        raise AlreadyDecided
    channel = found.statement.channel
    payment = locked_payment(found.order, channel) if found.kind == Difference.Kind.NOT_OURS else None
    if payment is None or payment.amount != found.theirs:
        raise NotTheSame
    # The message may have come after the list was read.
    if payment.state != Payment.State.PAID:
        if Payment.objects.filter(channel=channel, reference=found.reference).exists():
            raise NotTheSame
        settle(payment, book(Book.Kind.CLEARING, channel), by=by, at=at, reference=found.reference)
    found.why, found.settled_by_id, found.settled_at = _("Booked from the provider's list."), by.person, at
    _note(found, "difference.taken_up", by, at, payment=payment.number)
    return found


def _note(row: Difference, verb: str, by: Actor, at: datetime, **facts: str) -> None:
    journal.write(row, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts)
    row.save()


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}"
