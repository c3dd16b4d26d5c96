"""A standard of the company's own that is being made: half of what was read in its text is decided on."""

from datetime import datetime
from pathlib import Path

from bihuan.engines.drafts import actions
from bihuan.engines.drafts.models import Draft, Proposal
from bihuan.ground.worktime.zone import SHANGHAI
from bihuan.project.demo.company import PACK, Company
from bihuan.project.demo.staff import Staff

_TEXT = Path(__file__).parent / "texts" / "repair-promise.txt"


def half_a_draft(company: Company, at: datetime) -> Draft:
    """Begun by the manager, with some decisions of the leader's; nothing is asked or released yet."""
    staff = Staff(company)
    by, second = staff.manager(), staff.leader()
    today = at.astimezone(SHANGHAI).date()
    begun = actions.Begun(
        title="供水抢修服务承诺",
        pack="repair-promise",
        edition=f"{today.year}.1",
        issuer=company.places["company"].name,
        in_force=today,
        place=company.places["company"],
        base=PACK,
    )
    draft = actions.start(begun, "供水抢修服务承诺（征求意见稿）.txt", _TEXT.read_bytes(), by=by, at=at)
    rows = list(Proposal.objects.filter(draft=draft).order_by("clause__at", "start"))
    for row in [one for one in rows if one.kind == "deadline"][:4]:
        actions.accept(draft, row.pk, by=by, at=at)
    frequency = next(one for one in rows if one.kind == "frequency")
    actions.accept(draft, frequency.pk, by=second, at=at)
    banned = next(one for one in rows if one.kind == "prohibited")
    actions.reject(draft, banned.pk, "纳入员工守则，不写进本承诺", by=second, at=at)
    return draft
