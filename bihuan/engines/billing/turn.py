"""One verb under way at an account: the account locked, who acts, and how a change is written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bihuan.engines.billing.errors import NotAllowed, NotFound
from bihuan.engines.billing.models import Account
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards.holding import holds
from bihuan.ground.worktime.zone import local_day


@dataclass
class Turn:
    account: Account
    by: Actor
    at: datetime

    @property
    def place(self) -> str:
        return self.account.premise.place.path

    @property
    def day(self) -> date:
        return local_day(self.at)

    def holds_or_refuse(self, office: str) -> None:
        """Raises NotAllowed unless the actor holds the office at the account's place."""
        if not holds(self.by, office, self.place, self.day):
            raise NotAllowed

    def change(self, verb: str, facts: Mapping[str, Any] | None = None, **news: Any) -> Entry:
        """Set the columns, write the entry and save both together."""
        for name, value in news.items():
            setattr(self.account, name, value)
        entry = journal.write(
            self.account, verb, actor=self.by.ref, actor_name=self.by.name, at=self.at, facts=facts
        )
        self.account.save(update_fields=[*news, "journal_seq", "journal_head"])
        return entry


def begin(account: Account | int, *, by: Actor, at: datetime) -> Turn:
    """Lock the account. Call inside a transaction. Raises NotFound."""
    pk = account if isinstance(account, int) else account.pk
    held = Account.objects.select_for_update(of=("self",), no_key=True).select_related(
        "premise__place", "book"
    )
    found = held.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return Turn(found, by, at)
