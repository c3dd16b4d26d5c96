"""A month is planned and published, changes hands by rule, and what goes wrong on the day is told."""

from datetime import date, timedelta

import pytest

from bihuan.engines.rosters import actions, watch
from bihuan.engines.rosters.errors import BadInput, Decided, NeedsRelief, NeverRight, NotAllowed, NotNow
from bihuan.engines.rosters.feeds import calendar, reader
from bihuan.engines.rosters.inforce import on_shift
from bihuan.engines.rosters.models import Away, Leave, Roster, Shift, Swap
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.journal.verify import everything
from tests.cast import Cast
from tests.engines.rosters.post import JUNE, Post, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast: Cast) -> Post:
    return Post(cast)


def inbox(person) -> list[str]:
    return list(Delivery.objects.inbox(person.ref).values_list("subject", flat=True))


def test_a_pattern_is_laid_over_the_days_and_nothing_holds_before_it_is_published(post: Post) -> None:
    roster = post.month()
    made = post.fill(roster, post.bao, "日 日 晚 晚 休 休", 5, 16)
    assert [one.turn for one in made] == ["day", "day", "evening", "evening"] * 2
    assert not Shift.objects.standing().exists()
    assert on_shift(post.cast.east, on(5, 9)) == []
    assert not inbox(post.bao)


def test_published_it_holds_and_its_people_are_told_with_the_clause_in_the_journal(post: Post) -> None:
    roster = post.published()
    assert [one.name for one in on_shift(post.cast.east, post.at)] == ["庞刚"]
    assert [one.name for one in on_shift(post.cast.east, post.at, role="guard")] == ["庞刚"]
    assert on_shift(post.cast.east, post.at, station="front-desk") == []
    assert inbox(post.bao) == ["2026-06的班表已公布。"]
    entry = Entry.objects.get(kind="roster", verb="roster.published")
    assert entry.clause == "company-shifts-2026@2026.1#一.3"
    with pytest.raises(Decided):
        actions.publish(roster, by=post.actor(post.dui), at=post.at)
    assert list(everything()) == []


def test_a_month_with_gaps_is_published_for_a_reason_only(post: Post) -> None:
    roster = post.month()
    post.fill(roster, post.bao, "日", 5, 30)
    with pytest.raises(BadInput):
        actions.publish(roster, by=post.actor(post.dui), at=post.at)
    actions.publish(roster, "夜间由物业总值班室看守", by=post.actor(post.dui), at=post.at)
    assert Entry.objects.get(verb="roster.published").facts["despite"] == "夜间由物业总值班室看守"


def test_nobody_stands_at_two_posts_at_once(post: Post) -> None:
    post.published()
    other = actions.begin_month(post.cast.east, "front-desk", JUNE, by=post.actor(post.dui), at=post.at)
    post.cast.teams["hall-east"].memberships.create(person=post.bao, role="hall_guide", since=on(1, 0))
    post.fill(other, post.bao, "早", 6, 6)
    with pytest.raises(NeverRight):
        actions.publish(other, "x", by=post.actor(post.dui), at=post.at)
    assert Roster.objects.get(pk=other.pk).state == Roster.State.DRAFT


def test_no_shift_before_the_course_is_passed(post: Post) -> None:
    cast = post.cast
    by = cast.actor(cast.he)
    roster = actions.begin_month(cast.company, "call-centre", JUNE, by=by, at=post.at)
    days = date(2026, 6, 6), date(2026, 6, 8)
    actions.fill(roster, cast.chen, "白", *days, by=by, at=post.at)
    with pytest.raises(NeverRight):
        actions.publish(roster, "试行", by=by, at=post.at)
    actions.pass_course(cast.chen, cast.company, "hotline", date(2026, 6, 1), by=by, at=post.at)
    assert actions.publish(roster, "试行", by=by, at=post.at).state == Roster.State.PUBLISHED


