"""A statement of account: everything the books moved for an account over some days, with what stood before and after."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.ledger.balances import balance
from bihuan.engines.ledger.models import Transfer
from bihuan.engines.papers.capitals import capitals
from bihuan.engines.papers.drawing import draw
from bihuan.engines.papers.errors import BadInput
from bihuan.engines.papers.issuing import foot, issuer_of, shown_address, shown_name, yuan
from bihuan.engines.payments.models import Share
from bihuan.ground.worktime.zone import SHANGHAI, local_day

#: Longer than this nobody reads, and a request should not take long.
MOST_DAYS = 3 * 366


def statement_paper(account: Account, first: date, last: date, *, masked: bool = True, at: datetime) -> bytes:
    """The PDF for whole days, none of them to come. Raises BadInput."""
    if not first <= last <= local_day(at) or (last - first).days > MOST_DAYS:
        raise BadInput(fields={"year": _("A statement is over days that have passed, three years at most.")})
    begin = datetime.combine(first, time(), tzinfo=SHANGHAI)
    end = datetime.combine(last + timedelta(1), time(), tzinfo=SHANGHAI)
    before = balance(account.book, begin - timedelta(microseconds=1))
    moved = Transfer.objects.of(account.book).filter(at__gte=begin, at__lt=end).order_by("at", "pk")
    rows, after = _rows(account, list(moved), before)
    issuer = issuer_of(account.premise.place)
    data = {
        "lang": (get_language() or "zh")[:2],
        "foot": foot(issuer),
        "issuer": issuer.name,
        "title": _("Statement of account"),
        "number": f"{first} – {last}",
        "facts": [
            (_("Account no."), account.number),
            (_("Holder"), shown_name(account.holder_name, masked=masked)),
            (_("Address"), shown_address(account.premise.address, masked=masked)),
            (_("Owed before"), yuan(before)),
        ],
        "amount_label": _("Owed at the end") if after >= 0 else _("Held for the customer at the end"),
        "amount": yuan(abs(after)),
        "capitals": capitals(abs(after)),
        "what": _("Every movement"),
        "head": [
            _("Day"),
            _("Booked for"),
            _("Charged, yuan"),
            _("Paid or taken off, yuan"),
            _("Owed after it, yuan"),
        ],
        "lines": rows,
        "notes": [_("An amount below nothing is held for the customer.")],
    }
    return draw("statement", data, at=end)


def _rows(account: Account, moved: list[Transfer], owed: Decimal) -> tuple[list[list[str]], Decimal]:
    """The movements as lines, and what is owed after the last."""
    names, rows = _names(moved), []
    for one in moved:
        charged = one.debit_id == account.book_id
        owed += one.amount if charged else -one.amount
        amount = f"{one.amount:,.2f}"
        sides = (amount, "") if charged else ("", amount)
        rows.append([f"{local_day(one.at)}", names.get(one.key) or _other(one), *sides, f"{owed:,.2f}"])
    return rows, owed


def _names(moved: list[Transfer]) -> dict[str, str]:
    """What bills and payments are called on paper, by the key they were booked with; two queries."""
    bills, shares = _ids(moved, "bill:"), _ids(moved, "share:")
    names: dict[str, str] = {}
    for bill in Bill.objects.filter(pk__in=bills).only("pk", "last"):
        names[f"bill:{bill.pk}"] = _("Bill %(number)s") % {"number": bill.number}
        names[f"back:bill:{bill.pk}"] = _("Bill %(number)s taken back") % {"number": bill.number}
    for share in Share.objects.filter(pk__in=shares).select_related("payment"):
        names[f"share:{share.pk}"] = _("Payment no. %(number)s") % {"number": share.payment.number}
    return names


def _ids(moved: list[Transfer], prefix: str) -> list[int]:
    keys = (one.key.removeprefix("back:") for one in moved)
    return [
        int(key.removeprefix(prefix))
        for key in keys
        if key.startswith(prefix) and key[len(prefix) :].isdigit()
    ]


def _other(one: Transfer) -> str:
    if one.key.startswith("refund"):
        return _("Money paid back")
    if one.key.startswith("late"):
        return _("Charge for paying late")
    return _("Other booking %(key)s") % {"key": one.key}
