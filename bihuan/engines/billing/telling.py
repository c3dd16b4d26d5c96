"""What customers asked to be told of: a new bill, and one that falls due soon."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from bihuan.engines.billing.models import Bill, Binding, Subscription
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery
from bihuan.ground.worktime.zone import SHANGHAI, local_day

#: Nobody is woken by a bill.
FROM, TO = time(9), time(20)
BEFORE = timedelta(days=3)
#: A bill is told as new for so long; who switches it on later hears of the next one.
NEW = timedelta(days=3)


def tell(at: datetime, limit: int) -> int:
    """At most `limit` messages; how many. By day only."""
    if not FROM <= at.astimezone(SHANGHAI).time() < TO:
        return 0
    done = _each(Subscription.Kind.EBILL, {"issued_at__gt": at - NEW}, at, limit)
    day = local_day(at)
    soon = {"due_on__range": (day, day + BEFORE), "settled_at": None}
    return done + _each(Subscription.Kind.REMINDER, soon, at, limit - done)


def _each(kind: Subscription.Kind, which: Mapping[str, object], at: datetime, limit: int) -> int:
    done = 0
    for bill, wish in _open(kind, which, at, limit):
        with transaction.atomic():
            if Subscription.objects.filter(pk=wish, told__lt=bill.pk, until=None).update(told=bill.pk):
                _send(kind, bill, Subscription.objects.get(pk=wish).phone, at)
                done += 1
    return done


def _open(
    kind: Subscription.Kind, which: Mapping[str, object], at: datetime, limit: int
) -> Iterable[tuple[Bill, int]]:
    """Bills not yet told of, the oldest first, each with the wish it answers. Whoever is off the account hears no more."""
    bound = Binding.objects.held(at).filter(
        account=OuterRef("account"), phone=OuterRef("account__subscriptions__phone")
    )
    rows = Bill.objects.live().filter(
        Exists(bound),
        account__subscriptions__kind=kind,
        account__subscriptions__until=None,
        account__subscriptions__told__lt=F("pk"),
        **which,
    )
    shown = rows.select_related("account").annotate(wish=F("account__subscriptions__pk")).order_by("pk")
    return [(one, cast(Any, one).wish) for one in shown[: max(limit, 0)]]


def _send(kind: Subscription.Kind, bill: Bill, phone: str, at: datetime) -> None:
    """Says what it is about without the address or a name: a text message is read over shoulders."""
    said = {
        "commodity": bill.account.get_commodity_display(),
        "number": bill.account.number[-4:],
        "yuan": f"{bill.open_amount:f}",
        "due": bill.due_on,
    }
    if kind == Subscription.Kind.EBILL:
        subject = _("New bill")
        text = _(
            "%(commodity)s, account …%(number)s: the new bill comes to %(yuan)s yuan, payable by %(due)s."
        )
    else:
        subject = _("Bill due soon")
        text = _("%(commodity)s, account …%(number)s: %(yuan)s yuan are payable by %(due)s.")
    once = f"bill:{kind}:{bill.pk}:{phone}"
    journal.queue(Delivery.Channel.SMS, phone, subject, at=at, body=text % said, once=once)
