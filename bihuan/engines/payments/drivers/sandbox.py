"""The practice gateway: signs what it says, and says it late, twice, out of order or never, as it is told to."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.conf import settings

from bihuan.engines.payments.drivers import Notice, StatementLine
from bihuan.engines.payments.errors import BadSignature
from bihuan.engines.payments.models import SandboxOrder
from bihuan.ground.worktime.zone import SHANGHAI

_SIGNED = ("channel", "order", "reference", "amount", "paid", "at")


def signature(said: Mapping[str, str]) -> str:
    """Over every field in a fixed order, with a key of the gateway's own that hangs on the site's secret."""
    key = hashlib.sha256(b"bihuan.sandbox:" + settings.SECRET_KEY.encode()).digest()
    told = "&".join(f"{name}={said.get(name, '')}" for name in _SIGNED)
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()


class Sandbox:
    """Orders lie in the database, so it forgets nothing when it is killed."""

    def start(self, channel: str, order: str, amount: Decimal, *, at: datetime) -> str:
        reference = hashlib.sha256(f"{channel}:{order}".encode()).hexdigest()[:24]
        SandboxOrder.objects.get_or_create(
            order=order, defaults={"channel": channel, "amount": amount, "reference": reference}
        )
        return f"/pay/practice/{order}/"

    def read(self, said: Mapping[str, str]) -> Notice:
        if not hmac.compare_digest(signature(said).encode(), said.get("signature", "").encode()):
            raise BadSignature
        try:
            amount, at = Decimal(said["amount"]), datetime.fromisoformat(said["at"])
        except (KeyError, ValueError, InvalidOperation) as error:
            raise BadSignature from error
        return Notice(said["channel"], said["order"], said["reference"], amount, said["paid"] == "yes", at)

    def ask(self, channel: str, order: str) -> Notice | None:
        found = SandboxOrder.objects.filter(channel=channel, order=order).first()
        if found is None or found.paid_at is None:
            return None
        return Notice(channel, order, found.reference, found.amount, True, found.paid_at)

    def pay_back(self, channel: str, order: str, amount: Decimal, key: str, *, at: datetime) -> None:
        found = SandboxOrder.objects.filter(channel=channel, order=order).first()
        if found is not None and key not in found.refunds:
            found.refunds[key] = f"{amount:f}"
            found.save(update_fields=["refunds"])

    def statement(self, channel: str, day: date) -> Sequence[StatementLine]:
        begins = datetime.combine(day, time(), SHANGHAI)
        rows = SandboxOrder.objects.filter(
            channel=channel, paid_at__gte=begins, paid_at__lt=begins + timedelta(1)
        )
        return [StatementLine(one.order, one.reference, one.amount) for one in rows.order_by("order")]


def pay(order: SandboxOrder, *, at: datetime) -> None:
    """The payer pays at the gateway; the site does not know it yet."""
    if order.paid_at is None:
        order.paid_at = at
        order.save(update_fields=["paid_at"])


def message(order: SandboxOrder, *, paid: bool = True, amount: Decimal | None = None) -> dict[str, str]:
    """What the gateway posts to the site, signed."""
    said = {
        "channel": order.channel,
        "order": order.order,
        "reference": order.reference,
        "amount": f"{order.amount if amount is None else amount:f}",
        "paid": "yes" if paid else "no",
        "at": (order.paid_at or datetime(2000, 1, 1, tzinfo=SHANGHAI)).isoformat(),
    }
    return said | {"signature": signature(said)}