def test_a_change_after_it_is_out_is_told_and_keeps_what_was(post: Post) -> None:
    roster = post.published()
    post.fill(roster, post.bao, "休", 8, 8)
    old = Shift.objects.get(person=post.bao, day=date(2026, 6, 8))
    assert old.state == Shift.State.DROPPED
    assert inbox(post.bao)[-1].startswith("您") or len(inbox(post.bao)) == 2
    # What has begun stays: Pang stands since 16:00.
    post.fill(roster, post.pang, "休", 4, 4)
    assert post.shift(post.pang, 4).state == Shift.State.PLANNED


@pytest.mark.parametrize("pattern", ["", "早", "日x", "日" * 32, "\x00"])
def test_marks_that_the_post_does_not_know_are_refused(post: Post, pattern: str) -> None:
    with pytest.raises(BadInput) as told:
        post.fill(post.month(), post.bao, pattern, 5, 6)
    assert "pattern" in told.value.fields


def test_only_who_keeps_the_rosters_of_the_place_plans_and_only_people_of_the_post_stand(post: Post) -> None:
    roster = post.month()
    days = date(2026, 6, 5), date(2026, 6, 6)
    for person in (post.bao, post.xi, post.cast.fang, post.cast.chen):
        with pytest.raises(NotAllowed):
            actions.fill(roster, post.bao, "日", *days, by=post.actor(person), at=post.at)
        with pytest.raises(NotAllowed):
            actions.publish(roster, "x", by=post.actor(person), at=post.at)
    for stranger in (post.xi, post.cast.chen):
        with pytest.raises(BadInput):
            post.fill(roster, stranger, "日", 5, 6)
    assert not Shift.objects.exists()


def swapped(post: Post, instead: bool = True) -> Swap:
    """Bao gives his 6th to Pang, for Pang's 8th."""
    other = post.shift(post.pang, 8) if instead else None
    return actions.ask_swap(
        post.shift(post.bao, 6), post.pang, "家里有事", other, by=post.actor(post.bao), at=post.at
    )


def test_a_swap_is_asked_accepted_and_approved_and_both_shifts_change_hands(post: Post) -> None:
    roster = post.published()
    post.fill(roster, post.bao, "休", 8, 8)
    post.fill(roster, post.pang, "休", 6, 6)
    swap = swapped(post)
    with pytest.raises(Decided):
        actions.decide_swap(swap, True, by=post.actor(post.dui), at=post.at)
    actions.answer_swap(swap, True, by=post.actor(post.pang), at=post.at)
    assert "有换班等您审批。" in inbox(post.dui)
    for person in (post.bao, post.pang, post.hao, post.xi):
        with pytest.raises(NotAllowed):
            actions.decide_swap(swap, True, by=post.actor(person), at=post.at)
    actions.decide_swap(swap, True, by=post.actor(post.dui), at=post.at)
    assert (post.shift(post.pang, 6).turn, post.shift(post.bao, 8).turn) == ("day", "evening")
    assert post.shift(post.pang, 6).follows.person == post.bao
    assert not Shift.objects.standing().filter(person=post.bao, day=date(2026, 6, 6)).exists()
    with pytest.raises(Decided):
        actions.decide_swap(swap, False, "迟了", by=post.actor(post.dui), at=post.at)
    assert list(everything()) == []


def test_a_swap_onto_a_day_that_the_other_works_already_changes_nothing(post: Post) -> None:
    post.published()
    swap = swapped(post, instead=False)
    actions.answer_swap(swap, True, by=post.actor(post.pang), at=post.at)
    with pytest.raises(Decided):
        actions.decide_swap(swap, True, by=post.actor(post.dui), at=post.at)
    assert post.shift(post.bao, 6).turn == "day"
    assert Swap.objects.get().state == Swap.State.ACCEPTED


