"""A receipt: what was paid, how, when and for which bills, with the amount in capitals."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bihuan.engines.papers.capitals import capitals
from bihuan.engines.papers.drawing import draw
from bihuan.engines.papers.errors import NotPaid
from bihuan.engines.papers.issuing import foot, issuer_of, moment, shown_address, yuan
from bihuan.engines.payments.models import Payment, Share


def receipt_paper(payment: Payment) -> bytes:
    """The PDF of a payment that has arrived; addresses stay masked, for a receipt is passed on. Raises NotPaid."""
    if payment.state != Payment.State.PAID or payment.paid_at is None:
        raise NotPaid(number=payment.number)
    shares = list(payment.shares.select_related("account__premise__place", "bill").order_by("pk"))
    issuer = issuer_of(shares[0].account.premise.place)
    data = {
        "lang": (get_language() or "zh")[:2],
        "foot": foot(issuer),
        "issuer": issuer.name,
        "title": _("Receipt of payment"),
        "number": _("Payment no. %(number)s") % {"number": payment.number},
        "facts": _facts(payment),
        "amount_label": _("Amount received"),
        "amount": yuan(payment.amount),
        "capitals": capitals(payment.amount),
        "what": _("What was paid for"),
        "head": [_("Account no."), _("Bill"), _("Address"), _("Yuan")],
        "lines": [_line(one) for one in shares],
        "notes": [_("This receipt proves the payment. It is not a tax invoice.")],
    }
    return draw("receipt", data, at=payment.paid_at)


def _facts(payment: Payment) -> list[tuple[str, str]]:
    assert payment.paid_at is not None
    facts = [
        (_("Paid"), moment(payment.paid_at)),
        (_("Way"), str(payment.get_channel_display())),
        (_("Provider's number"), payment.reference or "–"),
    ]
    if payment.received is not None and payment.change is not None:
        facts += [(_("Cash received"), yuan(payment.received)), (_("Change given"), yuan(payment.change))]
    if payment.refunded:
        facts.append((_("Paid back since"), yuan(payment.refunded)))
    return facts


def _line(share: Share) -> list[str]:
    bill = share.bill.number if share.bill else _("held for the next bill")
    address = shown_address(share.account.premise.address, masked=True)
    return [share.account.number, bill, address, f"{share.amount:,.2f}"]
