"""Ways of paying, one interface for all. A site plugs in its own; the practice gateway stands in for every one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Notice:
    """What a provider says of a payment: our order number, its own reference, yuan, and whether it is paid."""

    channel: str
    order: str
    reference: str
    amount: Decimal
    paid: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class StatementLine:
    order: str
    reference: str
    amount: Decimal


class Driver(Protocol):
    """One provider. Every call may be repeated."""

    def start(self, channel: str, order: str, amount: Decimal, *, at: datetime) -> str:
        """Tell the provider; where the payer goes on, as a path or an address."""
        ...

    def read(self, said: Mapping[str, str]) -> Notice:
        """A message of the provider. Raises BadSignature."""
        ...

    def ask(self, channel: str, order: str) -> Notice | None:
        """What became of a payment; None when the provider does not know it."""
        ...

    def pay_back(self, channel: str, order: str, amount: Decimal, key: str, *, at: datetime) -> None:
        """Send money back; the same key twice is one refund."""
        ...

    def statement(self, channel: str, day: date) -> Sequence[StatementLine]:
        """Everything that was paid on a local day."""
        ...


_drivers: dict[str, Driver] = {}


def plug_in(channel: str, driver: Driver) -> None:
    """A site's own driver for a channel, in place of the practice gateway."""
    _drivers[channel] = driver


def driver_of(channel: str) -> Driver:
    """The driver of a channel. KeyError when the site has none."""
    return _drivers[channel]


def offered() -> Sequence[str]:
    """The channels that can be paid by, in the order they were plugged in."""
    return tuple(_drivers)