def test_a_swap_is_no_more_once_the_shift_has_gone_elsewhere(post: Post) -> None:
    roster = post.published()
    post.fill(roster, post.pang, "休", 6, 6)
    swap = swapped(post, instead=False)
    actions.answer_swap(swap, True, by=post.actor(post.pang), at=post.at)
    post.fill(roster, post.bao, "休", 6, 6)
    with pytest.raises(Decided):
        actions.decide_swap(swap, True, by=post.actor(post.dui), at=post.at)
    assert not Shift.objects.standing().filter(person=post.pang, day=date(2026, 6, 6)).exists()


def test_one_shift_is_asked_of_one_and_can_be_withdrawn(post: Post) -> None:
    post.published()
    swap = swapped(post)
    with pytest.raises(NotNow):
        swapped(post)
    with pytest.raises(NotAllowed):
        actions.withdraw_swap(swap, by=post.actor(post.pang), at=post.at)
    actions.withdraw_swap(swap, by=post.actor(post.bao), at=post.at)
    with pytest.raises(Decided):
        actions.answer_swap(swap, True, by=post.actor(post.pang), at=post.at)
    assert swapped(post, instead=False).state == Swap.State.ASKED


def asked(post: Post) -> Leave:
    days = date(2026, 6, 6), date(2026, 6, 6)
    return actions.ask_leave(*days, "看病", by=post.actor(post.bao), at=post.at)


def test_leave_is_granted_when_somebody_covers_each_shift(post: Post) -> None:
    roster = post.published()
    leave, shift = asked(post), post.shift(post.bao, 6)
    with pytest.raises(BadInput) as told:
        actions.grant_leave(leave, {}, by=post.actor(post.dui), at=post.at)
    assert set(told.value.fields) == {f"cover_{shift.pk}"}
    assert Leave.objects.get().state == Leave.State.ASKED and post.shift(post.bao, 6)
    for wrong in (post.hao, post.xi, post.bao):
        with pytest.raises(BadInput):
            actions.grant_leave(leave, {shift.pk: wrong}, by=post.actor(post.dui), at=post.at)
    post.fill(roster, post.hao, "休", 6, 6)
    actions.grant_leave(leave, {shift.pk: post.hao}, by=post.actor(post.dui), at=post.at)
    assert post.shift(post.hao, 6).turn == "day"
    with pytest.raises(NeverRight):
        post.fill(roster, post.bao, "日", 6, 6)


def test_nobody_decides_on_his_own_leave_nor_where_he_keeps_no_roster(post: Post) -> None:
    leave = asked(post)
    for person in (post.bao, post.pang, post.xi, post.cast.fang):
        with pytest.raises(NotAllowed):
            actions.grant_leave(leave, {}, by=post.actor(person), at=post.at)
    own = actions.ask_leave(date(2026, 6, 9), date(2026, 6, 9), "x", by=post.actor(post.dui), at=post.at)
    with pytest.raises(NotAllowed):
        actions.grant_leave(own, {}, by=post.actor(post.dui), at=post.at)
    actions.refuse_leave(leave, "人手不够", by=post.actor(post.dui), at=post.at)
    assert Leave.objects.get(pk=leave.pk).answer == "人手不够"
    with pytest.raises(Decided):
        actions.withdraw_leave(leave, by=post.actor(post.bao), at=post.at)


def test_signing_in_and_out_counts_how_late_and_how_early(post: Post) -> None:
    post.published()
    shift = post.shift(post.bao, 5)
    with pytest.raises(NotNow):
        actions.sign_in(shift, by=post.actor(post.bao), at=on(5, 6, 59))
    with pytest.raises(NotAllowed):
        actions.sign_in(shift, by=post.actor(post.pang), at=on(5, 8))
    for _twice in range(2):
        actions.sign_in(shift, by=post.actor(post.bao), at=on(5, 8, 7))
    actions.sign_out(shift, by=post.actor(post.bao), at=on(5, 15, 50))
    said = {one.verb: one.facts for one in Entry.objects.filter(kind="shift", subject=shift.pk)}
    assert said == {"shift.signed_in": {"late": 7}, "shift.signed_out": {"early": 10}}
    assert on_shift(post.cast.east, on(5, 15, 55)) == []


