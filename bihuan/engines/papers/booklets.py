"""The bills of a run on paper, a booklet at a time: as many as a printer takes at once and a request can make."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.billing.models import Bill, BillRun
from bihuan.engines.papers.bills import bills_paper
from bihuan.engines.papers.errors import BadInput, NotAllowed
from bihuan.engines.papers.issuing import issuer_of
from bihuan.ground.directory.actor import Actor
from bihuan.ground.journal import actions as journal
from bihuan.ground.standards.holding import holds
from bihuan.ground.worktime.zone import local_day

#: Bills in a booklet.
BOOKLET = 100


def booklets_of(run: BillRun) -> int:
    """How many booklets the bills of a run fill."""
    return -(-run.bills.filter(reverses=None).count() // BOOKLET)


def print_booklet(
    run: BillRun, number: int, *, link: Callable[[Bill], str], by: Actor, at: datetime
) -> bytes:
    """One booklet, counted from 1, with names and addresses, in the order of the accounts; that it was printed stays in the
    run's journal. Bills taken back since are left out, and the other booklets stay as they were. Raises NotAllowed, BadInput.
    """
    if not holds(by, "bill_runs", run.place.path, local_day(at)):
        raise NotAllowed
    bills = _of(run, number) if number >= 1 else []
    if not bills:
        raise BadInput(fields={"number": _("There is no such booklet, or all its bills were taken back.")})
    paper = bills_paper(bills, issuer_of(run.place), links=[link(one) for one in bills], masked=False)
    _note(run, number, bills, by, at)
    return paper


def _of(run: BillRun, number: int) -> list[Bill]:
    rows = run.bills.filter(reverses=None).order_by("account", "pk").select_related("account__premise__place")
    stretch = rows[(number - 1) * BOOKLET : number * BOOKLET]
    return [one for one in stretch if one.reversed_at is None]


@transaction.atomic
def _note(run: BillRun, number: int, bills: list[Bill], by: Actor, at: datetime) -> None:
    held = BillRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    facts = {"booklet": number, "bills": len(bills), "first": bills[0].number, "last": bills[-1].number}
    journal.write(held, "billrun.printed", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    held.save(update_fields=["journal_seq", "journal_head"])
