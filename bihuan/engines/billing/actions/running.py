"""Verbs of a bill run: begin it, bill one part. Parts may be billed by several processes, and again after a crash."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bihuan.engines.billing.errors import BadInput, NotAllowed, RunThere
from bihuan.engines.billing.gathering import gather
from bihuan.engines.billing.issuing import issue, worked_out
from bihuan.engines.billing.models import Account, BillRun, RunPart
from bihuan.ground.directory import places
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal import actions as journal
from bihuan.ground.standards.holding import holds
from bihuan.ground.worktime.zone import local_day

#: Accounts billed in one transaction.
PART = 2000


@transaction.atomic
def start_run(
    place: Place, until: date, due_on: date, *, by: Actor, at: datetime, part: int = PART
) -> BillRun:
    """Begin to bill a place and what lies below it, for what was used up to a day. Raises NotAllowed, BadInput, RunThere."""
    if not holds(by, "bill_runs", place.path, local_day(at)):
        raise NotAllowed
    if until > local_day(at) or due_on < local_day(at):
        raise BadInput(
            fields={
                "until": _("Only days that have passed can be billed, and bills fall due today or later.")
            }
        )
    run = BillRun(place=place, until=until, due_on=due_on, began_at=at)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise RunThere(day=until.isoformat()) from error
    accounts = Account.objects.open().within([place.path]).order_by("pk")
    ids = list(accounts.values_list("pk", flat=True))
    RunPart.objects.bulk_create(
        [
            RunPart(run=run, low=ids[n], high=ids[min(n + part, len(ids)) - 1])
            for n in range(0, len(ids), part)
        ],
        batch_size=500,
    )
    run.accounts = len(ids)
    if not ids:
        run.state, run.done_at = BillRun.State.DONE, at
    facts = {"place": place.code, "until": until.isoformat(), "accounts": len(ids), "due": due_on.isoformat()}
    journal.write(run, "billrun.begun", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    run.save()
    return run


def next_part(run: BillRun) -> RunPart | None:
    """A part nobody is at work on; call inside a transaction, in which it is then billed."""
    rows = RunPart.objects.filter(run=run, done_at=None).order_by("pk")
    return rows.select_for_update(skip_locked=True, of=("self",), no_key=True).first()


def bill_part(run: BillRun, *, by: Actor, at: datetime) -> RunPart | None:
    """Bill the next part that is left: bills, ledger and the run's journal in one transaction. None when there is none.

    What a crash interrupted was never written, so it is simply billed again; a bill that is there cannot come twice.
    """
    with transaction.atomic():
        part = next_part(run)
        if part is None:
            return None
        matters = gather(part.low, part.high, places.below(run.place.path), run.until)
        batch = worked_out(matters, run.until, local_day(at))
        issue(batch, run.pk, due_on=run.due_on, at=at)
        part.bills, part.total, part.left = len(batch.made), batch.total, dict(batch.left)
        part.digest, part.done_at = batch.digest, at
        part.save()
        _note(run, part, by, at)
    return part


def _note(run: BillRun, part: RunPart, by: Actor, at: datetime) -> None:
    """Write the part into the run's chain; the run is locked last and for a moment, so parts do not wait for each other."""
    held = BillRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    facts = {
        "accounts": [part.low, part.high],
        "bills": part.bills,
        "total": f"{part.total:f}",
        "left": part.left,
        "digest": part.digest,
    }
    journal.write(held, "billrun.billed", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    if not RunPart.objects.filter(run=run, done_at=None).exists():
        held.state, held.done_at = BillRun.State.DONE, at
        journal.write(held, "billrun.done", actor=by.ref, actor_name=by.name, at=at, facts={})
    held.save()
