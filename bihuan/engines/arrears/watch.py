"""What time does to arrears: begin, remind by message, end what is paid, and tell what is late."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import partial

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Sum

from bihuan.engines.arrears import actions
from bihuan.engines.arrears.actions.holding import over
from bihuan.engines.arrears.inforce import Held, held
from bihuan.engines.arrears.models import Agreement, Dunning, Hold, Stop
from bihuan.engines.arrears.telling import tell_back
from bihuan.engines.arrears.turn import begin
from bihuan.engines.billing.models import Account, Bill
from bihuan.ground.directory.actor import WATCH
from bihuan.ground.journal.rounds import each
from bihuan.ground.worktime.zone import SHANGHAI, local_day

#: Nobody is woken by a reminder.
FROM, TO = time(9), time(20)


def run(at: datetime, limit: int) -> int:
    """Do at most `limit` steps; how many."""
    day, done = local_day(at), 0
    parts: tuple[Callable[[datetime, date, int], int], ...] = (
        _close,
        _break,
        _settled,
        _open,
        _remind,
        _late,
    )
    for part in parts:
        done += part(at, day, limit - done) if done < limit else 0
    return done


def _close(at: datetime, day: date, limit: int) -> int:
    owing = Bill.objects.unpaid().filter(account=OuterRef("account"), due_on__lt=day)
    rows = Dunning.objects.open().exclude(Exists(owing)).order_by("pk")[:limit]
    return each("dunning", list(rows), lambda one: actions.close_paid(one, by=WATCH, at=at))


def _break(at: datetime, day: date, limit: int) -> int:
    rows = Agreement.objects.filter(state=Agreement.State.AGREED, due__lt=day).order_by("pk")[:limit]
    return each("agreement", list(rows), lambda one: actions.break_agreement(one, by=WATCH, at=at))


def _settled(at: datetime, day: date, limit: int) -> int:
    """A bill is no longer in doubt once the case about it is closed."""
    rows = Hold.objects.filter(why=Hold.Why.DISPUTE, ended_at=None, until__gt=day)
    found = rows.exclude(case__closed_at=None).order_by("pk")[:limit]

    @transaction.atomic
    def end(one: Hold) -> bool:
        over(begin(one.dunning_id, by=WATCH, at=at), one, "case_closed")
        return True

    return each("hold", list(found), end)


def _open(at: datetime, day: date, limit: int) -> int:
    done = 0
    nearer: list[Held] = []
    for one in held(day):
        owing = _owing(one, nearer, day, limit - done)
        done += each("account", owing, partial(_opened, one, at))
        nearer.append(one)
    return done


def _opened(one: Held, at: datetime, account: int) -> bool:
    return actions.open_dunning(account, one, by=WATCH, at=at) is not None


def _owing(one: Held, nearer: Iterable[Held], day: date, limit: int) -> list[int]:
    """Accounts that owe at least what the ladder begins at, nobody is after yet, and no nearer ladder is for."""
    accounts = Account.objects.within([one.path]).filter(commodity__in=one.ladder.commodities)
    for other in nearer:
        if other.path.startswith(one.path):
            mine = Account.objects.within([other.path]).filter(commodity__in=other.ladder.commodities)
            accounts = accounts.exclude(pk__in=mine.values("pk"))
    open_ = Dunning.objects.open().filter(account=OuterRef("account"))
    rows = Bill.objects.unpaid().filter(~Exists(open_), due_on__lt=day, account__in=accounts)
    sums = rows.order_by().values("account").annotate(left=Sum(F("total") - F("paid")))
    found = sums.filter(left__gte=one.ladder.least).order_by("account")
    return [row["account"] for row in found[: max(limit, 0)]]


def _remind(at: datetime, day: date, limit: int) -> int:
    if not FROM <= at.astimezone(SHANGHAI).time() < TO:
        return 0
    rows = Dunning.objects.open().filter(next_how="message", next_on__lte=day).order_by("next_on", "pk")
    return each("dunning", list(rows[:limit]), lambda one: actions.send_message(one, by=WATCH, at=at))


def _late(at: datetime, _day: date, limit: int) -> int:
    rows = Stop.objects.filter(state=Stop.State.DUE_BACK, back_by__lt=at, told_at=None)
    found = rows.select_related("dunning__account__premise__place").order_by("pk")[:limit]

    @transaction.atomic
    def told(one: Stop) -> bool:
        first = Stop.objects.filter(pk=one.pk, told_at=None).update(told_at=at)
        if first:
            tell_back(one, one.dunning.account, at, late=True)
        return bool(first)

    return each("stop", list(found), told)
