"""What was applied for is carried out: the account changes in the same transaction that settles the case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.engines.applications.actions.checking import of_case
from bihuan.engines.applications.errors import BadInput
from bihuan.engines.applications.inforce import business_of
from bihuan.engines.applications.models import Application
from bihuan.engines.applications.shapes import Effect
from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.actions import Opening, business
from bihuan.engines.billing.models import Account, Binding, Premise
from bihuan.engines.cases.actions.telling import tell_customer
from bihuan.engines.cases.models import Case
from bihuan.engines.cases.turn import begin, children_first, finish, void_orders
from bihuan.ground.directory.actor import Actor
from bihuan.ground.worktime.zone import local_day


@dataclass(frozen=True, slots=True)
class Outcome:
    """What whoever carries it out has to say: what the meter shows, by measure; for a new account its meter and tariff."""

    shown: Mapping[str, Decimal] = field(default_factory=dict)
    serial: str = ""
    digits: int = 6
    series: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Doing:
    application: Application
    outcome: Outcome
    by: Actor
    at: datetime
    why: str

    @property
    def account(self) -> Account:
        """Raises BadInput where there is none."""
        if self.application.account is None:
            raise BadInput(fields={"account": _("Choose the account that it is about.")})
        return self.application.account

    @property
    def said(self) -> Mapping[str, str]:
        said: Mapping[str, str] = self.application.said
        return said

    @property
    def since(self) -> date:
        """A reading from the day on that it was applied for may be the final one."""
        return local_day(self.application.sent_at or self.at)

    @property
    def day(self) -> date:
        wanted = self.said.get("on")
        return max(date.fromisoformat(wanted), local_day(self.at)) if wanted else local_day(self.at)


@transaction.atomic
def carry_out(
    case: Case, outcome: Outcome, *, by: Actor, at: datetime, seen: int | None = None
) -> Application:
    """The last step before filing: power is on, the holder has changed, the account is closed.

    Raises NotFound, NotAllowed (by the flow, or by the offices that the account's verbs ask for), NotNow, BadInput.
    """
    turn = begin(case, "carry_out", by=by, at=at, seen=seen)
    children_first(turn)
    application = of_case(turn.case)
    row = business_of(application)
    doing = Doing(application, outcome, by, at, f"{row.title.zh} {turn.case.number}")
    application.result = dict(EFFECTS[row.effect](doing))
    application.save(update_fields=["result", "account"])
    turn.case.resolved_at = at
    turn.case.first_resolved_at = turn.case.first_resolved_at or at
    if application.account is not None:
        turn.case.account_number = application.account.number
    void_orders(turn)
    facts = {"remark": outcome.remark.strip()[:300], **application.result}
    entry = finish(turn, "carry_out", event="resolved", facts=facts)
    tell_customer(turn.case, turn.pack, "customer.carried_out", at=at, entry=entry)
    return application


def _open(it: Doing) -> Mapping[str, str]:
    """A new account with its meter; who applied may look at it at once: his phone is proven."""
    if not it.outcome.serial.strip():
        raise BadInput(fields={"serial": _("Say which meter was fitted.")})
    series = it.outcome.series or it.said.get("series", "")
    place, address = it.application.place, it.said.get("address", "")
    known = Premise.objects.filter(place=place, address=address).first()
    premise = known or Premise.objects.create(place=place, address=address)
    capacity = it.said.get("capacity")
    opening = Opening(
        premise=premise,
        series=series,
        holder_name=it.application.name,
        holder_phone=it.application.phone,
        capacity=Decimal(capacity) if capacity else None,
        serial=it.outcome.serial.strip()[:40],
        digits=it.outcome.digits,
        starts=it.outcome.shown,
    )
    account = billing.open_account(opening, on=local_day(it.at), by=it.by, at=it.at)
    _bind(account, it.application.phone, it.at)
    it.application.account = account
    return {"account": account.number, "meter": opening.serial}


def _bind(account: Account, phone: str, at: datetime) -> None:
    """The holder, by the papers that were checked."""
    Binding.objects.get_or_create(
        phone=phone,
        account=account,
        until=None,
        defaults={"role": Binding.Role.HOLDER, "proof": Binding.Proof.COUNTER, "since": at},
    )


def _capacity(it: Doing) -> Mapping[str, str]:
    wanted = Decimal(it.said["capacity"])
    before = it.account.capacity
    business.change_capacity(it.account, wanted, why=it.why, by=it.by, at=it.at)
    return {"from": f"{before:f}" if before is not None else "", "to": f"{wanted:f}"}


def _series(it: Doing) -> Mapping[str, str]:
    """What was used by now is billed by the old tariff."""
    bill = business.bill_up(it.account, it.outcome.shown, since=it.since, by=it.by, at=it.at)
    business.change_series(it.account, it.said["series"], why=it.why, by=it.by, at=it.at)
    return {"bill": bill.number if bill else "", "series": it.said["series"]}


def _transfer(it: Doing) -> Mapping[str, str]:
    """The final reading and its bill are the old holder's; then the account is the new one's."""
    bill = business.bill_up(it.account, it.outcome.shown, since=it.since, by=it.by, at=it.at)
    new = it.said["holder_phone"]
    billing.change_holder(it.account, it.said["holder_name"], new, why=it.why, by=it.by, at=it.at)
    _bind(it.account, new, it.at)
    return {"bill": bill.number if bill else ""}


def _rename(it: Doing) -> Mapping[str, str]:
    """The same holder under another name: who may look at the account stays as it is."""
    business.rename_holder(it.account, it.said["holder_name"], why=it.why, by=it.by, at=it.at)
    return {}


def _pause(it: Doing) -> Mapping[str, str]:
    business.pause_account(it.account, it.day, why=it.why, by=it.by, at=it.at)
    return {"on": it.day.isoformat()}


def _resume(it: Doing) -> Mapping[str, str]:
    business.resume_account(it.account, it.day, why=it.why, by=it.by, at=it.at)
    return {"on": it.day.isoformat()}


def _close(it: Doing) -> Mapping[str, str]:
    """Meter away with its final reading, last bill, closed. Who reads meters may have taken it away before."""
    account, day = it.account, local_day(it.at)
    if account.meters.filter(removed_on=None).exists():
        billing.remove_meter(account, it.outcome.shown, on=day, why=it.why, by=it.by, at=it.at)
    made = business.last_bill_of(account, by=it.by, at=it.at)
    billing.close_account(account, why=it.why, by=it.by, at=it.at)
    return {"bill": made.number if made else ""}


def _nothing(it: Doing) -> Mapping[str, str]:
    """A test or an answer changes no account."""
    return {}


EFFECTS: Final[Mapping[Effect, Callable[[Doing], Mapping[str, str]]]] = {
    "open": _open,
    "capacity": _capacity,
    "series": _series,
    "transfer": _transfer,
    "rename": _rename,
    "pause": _pause,
    "resume": _resume,
    "close": _close,
    "test": _nothing,
    "doubt": _nothing,
}
