"""A duty falls due at its place, is done once by whom it belongs to, and what is missed is told."""

from datetime import date, timedelta

import pytest

from bihuan.engines.cases.models import Case
from bihuan.engines.duties import actions, proving, watch
from bihuan.engines.duties.errors import AlreadyDone, BadInput, NotAllowed, NotYet, TooLongAgo
from bihuan.engines.duties.inforce import plan_of
from bihuan.engines.duties.models import Duty
from bihuan.engines.duties.shapes import Proof
from bihuan.ground.directory.models import Membership, Person, Place
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.journal.verify import everything
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from tests.cast import SINCE, Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 4)
GOOD = {"route": True, "record": "一切正常"}


class Estate:
    """The East hall stands for an estate: two guards and their captain; another guard works in the west."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        for code in ("east", "west"):
            place = cast.places[code]
            adopt(place, "guard-service@1", since=date(2026, 6, 1), by=cast.actor(cast.admin), at=cast.at)
        adoption.forget()
        self.bao = self._hire("bao", "鲍勇", "hall-east", "guard")
        self.pang = self._hire("pang", "庞刚", "hall-east", "guard")
        self.dui = self._hire("dui", "段伟", "hall-east", "captain")
        self.xi = self._hire("xi", "席明", "hall-west", "guard")

    def _hire(self, username: str, name: str, team: str, role: str) -> Person:
        person = Person.objects.create(username=username, name=name)
        Membership.objects.create(person=person, team=self.cast.teams[team], role=role, since=SINCE)
        return person

    def patrol(self, number: int = 5, place: str = "east") -> Duty:
        """The sixth of the day's eight rounds is under way at 16:50."""
        rows = Duty.objects.filter(plan="patrol", place=self.cast.places[place]).order_by("due_at")
        return rows.filter(due_at__date=DAY)[number]


@pytest.fixture
def estate(cast: Cast) -> Estate:
    made = Estate(cast)
    actions.plan_ahead(DAY, DAY)
    return made


def test_a_day_is_written_down_once_for_each_place(estate: Estate) -> None:
    east = Duty.objects.filter(place=estate.cast.east)
    assert east.filter(plan="patrol").count() == 8
    assert east.filter(plan="key-areas").count() == 12
    assert actions.plan_ahead(DAY, DAY) == 0
    guarded = Duty.objects.filter(role="guard").values_list("place__code", flat=True)
    assert set(guarded) == {"east", "west"}, "the other hall did not adopt it"


def test_before_the_adoption_nothing_falls_due(estate: Estate) -> None:
    actions.plan_ahead(date(2026, 5, 30), date(2026, 6, 1))
    guarded = Duty.objects.filter(role="guard")
    assert guarded.earliest("opens_at").opens_at.date() >= date(2026, 5, 31)
    assert not Duty.objects.filter(plan="patrol", opens_at__date__lt=date(2026, 5, 31)).exists()


def test_a_round_is_done_and_stays_in_the_journal_with_its_clause(estate: Estate) -> None:
    at = estate.cast.at
    done = actions.finish(estate.patrol(), GOOD, by=estate.bao.actor(at), at=at)
    assert (done.state, done.done_by_id, done.findings) == (Duty.State.DONE, estate.bao.pk, [])
    entry = Entry.objects.get(kind="duty", subject=done.pk)
    assert (entry.verb, entry.clause) == ("duty.done", "guard-service@1#4a")
    assert list(everything()) == []


def test_finished_twice_one_wins_and_the_other_is_told_who(estate: Estate) -> None:
    at = estate.cast.at
    actions.finish(estate.patrol(), GOOD, by=estate.bao.actor(at), at=at)
    with pytest.raises(AlreadyDone) as told:
        actions.finish(estate.patrol(), GOOD, by=estate.pang.actor(at), at=at)
    assert "鲍勇" in str(told.value)
    assert Entry.objects.filter(kind="duty").count() == 1


def test_done_in_the_cellar_and_sent_later_keeps_its_own_time(estate: Estate) -> None:
    at = estate.cast.at
    late = actions.finish(
        estate.patrol(), GOOD, done_at=at, by=estate.bao.actor(at), at=at + timedelta(hours=2)
    )
    assert (late.state, late.done_at, late.received_at) == (Duty.State.DONE, at, at + timedelta(hours=2))


def test_done_after_the_due_time_is_late(estate: Estate) -> None:
    at = estate.cast.at
    duty = estate.patrol()
    done = actions.finish(duty, GOOD, by=estate.bao.actor(at), at=duty.due_at + timedelta(minutes=10))
    assert done.state == Duty.State.LATE


@pytest.mark.parametrize("hours", [-4, 3])
def test_nobody_does_it_before_its_time_nor_in_the_future(estate: Estate, hours: int) -> None:
    at = estate.cast.at
    with pytest.raises(NotYet):
        actions.finish(
            estate.patrol(), GOOD, done_at=at + timedelta(hours=hours), by=estate.bao.actor(at), at=at
        )
    assert estate.patrol().state == Duty.State.OPEN


def test_it_belongs_to_the_guards_of_the_place(estate: Estate) -> None:
    at = estate.cast.at
    for who in (estate.xi, estate.dui, estate.cast.chen, estate.cast.admin):
        with pytest.raises(NotAllowed):
            actions.finish(estate.patrol(), GOOD, by=who.actor(at), at=at)
    assert not Entry.objects.filter(kind="duty").exists()


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"route": True}, "record"),
        ({"record": "正常"}, "route"),
        ({"route": "vielleicht", "record": "正常"}, "route"),
        ({"route": True, "record": "\x00"}, "record"),
        ({"route": True, "record": "正" * 501}, "record"),
        ({**GOOD, "more": "1"}, "more"),
    ],
)
def test_what_is_missing_or_strange_is_named(estate: Estate, answers: dict, field: str) -> None:
    at = estate.cast.at
    with pytest.raises(BadInput) as refused:
        actions.finish(estate.patrol(), answers, by=estate.bao.actor(at), at=at)
    assert field in refused.value.fields
    assert estate.patrol().state == Duty.State.OPEN