def test_no_post_is_empty_longer_than_fifteen_minutes_without_a_relief(post: Post) -> None:
    post.published()
    shift, by = post.shift(post.bao, 5), post.actor(post.bao)
    actions.sign_in(shift, by=by, at=on(5, 8))
    with pytest.raises(NeedsRelief):
        actions.leave_post(shift, 16, "送文件", by=by, at=on(5, 9))
    for wrong in (post.bao, post.xi, post.cast.fang):
        with pytest.raises(BadInput):
            actions.leave_post(shift, 30, "送文件", wrong, by=by, at=on(5, 9))
    actions.leave_post(shift, 30, "送文件", post.pang, by=by, at=on(5, 9))
    assert [one.name for one in on_shift(post.cast.east, on(5, 9, 10))] == ["庞刚"]
    actions.come_back(shift, by=by, at=on(5, 9, 25))
    assert [one.name for one in on_shift(post.cast.east, on(5, 9, 30))] == ["鲍勇"]
    entry = Entry.objects.get(verb="shift.left_post")
    assert (entry.clause, entry.facts["name"]) == ("company-shifts-2026@2026.1#一.6", "庞刚")
    assert Entry.objects.get(verb="shift.came_back").facts == {"minutes": 25}


def test_who_said_ten_minutes_and_stays_away_is_told_of_once(post: Post) -> None:
    post.published()
    shift, by = post.shift(post.bao, 5), post.actor(post.bao)
    actions.sign_in(shift, by=by, at=on(5, 8))
    actions.leave_post(shift, 10, "上厕所", by=by, at=on(5, 9))
    assert watch.run(on(5, 9, 15), 10) == 0
    assert watch.run(on(5, 9, 16), 10) == 1
    assert watch.run(on(5, 9, 17), 10) == 0
    assert Away.objects.get().told_at == on(5, 9, 16)
    assert inbox(post.dui)[-1] == "城东营业厅：鲍勇从2026-06-05 09:00起不在岗"
    assert inbox(post.cast.tang)[-1] == inbox(post.dui)[-1]


def test_a_shift_nobody_came_to_is_told_to_who_keeps_the_rosters(post: Post) -> None:
    post.published()
    assert watch.run(on(5, 8, 9), 10) == 0
    assert watch.run(on(5, 8, 10), 10) == 1
    assert watch.run(on(5, 8, 11), 10) == 0
    assert "城东营业厅：鲍勇没有签到上岗，班次从2026-06-05 08:00开始" in inbox(post.dui)
    assert not inbox(post.xi) and not any("签到" in one for one in inbox(post.bao))


def test_a_calendar_reads_the_shifts_until_the_link_is_taken_back(post: Post) -> None:
    post.published()
    secret = actions.issue_feed(by=post.actor(post.bao), at=post.at)
    assert reader(secret) == post.bao
    text = calendar(post.bao, post.at, "bihuan.example").decode()
    assert text.count("BEGIN:VEVENT") == 6 and "DTSTART" in text
    assert "保安岗" in text and f"shift-{post.shift(post.bao, 5).pk}@bihuan.example" in text
    again = actions.issue_feed(by=post.actor(post.bao), at=post.at)
    assert reader(secret) is None and reader(again) == post.bao
    actions.revoke_feed(by=post.actor(post.bao), at=post.at)
    assert reader(again) is None and reader("x" * 99) is None and reader("") is None
    assert not Entry.objects.filter(facts__icontains=secret).exists()
    assert list(everything()) == []


def test_a_month_is_begun_once_and_not_far_away(post: Post) -> None:
    assert post.month() == post.month()
    for month in (JUNE - timedelta(days=31), JUNE + timedelta(days=150)):
        with pytest.raises(BadInput):
            actions.begin_month(post.cast.east, "guard-post", month, by=post.actor(post.dui), at=post.at)
