"""Run in a site's own process: set its eastern hall up, or let something happen there; prints JSON.

`python -m tests.windows.hall.happening stand` gives it a kiosk, a rating device and an open counter (`served` finishes a visit).
`python -m tests.windows.hall.happening settle`, then `… called A012 3`, `… suspend 2 WHY`, `… notice TEXT`, `… revoke NAME`.
Calls are written as the engine writes them; at night the engine itself would not give a number.
"""

import json
import sys
from datetime import datetime

import django


def main(verb: str, *words: str) -> None:
    django.setup()
    from bihuan.engines.halls import actions
    from bihuan.engines.halls.models import Counter, Hall
    from bihuan.ground.directory.models import Person, Place
    from bihuan.project.clock import now
    from tests.windows.hall import making

    at: datetime = now()
    lead = Person.objects.get(username="admin").actor(at)
    if verb == "settle":
        found = making.opened(Place.objects.get(code="east"), lead, at)
        for number in range(1, 4):
            found.ticket(number)
        found.ticket(1, letter="E", service="invoice", secret="invoice")
        print(json.dumps(found.links))
        return
    if verb == "stand":
        print(json.dumps(making.stood(Place.objects.get(code="east"), lead, at)))
        return
    hall = Hall.objects.get()
    found = making.Served(hall, {one.number: one for one in Counter.objects.all()}, lead, at)
    if verb == "served":
        making.visited(hall, words[0], at)
    elif verb == "suspend":
        making.staffed(found, int(words[0]), "suspended", words[1])
    elif verb == "notice":
        actions.notice(hall, words[0], by=Person.objects.get(username="tang").actor(at), at=at)
    elif verb == "revoke":
        found.revoke(words[0])
    else:
        ticket, counter, *language = words
        facts = {"ticket": ticket, "counter": int(counter), "title": "", "service": "bill"}
        found.show(verb, **facts, language=language[0] if language else "zh")


if __name__ == "__main__":
    main(*sys.argv[1:])
