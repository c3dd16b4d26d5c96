"""What time does to shifts: who keeps the rosters is told of a shift nobody came to, an empty post, an unsigned page."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.engines.rosters.actions.turn import tell
from bihuan.engines.rosters.inforce import answering, station_of
from bihuan.engines.rosters.models import Away, Handover, Shift
from bihuan.engines.rosters.shapes import length
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.rounds import each
from bihuan.ground.worktime.zone import SHANGHAI

#: So long after its beginning a shift without its person is told, and a page without its second signature.
LATE, UNSIGNED = timedelta(minutes=10), timedelta(minutes=30)
#: What is older is nobody's news any more.
OLD = timedelta(hours=24)


def run(at: datetime, limit: int) -> int:
    """Tell of at most `limit` of each; how many."""
    return _nobody_came(at, limit) + _too_long_away(at, limit) + _unsigned(at, limit)


def _nobody_came(at: datetime, limit: int) -> int:
    rows = Shift.objects.standing().filter(
        signed_in_at=None, told_at=None, starts_at__lte=at - LATE, ends_at__gt=at
    )
    found = list(rows.select_related("roster__place", "person").order_by("pk")[:limit])
    return each("shift", found, partial(_tell_of_shift, at))


@transaction.atomic
def _tell_of_shift(at: datetime, one: Shift) -> bool:
    if not Shift.objects.filter(pk=one.pk, told_at=None, signed_in_at=None).update(told_at=at):
        return False
    with override(settings.LANGUAGE_CODE):
        told = _("%(place)s: %(who)s has not signed in to the shift from %(when)s")
    _tell(one.roster.place, told % _facts(one), at, f"shift:{one.pk}")
    return True


def _too_long_away(at: datetime, limit: int) -> int:
    """Away without a relief for longer than the post allows, whatever was said when leaving; or than was said."""
    rows = Away.objects.filter(back_at=None, told_at=None, shift__ends_at__gt=at, shift__signed_out_at=None)
    found = list(rows.select_related("shift__roster__place", "shift__person").order_by("pk")[:limit])
    return each("away", found, partial(_tell_of_away, at))


@transaction.atomic
def _tell_of_away(at: datetime, one: Away) -> bool:
    most = length(station_of(one.shift.roster).most_away.length)
    if at <= (one.since + most if one.relief_id is None else one.expected_at + most):
        return False
    if not Away.objects.filter(pk=one.pk, told_at=None, back_at=None).update(told_at=at):
        return False
    with override(settings.LANGUAGE_CODE):
        told = _("%(place)s: %(who)s is away from the post since %(since)s")
    since = f"{one.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    _tell(one.shift.roster.place, told % (_facts(one.shift) | {"since": since}), at, f"away:{one.pk}")
    return True


def _unsigned(at: datetime, limit: int) -> int:
    rows = Handover.objects.filter(in_at=None, told_at=None, out_at__gt=at - OLD)
    rows = rows.filter(out_at__lte=at - UNSIGNED, shift__ends_at__lte=at - UNSIGNED)
    found = list(rows.select_related("place", "shift__person", "shift__roster__place").order_by("pk")[:limit])
    return each("handover", found, partial(_tell_of_handover, at))


@transaction.atomic
def _tell_of_handover(at: datetime, one: Handover) -> bool:
    if not Handover.objects.filter(pk=one.pk, told_at=None, in_at=None).update(told_at=at):
        return False
    with override(settings.LANGUAGE_CODE):
        told = _("%(place)s: nobody has signed for what %(who)s handed over")
    _tell(one.place, told % _facts(one.shift), at, f"handover:{one.pk}")
    return True


def _facts(shift: Shift) -> dict[str, str]:
    when = f"{shift.starts_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return {"place": shift.roster.place.name, "who": shift.person.name, "when": when}


def _tell(place: Place, text: str, at: datetime, once: str) -> None:
    tell(answering(place.path, at), text, at, link="/desk/shifts/board/", once=once)
