"""Verbs of paying over a provider: begin, hear what the provider says, look after those it never spoke of."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bihuan.engines.ledger.actions import book
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments.actions.settling import GATEWAY, settle
from bihuan.engines.payments.drivers import Notice, driver_of, offered
from bihuan.engines.payments.errors import BadInput, BadSignature, NothingToPay
from bihuan.engines.payments.models import NOTHING, Payment, Share, Told
from bihuan.engines.payments.owed import open_bills
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal

#: So long a payment may be made; then it is asked for once more and is over.
VALID = timedelta(minutes=30)
#: The provider is asked this long after the start, and again after every such time.
ASK_AFTER = timedelta(minutes=2)


def start_payment(
    bills: Sequence[int],
    accounts: Sequence[int],
    channel: str,
    *,
    key: str,
    phone: str = "",
    by: Actor,
    at: datetime,
) -> tuple[Payment, str]:
    """Begin to pay some bills of some accounts (others are not looked at); where the payer goes on.

    The same key again gives the same payment. Raises BadInput, NothingToPay.
    """
    if channel not in offered():
        raise BadInput(fields={"channel": _("Choose one of the ways of paying.")})
    found = Payment.objects.filter(key=key).first()
    if found is None:
        try:
            with transaction.atomic():
                found = _begun(bills, accounts, channel, key, phone, by, at)
        except IntegrityError:
            found = Payment.objects.get(key=key)
    where = driver_of(found.channel).start(found.channel, found.number, found.amount, at=at)
    return found, where


def _begun(
    bills: Sequence[int], accounts: Sequence[int], channel: str, key: str, phone: str, by: Actor, at: datetime
) -> Payment:
    owed = [one for one in open_bills(accounts) if one.pk in set(bills)]
    if not owed or len(owed) < len(set(bills)):
        raise NothingToPay
    payment = Payment(
        channel=channel,
        amount=sum((one.open_amount for one in owed), NOTHING),
        phone=phone,
        secret=secrets.token_urlsafe(24)[:32],
        key=key,
        started_at=at,
        expires_at=at + VALID,
    )
    payment.save(force_insert=True)
    Share.objects.bulk_create(
        [Share(payment=payment, account_id=one.account_id, bill=one, amount=one.open_amount) for one in owed]
    )
    facts = {"bills": [one.number for one in owed], "amount": f"{payment.amount:f}", "channel": channel}
    journal.write(payment, "payment.started", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    payment.save(update_fields=["journal_seq", "journal_head"])
    return payment


def take_notice(channel: str, said: Mapping[str, str], *, at: datetime) -> Told:
    """A provider's message. Whatever it says is kept; only a signed one of a payment not yet paid moves money.

    Raises BadSignature, after it was kept.
    """
    try:
        notice = driver_of(channel).read(said)
        if notice.channel != channel:
            raise BadSignature
    except BadSignature:
        order, reference = (
            str(said.get(name, ""))[:20].replace("\x00", "") for name in ("order", "reference")
        )
        Told.objects.create(
            channel=channel, order=order, reference=reference, verdict=Told.Verdict.UNSIGNED, at=at
        )
        raise
    with transaction.atomic():
        return _taken(notice, at)


def _taken(notice: Notice, at: datetime) -> Told:
    """Judge a message under the payment's lock."""
    told = Told(
        channel=notice.channel,
        order=notice.order,
        reference=notice.reference,
        amount=f"{notice.amount:f}",
        at=at,
    )
    payment = locked_payment(notice.order, notice.channel)
    told.verdict = _verdict(payment, notice)
    if payment is not None and told.verdict == Told.Verdict.TAKEN:
        if notice.paid:
            clearing = book(Book.Kind.CLEARING, notice.channel)
            settle(payment, clearing, by=GATEWAY, at=at, reference=notice.reference)
        else:
            _over(payment, Payment.State.FAILED, at)
    elif payment is not None and told.verdict == Told.Verdict.AMOUNT:
        _note(payment, "payment.amount_differs", at, told=f"{notice.amount:f}")
    elif payment is not None and told.verdict == Told.Verdict.REUSED:
        _note(payment, "payment.reference_reused", at, reference=notice.reference)
    told.save()
    return told


def _verdict(payment: Payment | None, notice: Notice) -> str:
    if payment is None:
        return Told.Verdict.UNKNOWN
    if payment.state == Payment.State.PAID:
        return Told.Verdict.REPEATED
    if notice.paid and notice.amount != payment.amount:
        return Told.Verdict.AMOUNT
    if not notice.paid and payment.state != Payment.State.STARTED:
        return Told.Verdict.REPEATED
    if notice.paid and _used_elsewhere(notice, payment):
        return Told.Verdict.REUSED
    # Paid after we gave it up: it is the payer's money, so it counts.
    return Told.Verdict.TAKEN


def _used_elsewhere(notice: Notice, payment: Payment) -> bool:
    """Whether the provider's reference has paid something else already: one sum of money counts once."""
    same = Payment.objects.filter(channel=notice.channel, reference=notice.reference)
    return same.exclude(pk=payment.pk).exists()


def locked_payment(number: str, channel: str) -> Payment | None:
    """The payment that a provider calls so, locked; None when there is none on this channel."""
    if not (number.startswith("P") and number[1:].isascii() and number[1:].isdigit() and len(number) < 19):
        return None
    rows = Payment.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=int(number[1:]), channel=channel).first()


def look_after(payment: Payment, *, at: datetime) -> Payment:
    """Ask the provider what became of a payment it has not spoken of; past its time it is over."""
    notice = driver_of(payment.channel).ask(payment.channel, payment.number)
    with transaction.atomic():
        found = locked_payment(payment.number, payment.channel)
        assert found is not None
        if found.state == Payment.State.STARTED:
            found.asked_at = at
            if notice is not None and notice.paid and _verdict(found, notice) == Told.Verdict.TAKEN:
                clearing = book(Book.Kind.CLEARING, found.channel)
                settle(found, clearing, by=GATEWAY, at=at, reference=notice.reference)
            elif at >= found.expires_at:
                _over(found, Payment.State.EXPIRED, at)
            else:
                found.save(update_fields=["asked_at"])
        return found


def _over(payment: Payment, state: Payment.State, at: datetime) -> None:
    payment.state = state
    _note(payment, f"payment.{state.value}", at)


def _note(payment: Payment, verb: str, at: datetime, **facts: str) -> None:
    journal.write(payment, verb, actor=GATEWAY.ref, at=at, facts=facts)
    payment.save()
