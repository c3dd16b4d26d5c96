"""Verbs: an account is opened, passes to another holder, is closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.engines.billing.choosing import latest
from bihuan.engines.billing.errors import BadInput, NotAllowed
from bihuan.engines.billing.gathering import gather
from bihuan.engines.billing.inforce import versions_at
from bihuan.engines.billing.issuing import worked_out
from bihuan.engines.billing.models import Account, Meter, Premise
from bihuan.engines.billing.numbers import account_number
from bihuan.engines.billing.turn import begin
from bihuan.engines.billing.wording import plain
from bihuan.engines.ledger.actions import book
from bihuan.engines.ledger.models import Book
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.phones import BadPhone, normal
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.rows import reserve
from bihuan.ground.standards.holding import holds
from bihuan.ground.worktime.zone import local_day


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of a new account. With `serial` a meter is fitted that shows `starts`; `fixed` is for what no
    meter counts. Both are by measure of the tariff.
    """

    premise: Premise
    series: str
    holder_name: str
    holder_phone: str = ""
    people: int = 0
    relief: str = ""
    important: bool = False
    capacity: Decimal | None = None
    fixed: Mapping[str, Decimal] = field(default_factory=dict)
    serial: str = ""
    digits: int = 6
    multiplier: Decimal = Decimal(1)
    starts: Mapping[str, Decimal] = field(default_factory=dict)


@transaction.atomic
def open_account(opening: Opening, *, on: date, by: Actor, at: datetime) -> Account:
    """Open an account from a day on. Raises NotAllowed, BadInput."""
    place = opening.premise.place.path
    if not holds(by, "readings", place, local_day(at)):
        raise NotAllowed
    versions = versions_at(place, opening.series, local_day(at))
    version = latest(versions, on)
    phone = _phone(opening)
    if version is None:
        raise BadInput(fields={"series": _("No tariff of this name is in force here on that day.")})
    pk = reserve(Account)
    account = Account(
        pk=pk,
        number=account_number(pk),
        premise=opening.premise,
        commodity=version.tariff.commodity,
        series=opening.series,
        people=opening.people,
        relief=opening.relief,
        fixed={id: plain(one) for id, one in opening.fixed.items()},
        holder_name=opening.holder_name.strip(),
        holder_phone=phone,
        important=opening.important,
        capacity=opening.capacity,
        book=book(Book.Kind.RECEIVABLE, f"account:{pk}"),
        opened_on=on,
        opened_at=at,
    )
    facts = {
        "number": account.number,
        "series": opening.series,
        "on": on.isoformat(),
        "meter": opening.serial,
    }
    journal.write(account, "account.opened", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    account.save(force_insert=True)
    if opening.serial:
        _fit(account, opening, on)
    return account


def _fit(account: Account, opening: Opening, on: date) -> None:
    Meter.objects.create(
        account=account,
        serial=opening.serial,
        digits=opening.digits,
        multiplier=opening.multiplier,
        fitted_on=on,
        starts={id: plain(one) for id, one in opening.starts.items()},
    )


def _phone(opening: Opening) -> str:
    wrong: dict[str, str | Promise] = {}
    phone = ""
    if not opening.holder_name.strip():
        wrong["holder_name"] = _("Say who the account belongs to.")
    if opening.holder_phone:
        try:
            phone = normal(opening.holder_phone)
        except BadPhone:
            wrong["holder_phone"] = _("This is no phone number, such as 13800138000 or 0826-2345678.")
    if wrong:
        raise BadInput(fields=wrong)
    return phone


@transaction.atomic
def change_holder(
    account: Account | int, name: str, phone: str, *, why: str, by: Actor, at: datetime
) -> Account:
    """The account passes to somebody else (过户); who looked at it before does so no longer.

    What is owed stays with the account. Raises NotAllowed, BadInput.
    """
    turn = begin(account, by=by, at=at)
    turn.holds_or_refuse("bill_runs")
    new = _phone(Opening(turn.account.premise, turn.account.series, name, phone))
    turn.account.bindings.filter(until=None).update(until=at)
    turn.change("account.holder_changed", {"why": why}, holder_name=name.strip(), holder_phone=new)
    return turn.account


@transaction.atomic
def close_account(account: Account | int, *, why: str, by: Actor, at: datetime) -> Account:
    """Close it; the meter must be taken away and read before, and everything used be billed. Raises NotAllowed, BadInput."""
    turn = begin(account, by=by, at=at)
    turn.holds_or_refuse("bill_runs")
    if turn.account.closed_at is not None:
        return turn.account
    if turn.account.meters.filter(removed_on=None).exists():
        raise BadInput(fields={"meter": _("The meter has to be taken away and read first.")})
    batch = worked_out(gather(turn.account.pk, turn.account.pk, None, turn.day), turn.day, turn.day)
    if batch.made or batch.left.keys() - {"billed", "not_read"}:
        raise BadInput(fields={"bill": _("There is something to bill; make the last bill first.")})
    if not why.strip():
        raise BadInput(fields={"why": _("Say why it is closed.")})
    turn.change("account.closed", {"why": why.strip()}, closed_at=at)
    return turn.account


@transaction.atomic
def reveal_account(account: Account | int, *, by: Actor, at: datetime) -> Account:
    """Look at the holder's name and phone on purpose; it stays in the journal. Raises NotAllowed."""
    turn = begin(account, by=by, at=at)
    turn.holds_or_refuse("accounts")
    turn.change("account.revealed")
    return turn.account
