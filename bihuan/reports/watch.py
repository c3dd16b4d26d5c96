"""What time does to reports by itself: remind the owner when one can be made, tell him and the recipient when it is late."""

from datetime import datetime, time

from bihuan.engines.cases.watch import ALWAYS, next_allowed
from bihuan.ground.directory.models import Person
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery
from bihuan.reports.schedule import Owed, holders, owed, owners
from bihuan.reports.spans import deadline


def run(at: datetime, limit: int = 200, hours: tuple[time, time] = ALWAYS) -> int:
    """Remind of reports that are due and not sent; returns how many messages were new.

    Idempotent: each message has a key of its own. Reports without a due time in the standard remind nobody.
    """
    told = 0
    for one in owed(at):
        if told >= limit:
            break
        if one.due_at is not None and one.sent is None:
            told += _remind(one, at, hours)
    return told


def _remind(one: Owed, at: datetime, hours: tuple[time, time]) -> int:
    assert one.due_at is not None
    people = owners(one, at)
    when = deadline(one.due_at)
    if not one.is_late(at):
        return _tell(one, "due", f"{one.name}（{one.place}）请于 {when} 前报送", people, at, hours)
    waiting = holders(one.place, one.row.recipient, at)
    everybody = list({person.pk: person for person in [*people, *waiting]}.values())
    return _tell(one, "late", f"{one.name}（{one.place}）已过报送时间 {when}", everybody, at, hours)


def _tell(
    one: Owed, step: str, text: str, people: list[Person], at: datetime, hours: tuple[time, time]
) -> int:
    told = 0
    for person in people:
        once = f"report:{one.row.id}:{one.place.pk}:{one.span.first:%Y%m%d}:{step}"
        link = "/desk/reports/"
        if journal.queue(
            Delivery.Channel.INAPP, person.ref, text, at=at, link=link, once=f"{once}:{person.ref}"
        ):
            told += 1
            if person.email:
                journal.queue(
                    Delivery.Channel.EMAIL,
                    person.email,
                    text,
                    at=at,
                    not_before=next_allowed(at, hours),
                    body=text,
                    link=link,
                    once=f"{once}:{person.ref}:mail",
                )
    return told
