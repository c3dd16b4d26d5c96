"""Run in processes of its own that are killed: `open` sets a hall up, `work N` takes and serves for ever, `census` looks."""

import json
import sys

import django


def main() -> None:
    django.setup()
    {"open": _open, "work": _work, "census": _census}[sys.argv[1]]()


def _open() -> None:
    from django.core.management import call_command

    from tests.engines.halls.service_hall import set_up

    call_command("migrate", interactive=False, verbosity=0)
    hall = set_up(3)
    hall.open(0, 1, 2)


def _work() -> None:
    """Each line printed is a promise: a number that was given, or that was called."""
    from bihuan.engines.halls import actions
    from bihuan.engines.halls.models import Counter, Ticket
    from tests.engines.halls.service_hall import MORNING, VISITOR

    n = int(sys.argv[2])
    counter = Counter.objects.select_related("hall", "clerk").get(number=n + 1)
    assert counter.clerk is not None
    by = counter.clerk.actor(MORNING)
    left_over = Ticket.objects.at_counters().filter(counter=counter).first()
    if left_over is not None:
        actions.finish(left_over, by=by, at=MORNING)
    for turn in range(100_000):
        ticket = actions.take(counter.hall, "bill", by=VISITOR, at=MORNING, once=f"{sys.argv[3]}-{n}-{turn}")
        print("took", ticket.label, flush=True)
        called = actions.call_next(counter, by=by, at=MORNING)
        if called is not None:
            print("called", called.label, flush=True)
            actions.finish(called, by=by, at=MORNING)


def _census() -> None:
    from bihuan.engines.halls.models import Showing, Ticket
    from bihuan.ground.journal.models import Entry
    from bihuan.ground.journal.verify import everything

    tickets = {ticket.label: ticket for ticket in Ticket.objects.all()}
    shown = list(Showing.objects.filter(kind="called").values_list("facts", flat=True))
    found = {
        "states": {label: str(ticket.state) for label, ticket in tickets.items()},
        "numbers": sorted(ticket.number for ticket in tickets.values()),
        "shown": [facts["ticket"] for facts in shown],
        "called": [
            tickets_by_id.label
            for tickets_by_id in Ticket.objects.filter(
                pk__in=Entry.objects.filter(kind="ticket", verb="ticket.called").values("subject")
            )
        ],
        "findings": [str(one) for one in everything()],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
