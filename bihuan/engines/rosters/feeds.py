"""Somebody's shifts as a calendar (RFC 5545)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from bihuan.engines.rosters.actions.feeding import hash_of
from bihuan.engines.rosters.inforce import station_of
from bihuan.engines.rosters.models import Feed, Shift
from bihuan.ground.directory.models import Person

BACK, AHEAD = timedelta(days=31), timedelta(days=100)


def reader(secret: str) -> Person | None:
    """Whose link it is; nobody's once it is revoked or he has left."""
    if len(secret) > 64:
        return None
    found = Feed.objects.filter(hash=hash_of(secret), revoked_at=None).select_related("person").first()
    return found.person if found and found.person.is_active else None


def calendar(person: Person, at: datetime, host: str) -> bytes:
    """From a month ago on. The uid of a shift stays the same, so a calendar moves what has moved."""
    made = Calendar()
    made.add("prodid", f"-//{host}//shifts//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Shifts of %(who)s") % {"who": person.name})
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    rows = Shift.objects.standing().filter(person=person, ends_at__gt=at - BACK, starts_at__lt=at + AHEAD)
    for one in rows.select_related("roster__place"):
        station = station_of(one.roster)
        event = Event()
        event.add("uid", f"shift-{one.pk}@{host}")
        event.add("dtstamp", at)
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at)
        event.add("summary", f"{station.title.zh} · {station.turn(one.turn).title.zh}")
        event.add("location", one.roster.place.name)
        made.add_component(event)
    return bytes(made.to_ical())
