"""A head says what the weather is: what hangs on it falls due."""

from datetime import date, datetime, time, timedelta
from typing import Any, get_args

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import override

from bihuan.engines.duties.actions.planning import plan_ahead
from bihuan.engines.duties.actions.turn import heads
from bihuan.engines.duties.errors import BadInput, NotAllowed, NotFound
from bihuan.engines.duties.inforce import declared, plan_of
from bihuan.engines.duties.models import Duty, WeatherDay
from bihuan.engines.duties.shapes import Weather
from bihuan.ground.directory import places
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal import actions as journal
from bihuan.ground.worktime.zone import SHANGHAI

#: A forecast reaches so many days.
AHEAD = timedelta(7)


@transaction.atomic
def declare_weather(place: Place, weather: str, day: date, *, by: Actor, at: datetime) -> WeatherDay:
    """On this day it rains, snows, is hot here and below; the day's duties are written down at once. Said twice: once.

    Raises NotAllowed, BadInput.
    """
    today = at.astimezone(SHANGHAI).date()
    if by.person is None or not heads(place.path, by):
        raise NotAllowed
    if weather not in get_args(Weather):
        raise BadInput(fields={"weather": _("Choose one of the list.")})
    if not today <= day <= today + AHEAD:
        raise BadInput(fields={"day": _("A day from today to a week from now.")})
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    found = WeatherDay.objects.filter(place=place, weather=weather, day=day).first()
    if found is not None and found.called_off_at is None:
        return found
    found = found or WeatherDay(place=place, weather=weather, day=day)
    found.called_off_at = None
    found.save()
    _note(found, "weather.declared", by, at)
    plan_ahead(day, day)
    again = _hanging_on(found, state=Duty.State.EXCUSED, done_by=None)
    Duty.objects.filter(pk__in=[one.pk for one in again]).update(state=Duty.State.OPEN, excuse="")
    # What could be done only before it was said was nobody's to do.
    over = _hanging_on(found, state=Duty.State.OPEN, closes_at__lte=at)
    _excuse(over, N_("It was said only afterwards that the weather is such."))
    return found


@transaction.atomic
def call_off_weather(said: WeatherDay, *, by: Actor, at: datetime) -> WeatherDay:
    """It did not come: what hung on it and is not done yet need not be done. Raises NotFound, NotAllowed."""
    rows = WeatherDay.objects.select_for_update(of=("self",), no_key=True).select_related("place")
    found = rows.filter(pk=said.pk, called_off_at=None).first()
    if found is None:
        raise NotFound
    if by.person is None or not heads(found.place.path, by):
        raise NotAllowed
    found.called_off_at = at
    _note(found, "weather.called_off", by, at)
    still = declared(found.day, found.day)
    waiting = [
        one
        for one in _hanging_on(found, state=Duty.State.OPEN, closes_at__gt=at)
        if not any(
            other in plan_of(one).weather and one.place.path.startswith(path) for _d, other, path in still
        )
    ]
    _excuse(waiting, N_("The weather was called off."))
    return found


def _excuse(duties: list[Duty], why: str) -> None:
    with override(settings.LANGUAGE_CODE):
        said = _(why)
    Duty.objects.filter(pk__in=[one.pk for one in duties]).update(state=Duty.State.EXCUSED, excuse=said)


def _hanging_on(said: WeatherDay, **which: Any) -> list[Duty]:
    """Duties of the day that fall due in such weather, at the place and below."""
    begin = datetime.combine(said.day, time(), SHANGHAI)
    rows = Duty.objects.filter(due_at__gt=begin, due_at__lte=begin + timedelta(1), **which)
    below = places.below(said.place.path)
    if below is not None:
        rows = rows.filter(place__in=below)
    return [one for one in rows.select_related("place") if said.weather in plan_of(one).weather]


def _note(said: WeatherDay, verb: str, by: Actor, at: datetime) -> None:
    facts = {"weather": said.weather, "day": said.day.isoformat()}
    journal.write(said, verb, actor=by.ref, actor_name=by.name, at=at, facts=facts)
    said.save()
