"""The demo's households: fourteen months of readings, bills and payments, so that pages about money have something to show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_UP, Decimal
from random import Random
from typing import Final

from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.actions import Opening
from bihuan.engines.billing.models import Account, Meter, Premise, Reading
from bihuan.engines.ledger.actions import book
from bihuan.engines.ledger.balances import balance
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments import actions as payments
from bihuan.engines.payments.actions.cash import DENOMINATIONS
from bihuan.engines.payments.models import Till
from bihuan.engines.payments.owed import open_bills
from bihuan.ground.directory.actor import Actor, customer
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.company import Company

#: Who tries the customers' pages signs in with this phone: two accounts are his.
TRIER: Final = "13800138000"
MONTHS, HOMES = 14, 12
#: What a household uses a month, least and most, by series; in summer and winter more of what it heats and cools with.
SERIES: Final = {
    "beijing-water": ("water", 6, 22),
    "zhejiang-power": ("power", 110, 260),
    "guangzhou-gas": ("gas", 12, 34),
}
AREAS: Final = (("riverside", "滨江路"), ("jianan", "建安路"), ("ring-south", "环城南路"))
NAMES: Final = (
    "张三丰",
    "李秀英",
    "王建国",
    "刘洋",
    "陈静",
    "杨帆",
    "赵敏",
    "黄磊",
    "周婷",
    "吴刚",
    "徐丽",
    "孙杰",
)


@dataclass(frozen=True, slots=True)
class Home:
    accounts: tuple[Account, ...]
    #: pays in the month after, or lets it lie
    prompt: bool


def history(company: Company, end: datetime, seed: int) -> int:
    """Everything through the verbs, months that have passed included; how many bills there are then."""
    rng = Random(f"households:{seed}")
    months = list(_months(end.astimezone(SHANGHAI).date(), MONTHS))
    begun = _noon(months[0].replace(day=1))
    homes = [_home(company, number, months[0].replace(day=1), begun, rng) for number in range(HOMES)]
    for on in months:
        at = _noon(on) + timedelta(days=1)
        if at >= end:
            break
        _read(homes, on, company.actors["zhaojianguo"], at, rng)
        _bill(company, on, at)
        if at + timedelta(days=6) < end:
            # Who tries the pages finds his newest bills open.
            paying = homes[1:] if on == months[-1] else homes
            _collect(company, paying, at + timedelta(days=6), rng)
    return sum(one.bills.count() for home in homes for one in home.accounts)


def _months(today: date, count: int) -> Iterator[date]:
    """The last days of the last months that are over, the oldest first."""
    ends = [today.replace(day=1) - timedelta(1)]
    while len(ends) < count:
        ends.append(ends[-1].replace(day=1) - timedelta(1))
    yield from reversed(ends)


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(10), SHANGHAI)


def _home(company: Company, number: int, on: date, at: datetime, rng: Random) -> Home:
    code, street = AREAS[number % len(AREAS)]
    address = f"{street}{rng.randrange(1, 99)}号{rng.randrange(1, 9)}栋{rng.randrange(101, 1804)}"
    premise = Premise.objects.create(place=company.places[code], address=address)
    phone = TRIER if number == 0 else f"139{rng.randrange(10**7, 10**8)}"
    found = []
    for n, (series, (measure, _least, _most)) in enumerate(SERIES.items()):
        if n == 2 and number % 3 == 1:
            continue
        opening = Opening(
            premise, series, NAMES[number], phone, people=rng.randrange(1, 6), important=number == 5,
            serial=f"{measure[0].upper()}{number:02d}{n}-{rng.randrange(10**5):05d}",
            starts={measure: Decimal(rng.randrange(100, 9000))},
        )  # fmt: skip
        found.append(billing.open_account(opening, on=on, by=company.actors["zhaojianguo"], at=at))
    if number == 0:
        for account in found:
            billing.bind_by_phone(account, phone, by=customer(phone), at=at)
    return Home(tuple(found), number == 0 or rng.random() < 0.8)


def _read(homes: list[Home], on: date, by: Actor, at: datetime, rng: Random) -> None:
    """A reading for each meter; now and then a door is shut and it is estimated."""
    for home in homes:
        for account in home.accounts:
            measure, least, most = SERIES[account.series]
            if on.month in (1, 7, 8) and measure == "power":
                least, most = least * 2, most * 2
            if rng.random() < 0.02 and account.bills.exists():
                billing.estimate_reading(account, on=on, why="锁门", by=by, at=at)
                continue
            used = rng.randrange(least, most) * (4 if rng.random() < 0.01 else 1)
            meter = Meter.objects.get(account=account, removed_on=None)
            last = Reading.objects.filter(meter=meter, state="accepted").order_by("-on").first()
            before = Decimal((last.values if last else meter.starts)[measure])
            shown = {measure: before + used}
            billing.enter_reading(account, shown, on=on, sure=True, by=by, at=at)


def _bill(company: Company, on: date, at: datetime) -> None:
    by = company.who("care", "manager")[0]
    due = at.astimezone(SHANGHAI).date() + timedelta(15)
    run = billing.start_run(company.places["company"], on, due, by=by, at=at)
    while billing.bill_part(run, by=by, at=at):
        pass


def _collect(company: Company, homes: list[Home], at: datetime, rng: Random) -> None:
    """A morning at the East hall's till: the prompt ones pay all their bills, the manager closes it."""
    clerk, manager = company.who("hall-east", "hall_clerk")[0], company.who("hall-east", "hall_manager")[0]
    till = payments.open_till(company.places["east"], Decimal(200), by=clerk, at=at)
    for number, home in enumerate(homes):
        if not home.prompt or rng.random() < 0.1:
            continue
        owed = open_bills([one.pk for one in home.accounts])
        total = sum((one.open_amount for one in owed), Decimal(0))
        if not owed:
            continue
        received = (total / 10).to_integral_value(ROUND_UP) * 10
        bills, accounts = [one.pk for one in owed], [one.pk for one in home.accounts]
        when = at + timedelta(minutes=4 * number)
        payments.take_cash(bills, accounts, received, key=f"demo:{at:%Y%m}:{number}", by=clerk, at=when)
    _close(till, manager, at + timedelta(hours=7))


def _close(till: Till, by: Actor, at: datetime) -> None:
    left = balance(book(Book.Kind.CASH, f"till:{till.pk}"))
    counted: dict[Decimal, int] = {}
    for worth in DENOMINATIONS:
        counted[worth] = int(left // worth)
        left -= worth * counted[worth]
    payments.close_till(till, counted, why="分币找零" if left else "", by=by, at=at)
