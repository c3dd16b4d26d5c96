"""A bill is doubted: the case keeps the bill as it stood, and the answer may lead to a correcting one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.engines.applications.errors import BadInput, Missing, NotFound
from bihuan.engines.applications.inforce import businesses, standard_at
from bihuan.engines.applications.models import Doubt
from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.models import Bill
from bihuan.engines.billing.retelling import retell
from bihuan.engines.cases import actions as cases
from bihuan.engines.cases.intake import Details
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.actor import Actor


@transaction.atomic
def doubt(bill: Bill, text: str, *, phone: str, name: str = "", by: Actor, at: datetime) -> Case:
    """Open the case of a doubted bill; while one is open about the same bill, that one is found.

    Raises NotFound where no standard in force takes doubts, BadInput.
    """
    account = bill.account
    Bill.objects.select_for_update(of=("self",), no_key=True).get(pk=bill.pk)
    known = Doubt.objects.filter(bill=bill, case__closed_at=None, case__reporter_phone=phone).first()
    if known is not None:
        return known.case
    pack = standard_at(account.premise.place, at)
    row = next((one for one in businesses(pack).values() if one.effect == "doubt"), None) if pack else None
    if pack is None or row is None:
        raise NotFound
    if not text.strip():
        raise BadInput(fields={"text": _("Say what seems wrong with it.")})
    details = Details(
        kind=row.kind,
        channel=next(one.id for one in pack.rows("channels").values() if one.outside),
        text=text,
        title=f"{row.title.zh} {bill.number}"[:80],
        address=account.premise.address,
        reporter_name=name or account.holder_name,
        reporter_phone=phone,
        account_number=account.number,
    )
    case = cases.open_case(details, pack=pack, place=account.premise.place, by=by, at=at)
    Doubt.objects.create(case=case, bill=bill, frozen=frozen(bill), at=at)
    return case


def frozen(bill: Bill) -> dict[str, object]:
    """Everything the sum was made of, and the readings around it, as they are now."""
    readings = bill.account.readings.filter(on__gte=bill.first, on__lte=bill.last).order_by("on", "pk")
    return {
        "number": bill.number,
        "days": [bill.first.isoformat(), bill.last.isoformat()],
        "edition": bill.edition,
        "series": bill.series,
        "usage": bill.usage,
        "closing": bill.closing,
        "lines": bill.lines,
        "total": f"{bill.total:f}",
        "digest": bill.digest,
        "comes_out": retell(bill).same,
        "readings": [
            {"on": one.on.isoformat(), "values": one.values, "source": one.source, "state": one.state}
            for one in readings
        ],
    }


@transaction.atomic
def correct(case: Case, why: str, *, by: Actor, at: datetime) -> Doubt:
    """The doubt was right: the bill is taken back (红冲) and made anew from the readings that count now.

    Raises NotFound, Missing, and what taking back and billing refuse.
    """
    found = Doubt.objects.select_for_update(of=("self",), no_key=True).filter(case=case).first()
    if found is None:
        raise NotFound
    if found.corrected_id is not None:
        raise Missing(_("This bill was corrected already."))
    billing.take_back(found.bill, why=why, by=by, at=at)
    found.corrected = billing.bill_now(found.bill.account_id, until=found.bill.last, by=by, at=at)
    found.save(update_fields=["corrected"])
    cases.note(case, f"{found.bill.number} → {found.corrected.number}", by=by, at=at)
    return found
