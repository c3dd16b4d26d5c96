"""Points are set, places are drawn, visits are planned and called off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.engines.inspections.actions.turn import begin, keep, lock_place, needs_office, note, said
from bihuan.engines.inspections.errors import BadInput, MovedOn, NotAllowed, NotFound
from bihuan.engines.inspections.inforce import Held, held_at, points_at, reached
from bihuan.engines.inspections.marked import open_items, tidy_points
from bihuan.engines.inspections.models import Marking, Sample, Visit
from bihuan.engines.inspections.periods import period_of
from bihuan.engines.inspections.rights import can_inspect, heads
from bihuan.engines.inspections.sampling import drawn, size
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Person, Place
from bihuan.ground.worktime.zone import local_day


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be looked at, where, when and by whom."""

    programme: str
    sheet: str
    place: Place
    kind: str
    day: date
    inspectors: Sequence[Person]
    covert: bool = False
    sample: Sample | None = None


@transaction.atomic
def set_points(
    place: Place, programme: str, sheet: str, points: Mapping[str, str], *, by: Actor, at: datetime
) -> Marking:
    """Give the items that the standard leaves open their points, at a place and below. Those not named keep theirs; the
    same points once more are the same row. Visits that have begun keep what they began with.

    Raises NotFound, NotAllowed, BadInput at the items.
    """
    held = _held(place, programme, at)
    if sheet not in held.programme.sheets:
        raise NotFound
    person = needs_office(by, "inspections", place, at)
    lock_place(place)
    known = {item.id for item in open_items(held.pack.rows("sheets")[sheet])}
    tidied = {id: tidy_points(text) for id, text in points.items() if id in known and text.strip()}
    wrong = {id: _("A number of points from 0.01 to 1000.") for id, value in tidied.items() if value is None}
    if wrong:
        raise BadInput(fields=wrong)
    before = points_at(place, held.pack, sheet)
    whole = {**before, **{id: value for id, value in tidied.items() if value is not None}}
    if not whole:
        raise BadInput(_("Give at least one item its points."))
    newest = Marking.objects.filter(place=place, pack=held.pack.id, sheet=sheet).first()
    if newest is not None and newest.points == whole:
        return newest
    made = Marking.objects.create(
        place=place, pack=held.pack.id, sheet=sheet, points=whole, made_at=at, by_id=person
    )
    keep(
        made, "marking.set", by, at, {"sheet": sheet, "points": whole}, held.pack.cite(held.programme.clause)
    )
    return made


@transaction.atomic
def draw_sample(place: Place, programme: str, seed: str, day: date, *, by: Actor, at: datetime) -> Sample:
    """Draw the places that are inspected in the period of a day, by a seed that was agreed upon. Once a period.

    Raises NotFound, NotAllowed, BadInput, MovedOn.
    """
    held = _held(place, programme, at)
    person = needs_office(by, "inspections", place, at)
    seed = said(seed, "seed", most=64)
    lock_place(place)
    period = period_of(day, held.programme.every)
    if Sample.objects.filter(place=place, programme=programme, period=period).exists():
        raise MovedOn(_("The places of this period have been drawn already."))
    pool = sorted(one.pk for one in reached(place, held.programme))
    if not pool:
        raise BadInput(fields={"seed": _("There is no place to draw from.")})
    chosen = drawn(pool, size(len(pool), held.programme.sampling), seed)
    made = Sample.objects.create(
        place=place, edition=held.pack.name, programme=programme, period=period, seed=seed,
        pool=pool, chosen=list(chosen), drawn_at=at, by_id=person,
    )  # fmt: skip
    rule = held.programme.sampling
    clause = held.pack.cite(rule.clause or held.programme.clause)
    facts = {"period": period, "seed": seed, "pool": pool, "chosen": list(chosen)}
    keep(made, "sample.drawn", by, at, facts, clause)
    return made


def comes_out_again(sample: Sample) -> bool:
    """Whether drawing again by the seed gives the same places."""
    return list(drawn(sample.pool, len(sample.chosen), sample.seed)) == list(sample.chosen)


@transaction.atomic
def plan_visit(plan: Plan, *, by: Actor, at: datetime) -> Visit:
    """Plan an own check (by the head of the place), a review or a spot check (by the office). Asked twice: the same one.

    Raises NotFound, NotAllowed, BadInput.
    """
    held = _held(plan.place, plan.programme, at)
    _may_plan(plan, held, by, at)
    lock_place(plan.place)
    period = period_of(plan.day, held.programme.every)
    there = Visit.objects.filter(
        place=plan.place, programme=plan.programme, sheet=plan.sheet, period=period, kind=plan.kind
    ).exclude(state=Visit.State.CALLED_OFF)
    if plan.kind != Visit.Kind.SPOT and (first := there.first()) is not None:
        return first
    made = Visit.objects.create(
        edition=held.pack.name, programme=plan.programme, sheet=plan.sheet, place=plan.place, kind=plan.kind,
        covert=plan.covert, period=period, planned_for=plan.day, sample=plan.sample,
    )  # fmt: skip
    made.inspectors.set(plan.inspectors)
    facts = {
        "kind": plan.kind,
        "sheet": plan.sheet,
        "day": plan.day.isoformat(),
        "covert": plan.covert,
        "inspectors": [one.ref for one in plan.inspectors],
    }
    note(made, "visit.planned", by, at, facts)
    return made


def _may_plan(plan: Plan, held: Held, by: Actor, at: datetime) -> None:
    if plan.sheet not in held.programme.sheets or plan.place.kind not in held.programme.places:
        raise NotFound
    own = plan.kind == Visit.Kind.OWN
    if not own:
        needs_office(by, "inspections", plan.place, at)
    elif by.person is None or not heads(plan.place.path, held.programme, by):
        raise NotAllowed
    wrong = {}
    if plan.kind not in Visit.Kind.values:
        wrong["kind"] = _("Choose one of the list.")
    if plan.covert and plan.kind != Visit.Kind.SPOT:
        wrong["covert"] = _("Only a spot check is made unseen.")
    if plan.day < local_day(at) or (plan.day - local_day(at)).days > 400:
        wrong["day"] = _("A day from today on, within a year.")
    path, programme = plan.place.path, held.programme
    fit = all(
        (heads(path, programme, one.actor(at)) if own else can_inspect(path, programme, one.actor(at)))
        for one in plan.inspectors
    )
    if not plan.inspectors or not fit:
        wrong["inspectors"] = _("Choose people who inspect at this place.")
    if wrong:
        raise BadInput(fields=wrong)


@transaction.atomic
def call_off(visit: Visit, why: str, *, by: Actor, at: datetime) -> Visit:
    """It will not take place. Raises NotFound, NotAllowed, MovedOn, BadInput."""
    found = begin(visit, Visit.State.PLANNED)
    needs_office(by, "inspections", found.place, at)
    found.state = Visit.State.CALLED_OFF
    note(found, "visit.called_off", by, at, {"why": said(why, "why", most=300)})
    return found


def _held(place: Place, programme: str, at: datetime) -> Held:
    held = held_at(place, programme, local_day(at))
    if held is None:
        raise NotFound
    return held
