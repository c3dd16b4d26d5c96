"""Verbs: what a customer applied for is done to the account: more or less capacity, another tariff, a pause."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.engines.billing.actions.correcting import bill_now
from bihuan.engines.billing.actions.reading import enter_reading
from bihuan.engines.billing.choosing import latest
from bihuan.engines.billing.errors import BadInput, NotBilled
from bihuan.engines.billing.history import last_bill
from bihuan.engines.billing.inforce import versions_at
from bihuan.engines.billing.models import Account, Bill, Reading
from bihuan.engines.billing.turn import Turn, begin
from bihuan.ground.directory.actor import Actor


def _begin(account: Account | int, by: Actor, at: datetime) -> Turn:
    """Raises NotFound, NotAllowed, and BadInput for an account that is closed."""
    turn = begin(account, by=by, at=at)
    turn.holds_or_refuse("applications")
    if turn.account.closed_at is not None:
        raise BadInput(fields={"account": _("This customer account is closed.")})
    return turn


@transaction.atomic
def change_capacity(
    account: Account | int, capacity: Decimal, *, why: str, by: Actor, at: datetime
) -> Account:
    """Raises NotAllowed, BadInput."""
    turn = _begin(account, by, at)
    before = turn.account.capacity
    facts = {"from": f"{before:f}" if before is not None else "", "to": f"{capacity:f}", "why": why}
    turn.change("account.capacity_changed", facts, capacity=capacity)
    return turn.account


@transaction.atomic
def change_series(account: Account | int, series: str, *, why: str, by: Actor, at: datetime) -> Account:
    """Another tariff from the last bill on; everything read before must be billed by the old one. Raises NotAllowed, BadInput."""
    turn = _begin(account, by, at)
    version = latest(versions_at(turn.place, series, turn.day), turn.day)
    if version is None or version.tariff.commodity != turn.account.commodity:
        raise BadInput(fields={"series": _("No tariff of this name is in force here on that day.")})
    meter = turn.account.meters.filter(removed_on=None).first()
    if meter is not None and set(meter.starts) - {one.id for one in version.tariff.measures}:
        raise BadInput(
            fields={"series": _("The meter does not count what this tariff needs; change it first.")}
        )
    billed, read = last_bill(turn.account), _last_read(turn)
    if meter is not None and (billed is None or read is None or billed.last < read):
        raise BadInput(fields={"bill": _("Read the meter and bill it first.")})
    turn.change(
        "account.series_changed", {"from": turn.account.series, "to": series, "why": why}, series=series
    )
    return turn.account


@transaction.atomic
def pause_account(account: Account | int, since: date, *, why: str, by: Actor, at: datetime) -> Account:
    """The supply rests from a day on; it is written down with the account. Raises NotAllowed, BadInput."""
    turn = _begin(account, by, at)
    turn.change("account.paused", {"on": since.isoformat(), "why": why})
    return turn.account


@transaction.atomic
def resume_account(account: Account | int, since: date, *, why: str, by: Actor, at: datetime) -> Account:
    """Raises NotAllowed, BadInput."""
    turn = _begin(account, by, at)
    turn.change("account.resumed", {"on": since.isoformat(), "why": why})
    return turn.account


@transaction.atomic
def bill_up(
    account: Account, shown: Mapping[str, Decimal], *, since: date, by: Actor, at: datetime
) -> Bill | None:
    """Bill everything up to a final reading: what the meter `shown` today, or what was read from `since` on by somebody
    else, for who makes bills need not be who reads meters. None where it is billed already.

    Raises NotAllowed, BadInput, NotBilled.
    """
    turn = begin(account, by=by, at=at)
    if shown:
        enter_reading(turn.account, shown, on=turn.day, sure=True, by=by, at=at)
    final = _last_read(turn)
    billed = last_bill(turn.account)
    if billed is not None and billed.last >= since and (final is None or final <= billed.last):
        return None
    if final is None or final < since:
        raise BadInput(fields={"shown": _("The meter has to be read first; enter what it shows.")})
    return bill_now(turn.account.pk, until=final, by=by, at=at)


def _last_read(turn: Turn) -> date | None:
    last = turn.account.readings.filter(state=Reading.State.ACCEPTED).order_by("-on").first()
    return last.on if last else None


@transaction.atomic
def last_bill_of(account: Account, *, by: Actor, at: datetime) -> Bill | None:
    """The bill up to the day the meter was taken away; None where there is nothing left to bill."""
    turn = begin(account, by=by, at=at)
    try:
        with transaction.atomic():
            return bill_now(turn.account.pk, until=turn.day, by=by, at=at)
    except NotBilled:
        return None


@transaction.atomic
def rename_holder(account: Account | int, name: str, *, why: str, by: Actor, at: datetime) -> Account:
    """The holder is called otherwise now; he is still the holder (更名). Raises NotAllowed, BadInput."""
    turn = _begin(account, by, at)
    if not name.strip():
        raise BadInput(fields={"holder_name": _("Say who the account belongs to.")})
    turn.change("account.renamed", {"why": why}, holder_name=name.strip()[:60])
    return turn.account
