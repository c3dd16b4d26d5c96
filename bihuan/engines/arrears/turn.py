"""One verb under way at arrears: the account locked, the ladder, what is overdue, and how a change is written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bihuan.engines.arrears.errors import NotAllowed, NotFound, Paid
from bihuan.engines.arrears.inforce import ladder_of
from bihuan.engines.arrears.ladder import Stretch, next_rung
from bihuan.engines.arrears.models import Deed, Dunning
from bihuan.engines.arrears.shapes import Ladder
from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.billing.turn import begin as begin_account
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Journaled
from bihuan.ground.standards.holding import holds
from bihuan.ground.worktime.zone import local_day

NOTHING = Decimal("0.00")
#: Goes after arrears; decides on hardship, instalments, stops.
ARREARS, APPROVES = "arrears", "arrears_approval"


def overdue(account: Account | int, on: date) -> list[Bill]:
    """The account's bills whose last day to pay is over, the oldest first."""
    pk = account if isinstance(account, int) else account.pk
    return list(Bill.objects.unpaid().filter(account=pk, due_on__lt=on).order_by("due_on", "pk"))


def open_of(bills: list[Bill]) -> Decimal:
    return sum((one.open_amount for one in bills), NOTHING)


@dataclass
class Turn:
    dunning: Dunning
    account: Account
    ladder: Ladder
    by: Actor
    at: datetime

    @property
    def day(self) -> date:
        return local_day(self.at)

    def holds_or_refuse(self, office: str) -> int:
        """The person who acts. Raises NotAllowed unless he holds the office at the account's place."""
        if self.by.person is None or not holds(self.by, office, self.account.premise.place.path, self.day):
            raise NotAllowed
        return self.by.person

    def owing_or_refuse(self) -> list[Bill]:
        """The overdue bills. Raises Paid when there are none, or all this is over."""
        bills = overdue(self.account, self.day)
        if self.dunning.closed_at is not None or not bills:
            raise Paid
        return bills

    def done(self) -> dict[str, date]:
        """The rungs that were done, and when."""
        rows = Deed.objects.filter(dunning=self.dunning, done=True)
        return {one.step: local_day(one.at) for one in rows}

    def plan(self) -> None:
        """Work out the rung that comes."""
        held = [Stretch(one.since, one.until) for one in self.dunning.holds.all()]
        found = next_rung(self.ladder, self.dunning.since, self.done(), held)
        row = self.dunning
        row.next_step, row.next_how, row.next_on = (
            (found.step.id, found.step.how, found.due) if found else ("", "", None)
        )

    def note(
        self,
        verb: str,
        facts: Mapping[str, Any] | None = None,
        clause: str | None = None,
        row: Journaled | None = None,
    ) -> None:
        """Write it into a chain, the dunning's unless another is named, and save the row."""
        about = row or self.dunning
        cite = f"{self.dunning.edition}#{clause}" if clause else ""
        said = (about, f"{about.journal_kind}.{verb}")
        journal.write(*said, actor=self.by.ref, actor_name=self.by.name, at=self.at, facts=facts, clause=cite)
        about.save()


def begin(dunning: Dunning | int, *, by: Actor, at: datetime) -> Turn:
    """Lock the account and what is under way. Call inside a transaction. Raises NotFound."""
    pk = dunning if isinstance(dunning, int) else dunning.pk
    first = Dunning.objects.filter(pk=pk).values_list("account", flat=True).first()
    if first is None:
        raise NotFound
    account = begin_account(first, by=by, at=at).account
    found = Dunning.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    return Turn(found, account, ladder_of(found), by, at)