def test_something_found_becomes_a_case_with_a_promise(estate: Estate) -> None:
    at = estate.cast.at
    done = actions.finish(
        estate.patrol(), {"route": False, "record": "三号门锁坏"}, by=estate.bao.actor(at), at=at
    )
    assert done.findings == ["route"]
    case = actions.open_finding(done, "三号门锁坏，已临时看守", by=estate.bao.actor(at), at=at)
    assert (case.kind, case.place_id, case.edition) == ("problem", estate.cast.east.pk, "guard-service@1")
    assert case.clocks.filter(promise="settle").exists()
    assert Entry.objects.filter(kind="duty", verb="duty.finding").exists()


def test_a_guard_of_another_place_opens_no_finding(estate: Estate) -> None:
    at = estate.cast.at
    with pytest.raises(NotAllowed):
        actions.open_finding(estate.patrol(), "门锁坏", by=estate.xi.actor(at), at=at)
    assert not Case.objects.exists()


def test_only_a_head_excuses_and_says_why(estate: Estate) -> None:
    at = estate.cast.at
    with pytest.raises(NotAllowed):
        actions.excuse(estate.patrol(), "停电", by=estate.bao.actor(at), at=at)
    with pytest.raises(BadInput):
        actions.excuse(estate.patrol(), " ", by=estate.dui.actor(at), at=at)
    assert actions.excuse(estate.patrol(), "停电", by=estate.dui.actor(at), at=at).state == Duty.State.EXCUSED


def test_what_was_missed_is_told_once_to_the_captain_and_a_late_watch_changes_nothing(estate: Estate) -> None:
    missed = estate.patrol(0)
    at = missed.closes_at + timedelta(days=1)
    watch.run(at, 500)
    watch.run(at + timedelta(seconds=5), 500)
    told = Delivery.objects.filter(channel="inapp", once=f"duty:{missed.pk}:{estate.dui.pk}")
    assert told.count() == 1 and "全线巡逻" in told.get().subject
    assert not Delivery.objects.filter(address=estate.xi.ref).exists()
    assert Duty.objects.get(pk=missed.pk).state == Duty.State.OPEN, "missed is true at read time"


def test_the_watch_plans_two_days_ahead(estate: Estate) -> None:
    watch.run(estate.cast.at, 10)
    assert Duty.objects.filter(plan="patrol", place=estate.cast.east, due_at__date=date(2026, 6, 6)).exists()


def test_a_place_that_is_closed_has_no_duties_any_more(estate: Estate) -> None:
    Place.objects.filter(code="west").update(closed_at=estate.cast.at)
    assert actions.plan_ahead(date(2026, 6, 8), date(2026, 6, 8)) > 0
    assert not Duty.objects.filter(place__code="west", due_at__date=date(2026, 6, 8)).exists()


def test_a_press_too_many_finds_the_same_case(estate: Estate) -> None:
    at = estate.cast.at
    cases = {
        actions.open_finding(estate.patrol(), "三号门锁坏", by=estate.bao.actor(at), at=at).pk
        for _ in range(2)
    }
    assert len(cases) == Case.objects.count() == 1


def test_what_a_phone_sends_after_more_than_a_day_is_refused(estate: Estate) -> None:
    duty, at = estate.patrol(), estate.cast.at
    with pytest.raises(TooLongAgo):
        actions.finish(duty, GOOD, done_at=at, by=estate.bao.actor(at), at=at + timedelta(hours=25))


def test_a_number_with_a_huge_exponent_is_no_answer(estate: Estate) -> None:
    plan = plan_of(Duty.objects.filter(plan="standing")[0]).model_copy(
        update={"proofs": (Proof.model_validate({"id": "n", "title": {"zh": "数"}, "kind": "number"}),)}
    )
    for given in ("1E-99999999999", "1E+999999", "1E-999999", "NaN", "Infinity", "1e9"):
        assert proving.checked(plan, {"n": given})[1] == {"n": proving.NO_ANSWER}, given
    assert proving.checked(plan, {"n": "30.5"}) == ({"n": "30.5"}, {})


def test_a_watch_that_was_down_makes_up_for_the_days_between(estate: Estate) -> None:
    watch.run(estate.cast.at, 1)
    watch.run(estate.cast.at + timedelta(days=8), 1)
    for day in range(4, 13):
        planned = Duty.objects.filter(
            plan="patrol", place=estate.cast.east, opens_at__date=date(2026, 6, day)
        )
        assert planned.count() >= 7, day


def test_a_watch_with_nothing_new_writes_nothing(
    estate: Estate, django_assert_max_num_queries: object
) -> None:
    watch.run(estate.cast.at, 1)
    Duty.objects.update(told_at=estate.cast.at)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert watch.run(estate.cast.at + timedelta(seconds=5), 10) == 0


def test_a_new_adoption_is_followed_at_once(estate: Estate) -> None:
    watch.run(estate.cast.at, 1)
    cast = estate.cast
    adopt(cast.south, "guard-service@1", since=date(2026, 6, 1), by=cast.actor(cast.admin), at=cast.at)
    adoption.forget()
    watch.run(cast.at + timedelta(seconds=5), 1)
    assert Duty.objects.filter(place=cast.south).exists()
