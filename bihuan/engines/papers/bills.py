"""A bill as a paper: the amounts as they were billed, each with its clause, and every step of the sum."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bihuan.engines.billing.models import Bill
from bihuan.engines.billing.retelling import retell
from bihuan.engines.papers.capitals import capitals
from bihuan.engines.papers.drawing import draw
from bihuan.engines.papers.issuing import code_of, foot, issuer_of, shown_address, shown_name, yuan
from bihuan.ground.directory.models import Place
from bihuan.ground.standards.errors import UnknownPack
from bihuan.ground.worktime.zone import local_day


def bill_paper(bill: Bill, *, link: str = "", masked: bool = True) -> bytes:
    """The PDF of one bill. `link` is where it is seen and paid; `masked` leaves out who and where."""
    issuer = issuer_of(bill.account.premise.place)
    return bills_paper([bill], issuer, links=[link], masked=masked)


def bills_paper(bills: Sequence[Bill], issuer: Place, *, links: Sequence[str], masked: bool) -> bytes:
    """Several bills of one company in one PDF, each on a page of its own; made, as the file says, when the last was."""
    said = [_said(bill, issuer, link, masked) for bill, link in zip(bills, links, strict=True)]
    title = said[0]["number"] if len(said) == 1 else _("Bills")
    data = {"title": title, "foot": foot(issuer), "bills": said, "lang": (get_language() or "zh")[:2]}
    return draw("bill", data, at=max(bill.issued_at for bill in bills))


def _said(bill: Bill, issuer: Place, link: str, masked: bool) -> dict[str, Any]:
    lines, steps, notes = _sum(bill)
    said = {
        "issuer": issuer.name,
        "title": _("%(commodity)s bill") % {"commodity": bill.account.get_commodity_display()},
        "number": _("Bill %(number)s") % {"number": bill.number},
        "facts": _facts(bill, masked),
        "amount_label": _("To pay by %(day)s") % {"day": bill.due_on},
        "amount": yuan(bill.total),
        "capitals": capitals(bill.total),
        "notes": [*_notes(bill), *notes],
        "made_up": _("What it is made up of"),
        "head": [_("Charged item"), _("Sum"), _("Yuan"), _("Under clause")],
        "lines": lines,
        "derivation_title": _("Every step of the sum"),
        "steps": steps,
        "qr_told": _("See and pay"),
    }
    if link:
        said["qr"] = code_of(link)
    return said


def _facts(bill: Bill, masked: bool) -> list[tuple[str, str]]:
    account = bill.account
    return [
        (_("Account no."), account.number),
        (_("Holder"), shown_name(account.holder_name, masked=masked)),
        (_("Address"), shown_address(account.premise.address, masked=masked)),
        (_("Days"), f"{bill.first} – {bill.last}"),
        (_("Issued on"), f"{local_day(bill.issued_at)}"),
        (_("Edition of the tariff"), bill.edition),
        (_("Digest"), bill.digest[:32]),
    ]


def _notes(bill: Bill) -> list[str]:
    notes = []
    if bill.reverses_id is not None:
        notes.append(_("This paper takes a bill of the same figures back; nothing is to be paid."))
    if bill.reversed_at is not None:
        notes.append(_("This bill was taken back; nothing is to be paid."))
    if bill.estimated:
        notes.append(
            _("The meter could not be read, so this bill is estimated. The next reading puts it right.")
        )
    return notes


def _sum(bill: Bill) -> tuple[list[list[str]], list[str], list[str]]:
    """Lines, steps, notes. What is printed is what was billed: a sum that comes out otherwise is not shown in its place."""
    locale = get_language() or "zh-hans"
    try:
        told = retell(bill)
    except UnknownPack:
        told = None
    if told is None or not told.same:
        note = _("The steps cannot be told any more; the lines are as they were billed.")
        return [_kept(line) for line in bill.lines], [], [note]
    lines = [
        [line.name(locale), line.sum_up(locale), f"{line.amount:f}", line.cite.partition("#")[2]]
        for line in told.charge.lines
    ]
    return lines, told.charge.derivation(locale), []


def _kept(line: Sequence[Any]) -> list[str]:
    """A line from its bill alone: name, days, quantity, price, months, amount, clause."""
    name, first, last, *factors, amount, cite = line
    told = " × ".join(str(one) for one in factors if one is not None)
    return [str(name), f"{first} – {last}  {told}".rstrip(), str(amount), str(cite).partition("#")[2]]
