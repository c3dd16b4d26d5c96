"""Run in the benchmark's database: halls with counters and clerks, numbers taken, people called.

`prepare`, `take SECONDS HALLS` and `call SECONDS EVERY` each print one line of JSON for `bench.live`.
The working day is a fixed one: a benchmark must not depend on the hour at which it is run.
"""

import json
import sys
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django

AT = datetime(2026, 6, 4, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HALLS, COUNTERS = 10, 5
SINCE = AT - timedelta(days=900)


def prepare() -> dict[str, Any]:
    """Ten halls, each with five staffed counters; the links of their screens, `hall=secret`."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench import company
    from bihuan.engines.halls import actions
    from bihuan.ground.directory import places
    from bihuan.ground.directory.models import Membership, Person, Place, Team

    cast = company.assemble(AT)
    Membership.objects.get_or_create(
        person=cast.boss, team=Team.objects.get(code="bench-intake"), role="admin", since=SINCE
    )
    lead = cast.boss.actor(AT)
    links = []
    for number in range(HALLS):
        place = Place.objects.create(
            code=f"bench-hall-{number}", name=f"第{number + 1}营业厅", kind="hall", parent=cast.place
        )
        place.path = f"{cast.place.path}{place.pk}/"
        place.save(update_fields=["path"])
        places.forget()
        team = Team.objects.create(code=place.code, name=place.name, kind=Team.Kind.INTAKE, place=place)
        hall = actions.set_up_hall(place, "hall", by=lead, at=AT)
        for window in range(1, COUNTERS + 1):
            counter = actions.add_counter(hall, window, by=lead, at=AT)
            clerk = Person.objects.create(username=f"clerk-{number}-{window}", name="张敏", password="!")
            Membership.objects.create(person=clerk, team=team, role="hall_clerk", since=SINCE)
            actions.log_on(counter, by=clerk.actor(AT), at=AT)
        _device, link = actions.issue_device(hall, "screen", by=lead, at=AT)
        links.append(f"{hall.pk}={link}")
    return {"links": links}


def take(seconds: float, halls: int) -> dict[str, Any]:
    """Numbers for three services, as fast as one process can, in turn in the first `halls` halls."""
    from bihuan.engines.halls import actions
    from bihuan.engines.halls.models import Hall
    from bihuan.ground.directory.actor import Actor

    visitor = Actor(ref="device:1", name="")
    known = list(Hall.objects.select_related("place").order_by("pk")[:halls])
    services, turn = ("bill", "invoice", "enquiry"), 0
    until, worked = time.monotonic() + seconds, time.process_time()
    while time.monotonic() < until:
        actions.take(
            known[turn % len(known)], services[turn % 3], by=visitor, at=AT + timedelta(milliseconds=turn)
        )
        turn += 1
    return {"taken": turn, "work_ms": 1000 * (time.process_time() - worked) / turn}


def call(seconds: float, every: float) -> dict[str, Any]:
    """A call every so often at any counter of any hall: by hall and number, when the verb began."""
    from bihuan.engines.halls import actions
    from bihuan.engines.halls.models import Counter
    from bihuan.ground.directory.actor import Actor

    counters = list(Counter.objects.select_related("clerk", "hall").order_by("number", "hall"))
    clerks = {one.pk: one.clerk.actor(AT) for one in counters if one.clerk}
    called: dict[str, float] = {}
    began = time.monotonic()
    visitor = Actor(ref="visitor", name="")
    while (now := time.monotonic()) < began + seconds:
        at = AT + timedelta(seconds=now - began)
        counter = counters[len(called) % len(counters)]
        actions.take(counter.hall, "bill", by=visitor, at=at)
        pressed = time.monotonic()
        ticket = actions.call_next(counter, by=clerks[counter.pk], at=at)
        if ticket is not None:
            called[f"{counter.hall_id} {ticket.label}"] = pressed
            actions.finish(ticket, by=clerks[counter.pk], at=at)
        time.sleep(max(0.0, every - (time.monotonic() - now)))
    return {"called": called}


def main(verb: str, *words: str) -> None:
    django.setup()
    numbers = [float(word) for word in words]
    if verb == "prepare":
        said = prepare()
    elif verb == "take":
        said = take(numbers[0], int(numbers[1]))
    else:
        said = call(numbers[0], numbers[1])
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
