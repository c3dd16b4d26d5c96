"""Run in processes of its own that are killed: `open` sets a town up, `work` bills it, `census` looks."""

import json
import sys
from datetime import date

import django

ACCOUNTS, PART = 120, 1
MAY = date(2026, 5, 31)


def main() -> None:
    django.setup()
    {"open": _open, "work": _work, "census": _census}[sys.argv[1]]()


def _open() -> None:
    from django.core.management import call_command

    from bihuan.engines.billing import actions
    from tests.cast import assemble
    from tests.engines.billing.utility import in_company

    call_command("migrate", interactive=False, verbosity=0)
    utility = in_company(assemble())
    for n in range(ACCOUNTS):
        utility.read(utility.account(serial=f"M-{n}"), MAY, 110 + n)
    at = utility.cast.at
    actions.start_run(utility.cast.company, MAY, at.date(), part=PART, by=utility.he, at=at)


def _work() -> None:
    """Each line printed is a promise: so many bills of a part are there."""
    from bihuan.engines.billing import actions
    from bihuan.engines.billing.models import BillRun
    from bihuan.ground.directory.models import Person

    run = BillRun.objects.get()
    by = Person.objects.get(name="何平").actor(run.began_at)
    print("ready", flush=True)
    sys.stdin.readline()
    while (part := actions.bill_part(run, by=by, at=run.began_at)) is not None:
        print(part.pk, part.bills, flush=True)


def _census() -> None:
    from django.db.models import Count, Sum

    from bihuan.engines.billing.models import Bill, BillRun, RunPart
    from bihuan.engines.ledger.models import Transfer
    from bihuan.ground.journal.verify import everything

    twice = Bill.objects.values("account").annotate(n=Count("pk")).filter(n__gt=1)
    found = {
        "parts": {part.pk: part.bills for part in RunPart.objects.exclude(done_at=None)},
        "bills": Bill.objects.count(),
        "twice": twice.count(),
        "total": str(Bill.objects.aggregate(one=Sum("total"))["one"]),
        "booked": str(Transfer.objects.aggregate(one=Sum("amount"))["one"]),
        "state": BillRun.objects.get().state,
        "findings": [str(one) for one in everything()],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
