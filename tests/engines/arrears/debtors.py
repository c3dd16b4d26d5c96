"""Households that have not paid: a bill of 100 yuan, due on 15 June 2026, and the ladder of the company's pack."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bihuan.engines.arrears import watch
from bihuan.engines.arrears.models import Dunning
from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.ledger.actions import book
from bihuan.engines.ledger.models import Book
from bihuan.engines.payments.actions.settling import settle
from bihuan.engines.payments.models import Payment, Share
from bihuan.ground.directory.actor import Actor
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from tests.cast import Cast
from tests.engines.billing.utility import Utility, in_company, noon

DUE = date(2026, 6, 15)
PAYER = Actor(ref="gateway", name="", person=None, posts=())


@dataclass
class Debtors:
    utility: Utility

    @property
    def cast(self) -> Cast:
        return self.utility.cast

    @property
    def fang(self) -> Actor:
        """A clerk of the East hall: goes after arrears."""
        return self.cast.actor(self.cast.fang)

    @property
    def tang(self) -> Actor:
        """Her manager: approves."""
        return self.cast.actor(self.cast.tang)

    def owing(self, cubic: int = 20, due: date = DUE, **said: Any) -> tuple[Account, Bill]:
        """An account with a bill of 5 yuan for each cubic metre that is not paid."""
        account = self.utility.account(**said)
        self.utility.read(account, date(2026, 5, 31), 100 + cubic)
        at = self.cast.at
        return account, billing.bill_now(
            account.pk, until=date(2026, 5, 31), by=self.utility.he, at=at, due_on=due
        )

    def after(self, days: int) -> datetime:
        """Noon, so many days after the last day to pay."""
        return noon(DUE + timedelta(days))

    def day(self, days: int) -> date:
        return DUE + timedelta(days)

    def watched(self, *days: int) -> None:
        for one in days:
            # A server tells its time in UTC.
            while watch.run(self.after(one).astimezone(UTC), 100):
                pass

    def dunning(self, account: Account) -> Dunning:
        return Dunning.objects.filter(account=account).latest("pk")

    def pay(self, bill: Bill, amount: str | None = None, *, after: int = 40) -> Payment:
        """Money for a bill comes in over the gateway."""
        bill = Bill.objects.get(pk=bill.pk)
        at, sum_ = self.after(after), Decimal(amount) if amount else bill.open_amount
        key = f"pay-{Payment.objects.count()}"
        row = Payment.objects.create(
            channel="alipay", amount=sum_, secret=key, key=key, started_at=at, expires_at=at
        )
        Share.objects.create(payment=row, account_id=bill.account_id, bill=bill, amount=sum_)
        settle(row, book(Book.Kind.CLEARING, "alipay"), by=PAYER, at=at, reference=key)
        return row


def in_arrears(cast: Cast) -> Debtors:
    utility = in_company(cast)
    admin = cast.actor(cast.admin)
    adopt(cast.company, "company-arrears-2026@2026.1", since=date(2026, 1, 1), by=admin, at=cast.at)
    adoption.forget()
    return Debtors(utility)
