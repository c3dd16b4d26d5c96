"""Verbs at a meter: read it, estimate, refuse what was read wrongly, change the meter or take it away."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.billing import history
from bihuan.engines.billing.analysis import same_period
from bihuan.engines.billing.errors import BadInput, Implausible, NotFound, NotReadAfter
from bihuan.engines.billing.metering import advance
from bihuan.engines.billing.models import Account, Meter, Reading
from bihuan.engines.billing.plausible import Doubt, Used, doubt, estimate, usual
from bihuan.engines.billing.turn import Turn, begin
from bihuan.engines.billing.usage import MOST
from bihuan.engines.billing.wording import plain
from bihuan.ground.directory.actor import Actor

Values = Mapping[str, Decimal]


def doubt_words(code: Doubt) -> str:
    return {
        "backwards": _("it shows less than before"),
        "nothing": _("nothing was used, though usually something is"),
        "much_more": _("it is more than three times the usual"),
        "much_less": _("it is less than a third of the usual"),
    }[code]


@transaction.atomic
def enter_reading(
    account: Account | int,
    values: Values,
    *,
    on: date,
    source: str = Reading.Source.ROUND,
    photo: str = "",
    sure: bool = False,
    by: Actor,
    at: datetime,
) -> Reading:
    """What the meter shows at the end of a day, by measure.

    One that is not to be expected is refused once (Implausible) and taken when it is sent again with `sure`; what made
    it doubtful is kept with it. A customer's own reading needs a photo. Raises NotAllowed, BadInput, NotReadAfter.
    """
    turn = begin(account, by=by, at=at)
    if source != Reading.Source.OWN:
        turn.holds_or_refuse("readings")
    elif not photo:
        raise BadInput(fields={"photo": _("Take a photo of the meter, its digits readable.")})
    meter = _running(turn)
    shown = _checked(turn, meter, values, on)
    code = _doubted(turn, meter, shown, on)
    if code and not sure:
        raise Implausible(doubt=doubt_words(code))
    return _write(turn, meter, shown, on, source, photo=photo, doubts=[code] if code else [])


@transaction.atomic
def estimate_reading(account: Account | int, *, on: date, why: str, by: Actor, at: datetime) -> Reading:
    """The meter cannot be read: what it would show after the usual use. The next real reading puts it right.

    Raises NotAllowed, BadInput when nothing is known to estimate from.
    """
    turn = begin(account, by=by, at=at)
    turn.holds_or_refuse("readings")
    meter = _running(turn)
    day, before = history.last_shown(meter, on)
    if on <= day:
        raise BadInput(fields={"on": _("It was read on %(day)s already.") % {"day": day.isoformat()}})
    known = history.used(turn.account)
    shown: dict[str, Decimal] = {}
    for id, start in before.items():
        daily = usual([Used(one.quantities.get(id, Decimal(0)), one.days) for one in known])
        if daily is None:
            raise BadInput(fields={"on": _("Nothing was billed yet, so there is nothing to estimate from.")})
        shown[id] = estimate(start, daily / meter.multiplier, (on - day).days)
    return _write(turn, meter, shown, on, Reading.Source.ESTIMATED, note=why[:200])


@transaction.atomic
def refuse_reading(reading: Reading, *, why: str, by: Actor, at: datetime) -> Reading:
    """It was read wrongly; it does not count any more. Raises NotAllowed, BadInput, NotReadAfter."""
    turn = begin(reading.account_id, by=by, at=at)
    turn.holds_or_refuse("readings")
    found = Reading.objects.select_for_update().get(pk=reading.pk)
    if found.state == Reading.State.REFUSED:
        return found
    if not why.strip():
        raise BadInput(fields={"why": _("Say what was wrong with it.")})
    _after_bills(turn, found.on)
    found.state = Reading.State.REFUSED
    found.save(update_fields=["state"])
    turn.change("account.reading_refused", {"on": found.on.isoformat(), "why": why.strip()})
    return found


@transaction.atomic
def change_meter(
    account: Account | int,
    ends: Values,
    new: Meter,
    *,
    on: date,
    why: str,
    by: Actor,
    at: datetime,
) -> Meter:
    """Take the meter away, showing `ends`, and fit another the same day. `new` is not saved yet.

    Raises NotAllowed, BadInput, NotReadAfter.
    """
    turn = begin(account, by=by, at=at)
    turn.holds_or_refuse("readings")
    old = _taken_away(turn, ends, on)
    new.account, new.fitted_on = turn.account, on
    new.save(force_insert=True)
    turn.change("account.meter_changed", {"from": old.serial, "to": new.serial, "ends": old.ends, "why": why})
    return new


@transaction.atomic
def remove_meter(
    account: Account | int, ends: Values, *, on: date, why: str, by: Actor, at: datetime
) -> Meter:
    """Take the meter away, showing `ends`, and fit none; so an account is made ready to be closed.

    Raises NotAllowed, BadInput, NotReadAfter.
    """
    turn = begin(account, by=by, at=at)
    turn.holds_or_refuse("readings")
    old = _taken_away(turn, ends, on)
    turn.change("account.meter_removed", {"from": old.serial, "ends": old.ends, "why": why})
    return old


def _taken_away(turn: Turn, ends: Values, on: date) -> Meter:
    old = _running(turn)
    shown = _checked(turn, old, ends, on)
    if _doubted(turn, old, shown, on) == "backwards":
        # Nobody could ever bill it.
        raise BadInput(fields=dict.fromkeys(shown, doubt_words("backwards")))
    old.removed_on, old.ends = on, {id: plain(one) for id, one in shown.items()}
    old.save(update_fields=["removed_on", "ends"])
    return old


def _running(turn: Turn) -> Meter:
    found = turn.account.meters.filter(removed_on=None).first()
    if found is None or turn.account.closed_at is not None:
        raise NotFound
    return found


def _checked(turn: Turn, meter: Meter, values: Values, on: date) -> dict[str, Decimal]:
    """One value for each register. Raises BadInput naming each that is wrong."""
    wrong: dict[str, str] = {}
    if on > turn.day:
        wrong["on"] = _("This day has not come yet.")
    if on < meter.fitted_on:
        wrong["on"] = _("The meter was fitted on %(day)s.") % {"day": meter.fitted_on.isoformat()}
    top = min(Decimal(10) ** meter.digits, MOST)
    for id in meter.starts:
        value = values.get(id)
        if value is None:
            wrong[id] = _("Give what this register shows.")
        elif not value.is_finite() or value < 0 or value >= top or value != round(value, 4):
            wrong[id] = _("A number of at most %(digits)s digits before the point.") % {
                "digits": meter.digits
            }
    for id in values.keys() - meter.starts.keys():
        wrong[id] = _("The meter has no register of this name.")
    if wrong:
        raise BadInput(fields=wrong)
    _after_bills(turn, on)
    return {id: values[id] for id in meter.starts}


def _after_bills(turn: Turn, on: date) -> None:
    last = history.last_bill(turn.account)
    if last is not None and on <= last.last:
        raise NotReadAfter(day=last.last.isoformat())


def _doubted(turn: Turn, meter: Meter, shown: Values, on: date) -> Doubt | None:
    day, before = history.last_shown(meter, on)
    went = {id: advance(before.get(id, Decimal(0)), value, meter.digits) for id, value in shown.items()}
    if any(one is None for one in went.values()):
        return "backwards"
    total = sum((one * meter.multiplier for one in went.values() if one is not None), Decimal(0))
    known = history.used(turn.account)
    year_ago = same_period(known, on)
    past = [Used(one.total, one.days) for one in known]
    then = Used(year_ago.total, year_ago.days) if year_ago else None
    return doubt(Used(total, max((on - day).days, 1)), then, past)


def _write(
    turn: Turn,
    meter: Meter,
    shown: Values,
    on: date,
    source: str,
    *,
    photo: str = "",
    note: str = "",
    doubts: list[Doubt] | None = None,
) -> Reading:
    Reading.objects.filter(meter=meter, on=on, state=Reading.State.ACCEPTED).update(
        state=Reading.State.REFUSED
    )
    reading = Reading.objects.create(
        account=turn.account,
        meter=meter,
        on=on,
        values={id: plain(one) for id, one in shown.items()},
        source=source,
        doubts=doubts or [],
        photo=photo,
        note=note,
        by_id=turn.by.person,
        at=turn.at,
    )
    facts = {"on": on.isoformat(), "values": reading.values, "source": source, "doubts": reading.doubts}
    turn.change("account.read", facts)
    return reading
