"""Verbs of a till: open it, take cash aloud (唱收唱付), count it at the end with somebody else."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bihuan.engines.ledger.actions import Move, book, post
from bihuan.engines.ledger.balances import balance
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments.actions.settling import locked_accounts, settle
from bihuan.engines.payments.errors import BadInput, NotAllowed, NotEnough, NothingToPay, NoTill, TillOpen
from bihuan.engines.payments.models import NOTHING, Channel, Payment, Share, Till
from bihuan.engines.payments.owed import open_bills
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal import actions as journal
from bihuan.ground.standards.holding import holds
from bihuan.ground.worktime.zone import local_day

#: Notes and coins, in yuan.
DENOMINATIONS = tuple(Decimal(one) for one in ("100", "50", "20", "10", "5", "1", "0.5", "0.1"))
_MOST = Decimal(1_000_000)


@transaction.atomic
def open_till(place: Place, floated: Decimal, *, by: Actor, at: datetime) -> Till:
    """Begin to take cash, with so much change to begin with. Raises NotAllowed, BadInput, TillOpen."""
    if by.person is None or not holds(by, "till", place.path, local_day(at)):
        raise NotAllowed
    if not floated.is_finite() or not 0 <= floated < _MOST or floated != round(floated, 2):
        raise BadInput(fields={"begun_with": _("Yuan, not below 0, at most two decimals.")})
    till = Till(place=place, person_id=by.person, opened_at=at, begun_with=floated)
    try:
        with transaction.atomic():
            till.save(force_insert=True)
    except IntegrityError as error:
        open_ = Till.objects.get(person=by.person, closed_at=None)
        raise TillOpen(since=f"{open_.opened_at:%Y-%m-%d %H:%M}") from error
    _note(till, "till.opened", by, at, begun_with=f"{floated:f}")
    if floated:
        post([Move(_cash(till), book(Book.Kind.BANK), floated, f"float:{till.pk}")], at=at)
    return till


def _cash(till: Till) -> Book:
    return book(Book.Kind.CASH, f"till:{till.pk}")


@transaction.atomic
def take_cash(
    bills: Sequence[int], accounts: Sequence[int], received: Decimal, *, key: str, by: Actor, at: datetime
) -> Payment:
    """Cash for some bills: so much received, the rest given back. The same key again is the same payment.

    Raises NoTill, BadInput, NothingToPay, NotEnough.
    """
    till = (
        Till.objects.select_for_update(of=("self",), no_key=True)
        .filter(person=by.person, closed_at=None)
        .first()
    )
    if till is None:
        raise NoTill
    if known := Payment.objects.filter(key=key).first():
        return known
    locked_accounts(accounts)
    owed = [one for one in open_bills(accounts) if one.pk in set(bills)]
    if not owed or len(owed) < len(set(bills)):
        raise NothingToPay
    amount = sum((one.open_amount for one in owed), NOTHING)
    if not received.is_finite() or received != round(received, 2) or received >= _MOST:
        raise BadInput(fields={"received": _("Yuan, at most two decimals.")})
    if received < amount:
        raise NotEnough(received=f"{received:.2f}", amount=f"{amount:.2f}")
    payment = Payment(
        channel=Channel.CASH,
        amount=amount,
        secret=secrets.token_urlsafe(24)[:32],
        key=key,
        till=till,
        received=received,
        change=received - amount,
        started_at=at,
        expires_at=at,
    )
    payment.save(force_insert=True)
    Share.objects.bulk_create(
        [Share(payment=payment, account_id=one.account_id, bill=one, amount=one.open_amount) for one in owed]
    )
    settle(payment, _cash(till), by=by, at=at)
    return payment


@transaction.atomic
def close_till(till: Till, counted: Mapping[Decimal, int], *, why: str = "", by: Actor, at: datetime) -> Till:
    """Count the cash by denomination, with somebody other than the clerk; a difference needs a reason.

    The cash goes to the bank, over and short into a book of its own. Raises NotAllowed, BadInput.
    """
    found = Till.objects.select_for_update(of=("self",), no_key=True).select_related("place").get(pk=till.pk)
    if (
        by.person is None
        or by.person == found.person_id
        or not holds(by, "till", found.place.path, local_day(at))
    ):
        raise NotAllowed
    if found.closed_at is not None:
        return found
    wrong = [one for one in counted if one not in DENOMINATIONS or not 0 <= counted[one] < 1_000_000]
    if wrong:
        raise BadInput(fields={"counted": _("Count notes and coins by what they are worth.")})
    there = sum((worth * count for worth, count in counted.items()), NOTHING)
    expected = balance(_cash(found))
    difference = there - expected
    if difference and not why.strip():
        said = _("There is a difference of %(difference)s; say how it came about.") % {
            "difference": difference
        }
        raise BadInput(fields={"why": said})
    _book_close(found, there, difference, at)
    found.expected, found.difference, found.why = expected, difference, why.strip()
    found.counted = {f"{worth:f}": count for worth, count in counted.items() if count}
    found.closed_by_id, found.closed_at = by.person, at
    facts = {"expected": f"{expected:f}", "difference": f"{difference:f}", "why": why.strip()}
    _note(found, "till.closed", by, at, **facts)
    return found


def _book_close(till: Till, there: Decimal, difference: Decimal, at: datetime) -> None:
    cash, over = _cash(till), book(Book.Kind.OVER)
    if difference > 0:
        post([Move(cash, over, difference, f"over:{till.pk}")], at=at)
    elif difference < 0:
        post([Move(over, cash, -difference, f"short:{till.pk}")], at=at)
    if there:
        post([Move(book(Book.Kind.BANK), cash, there, f"banked:{till.pk}")], at=at)


def _note(till: Till, verb: str, by: Actor, at: datetime, **facts: str) -> None:
    journal.write(till, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts)
    till.save()
