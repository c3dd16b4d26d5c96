"""Something comes in, is held and goes out: once, to the right person, in time, and every step can be told later."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from bihuan.engines.cases.models import Case
from bihuan.engines.registers import actions, watch
from bihuan.engines.registers.errors import AlreadyEntered, BadInput, Full, MovedOn, NotAllowed, Refused
from bihuan.engines.registers.models import Line, LineQuerySet, Movement
from bihuan.engines.registers.searching import found
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.journal.verify import everything
from tests.cast import Cast, assemble
from tests.engines.registers.tower import PARCEL, STORED, VISITOR, Tower

pytestmark = pytest.mark.django_db


@pytest.fixture
def tower(cast: Cast) -> Tower:
    return Tower(cast)


def _all() -> LineQuerySet:
    return LineQuerySet(Line)


def test_a_visitor_goes_in_only_when_the_host_has_agreed(tower: Tower) -> None:
    line = tower.enter("visitors", VISITOR)
    assert line.state == "arrived"
    with pytest.raises(BadInput) as told:
        tower.step(line, "verify")
    assert "agreed" in told.value.fields
    assert tower.cast.fresh(line).state == "arrived"
    assert tower.step(line, "verify", agreed="yes").state == "inside"
    gone = tower.step(line, "leave", goods="放行条 12")
    assert (gone.state, gone.closed_at) == ("left", tower.cast.at)
    verbs = Entry.objects.filter(kind="line", subject=line.pk).order_by("seq").values_list("verb", "clause")
    assert list(verbs) == [
        ("line.entered", "office-tower-front-desk@1#一.1"),
        ("line.moved", "office-tower-front-desk@1#二.6"),
        ("line.moved", "office-tower-front-desk@1#一.1"),
    ]
    assert list(everything()) == []


def test_the_journal_keeps_nothing_personal(tower: Tower) -> None:
    tower.enter("visitors", VISITOR)
    told = str(list(Entry.objects.filter(kind="line").values_list("facts", flat=True)))
    assert "谈合同" in told
    assert "张三丰" not in told and "13800138000" not in told


def test_the_same_visitor_twice_one_wins_and_the_other_is_told(tower: Tower) -> None:
    tower.enter("visitors", VISITOR, by=tower.mei)
    with pytest.raises(AlreadyEntered) as told:
        tower.enter("visitors", {**VISITOR, "host": "赵六"})
    assert "梅兰" in str(told.value) and "V00001" in str(told.value)
    assert Line.objects.count() == 1


def test_who_left_can_come_again(tower: Tower) -> None:
    line = tower.enter("visitors", VISITOR)
    tower.step(line, "refuse", reason="没有预约")
    assert tower.enter("visitors", VISITOR).label == "V00002"


def test_of_two_people_with_one_name_the_desk_has_to_ask_which(tower: Tower) -> None:
    tower.tenant("李四", "蓝天公司", "12", "1203")
    tower.tenant("李四", "白云公司", "8", "801")
    with pytest.raises(BadInput) as told:
        tower.enter("visitors", VISITOR)
    assert set(told.value.fields) == {"company", "floor", "room"}
    line = tower.enter("visitors", {**VISITOR, "room": "801"})
    assert (line.values["company"], line.values["floor"]) == ("白云公司", "8")
    with pytest.raises(BadInput):
        tower.enter("parcels", {**PARCEL, "room": "999"})


def test_the_only_one_of_a_name_fills_in_the_rest(tower: Tower) -> None:
    tower.tenant("李四", "蓝天公司", "12", "1203")
    assert tower.enter("parcels", PARCEL).values["room"] == "1203"


def test_a_parcel_may_go_to_a_proxy_who_signs_and_stored_things_may_not(tower: Tower) -> None:
    parcel, stored = tower.enter("parcels", PARCEL), tower.enter("stored", STORED)
    with pytest.raises(BadInput):
        tower.step(parcel, "collect")
    tower.step(parcel, "collect", signed="赵六")
    signed = Movement.objects.get(line=parcel, move="collect")
    assert (signed.signed, signed.proxy) == ("赵六", True)
    with pytest.raises(BadInput) as told:
        tower.step(stored, "collect", signed="赵六")
    assert "signed" in told.value.fields
    assert tower.cast.fresh(stored).state == "kept"
    assert tower.step(stored, "collect", signed="周九").state == "collected"


def test_a_full_shelf_takes_no_more(tower: Tower) -> None:
    for number in range(30):
        tower.enter("stored", {**STORED, "thing": f"箱 {number}"})
    with pytest.raises(Full):
        tower.enter("stored", STORED)
    tower.step(Line.objects.latest("pk"), "collect", signed="周九")
    assert tower.enter("stored", STORED).label == "S00031"


def test_what_was_lent_by_one_cannot_be_lent_by_another(tower: Tower) -> None:
    umbrella = tower.enter("umbrellas", {"label": "U1"})
    tower.step(umbrella, "lend", by=tower.mei, name="李四", phone="13800138001")
    with pytest.raises(MovedOn) as told:
        tower.step(umbrella, "lend", name="王五", phone="13800138002")
    assert "梅兰" in str(told.value)
    assert tower.cast.fresh(umbrella).values["name"] == "李四"
    assert tower.step(umbrella, "return").state == "rack"


@pytest.mark.parametrize("label", ["", "X1", "U1234", "U1\x00", "U" + "1" * 60])
def test_a_label_is_as_the_register_has_it(tower: Tower, label: str) -> None:
    with pytest.raises(BadInput) as told:
        tower.enter("umbrellas", {"label": label})
    assert "label" in told.value.fields


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("phone", "不是电话"),
        ("phone", "1" * 30),
        ("name", ""),
        ("name", "张\x00三"),
        ("why", "长" * 500),
        ("name", "长" * 41),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(tower: Tower, column: str, text: str) -> None:
    with pytest.raises(BadInput) as told:
        tower.enter("visitors", {**VISITOR, column: text})
    assert set(told.value.fields) == {column}
    assert not Line.objects.exists()


def test_overdue_is_told_once_to_the_right_people(tower: Tower) -> None:
    line = tower.enter("parcels", PARCEL)
    later = tower.cast.at + timedelta(days=3, minutes=1)
    assert watch.run(tower.cast.at, 10) == 0
    assert watch.run(later, 10) == 1
    assert watch.run(later, 10) == 0
    told = Delivery.objects.filter(once__startswith=f"line:{line.pk}:")
    assert set(told.values_list("address", flat=True)) == {tower.qian.ref, tower.mei.ref}
    assert "P00001" in told[0].subject
    assert list(Line.objects.overdue(later)) == [line]


def test_what_went_out_in_time_is_never_told(tower: Tower) -> None:
    line = tower.enter("parcels", PARCEL)
    tower.step(line, "collect", signed="李四")
    assert watch.run(tower.cast.at + timedelta(days=30), 10) == 0


def test_a_pass_is_overdue_after_its_last_day_and_the_head_may_extend_it(tower: Tower) -> None:
    line = tower.enter("passes", {"label": "12", "name": "孙七", "firm": "安装公司", "until": "2026-06-05"})
    assert line.due_at is not None and line.due_at.isoformat() == "2026-06-06T00:00:00+08:00"
    with pytest.raises(NotAllowed):
        tower.step(line, "extend", until="2026-06-10")
    longer = tower.step(line, "extend", by=tower.boss, until="2026-06-10")
    assert longer.due_at is not None and longer.due_at.isoformat() == "2026-06-11T00:00:00+08:00"


def test_another_desk_and_other_roles_write_nothing(tower: Tower) -> None:
    line = tower.enter("parcels", PARCEL)
    for person in (tower.xi, tower.floor, tower.cast.fang, tower.cast.admin):
        with pytest.raises(NotAllowed):
            tower.enter("parcels", {**PARCEL, "number": "SF2"}, by=person)
        with pytest.raises(NotAllowed):
            tower.step(line, "collect", by=person, signed="李四")
        with pytest.raises(NotAllowed):
            actions.reveal(line, "看看", by=tower.cast.actor(person), at=tower.cast.at)
    with pytest.raises(NotAllowed):
        actions.close(line, "没人领", by=tower.cast.actor(tower.qian), at=tower.cast.at)


def test_a_head_ends_a_line_with_a_reason_and_it_stays(tower: Tower) -> None:
    line = tower.enter("parcels", PARCEL)
    by = tower.cast.actor(tower.boss)
    with pytest.raises(BadInput):
        actions.close(line, "  ", by=by, at=tower.cast.at)
    ended = actions.close(line, "寄件人要求退回", by=by, at=tower.cast.at)
    assert (ended.closed_at, ended.reason, ended.due_at) == (tower.cast.at, "寄件人要求退回", None)
    assert Line.objects.filter(pk=line.pk).exists()
    with pytest.raises(MovedOn):
        actions.close(line, "再来一次", by=by, at=tower.cast.at)
    with pytest.raises(MovedOn):
        tower.step(line, "collect", signed="李四")


def test_looking_at_what_is_masked_stays_in_the_journal_with_the_reason(tower: Tower) -> None:
    line = tower.enter("visitors", VISITOR)
    actions.reveal(line, "来访人落下手机", by=tower.cast.actor(tower.qian), at=tower.cast.at)
    entry = Entry.objects.get(verb="line.revealed")
    assert (entry.actor, entry.facts) == (tower.qian.ref, {"why": "来访人落下手机"})


def test_a_line_is_found_by_its_label_and_by_its_words(tower: Tower) -> None:
    line = tower.enter("stored", {**STORED, "thing": "红色行李箱"})
    tower.enter("stored", {**STORED, "thing": "行李 红色 箱子"})
    assert found(_all(), "s00001", 20) == [line]
    assert found(_all(), "红色行李", 20) == [line]
    assert len(found(_all(), "行李", 20)) == 2
    assert found(_all(), "\x00", 20) == []


def test_a_key_is_lent_with_consent_goes_overdue_and_lost_it_opens_a_lock_change(tower: Tower) -> None:
    key = tower.enter("keys", {"label": "180#1-1-1", "name": "郑十", "sort": "owner", "agreed": "yes"})
    with pytest.raises(BadInput):
        tower.step(key, "lend", borrower="装修工", phone="13800138003", reason="量尺寸", company="林工")
    tower.step(
        key, "lend", borrower="装修工", phone="13800138003", reason="量尺寸", company="林工", consent="yes"
    )
    assert watch.run(tower.cast.at + timedelta(hours=9), 10) == 1
    assert Delivery.objects.filter(address=tower.boss.ref, subject__contains="180#1-1-1").exists()
    lost = tower.step(key, "lose", how="装修工说丢在工地")
    assert lost.case is not None and lost.case.kind == "lock_change"
    assert Case.objects.filter(kind="lock_change").count() == 1


def test_a_number_outside_its_limits_is_a_finding_and_opens_a_case(tower: Tower) -> None:
    camera = tower.enter("facilities", {"label": "CAM-1", "name": "东门摄像头", "spot": "东门"})
    good = tower.step(camera, "check", kept_days="30", clock_error="30", fine="yes")
    assert (good.findings, good.case) == ([], None)
    bad = tower.step(camera, "check", kept_days="29", clock_error="31", fine="yes")
    assert bad.findings == ["kept_days", "clock_error"]
    assert bad.case is not None


def _at_once(*doing: Callable[[], object]) -> list[object]:
    """What each gives or is refused with, all begun at the same time on connections of their own."""
    start, given = threading.Barrier(len(doing)), list[object]()

    def run(one: Callable[[], object]) -> None:
        try:
            start.wait()
            given.append(one())
        except Refused as error:
            given.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in doing]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return given


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_key_is_lent_once_and_one_visitor_entered_once() -> None:
    tower = Tower(assemble())
    umbrella = tower.enter("umbrellas", {"label": "U1"})
    people = (tower.qian, tower.mei, tower.qian, tower.mei)
    lent = _at_once(
        *(
            lambda who=who, n=n: tower.step(umbrella, "lend", by=who, name=f"借{n}", phone="13800138001")
            for n, who in enumerate(people)
        )
    )
    assert sorted(type(one).__name__ for one in lent) == ["Line", "MovedOn", "MovedOn", "MovedOn"]
    entered = _at_once(*(lambda who=who: tower.enter("visitors", VISITOR, by=who) for who in people))
    assert sorted(type(one).__name__ for one in entered) == ["AlreadyEntered"] * 3 + ["Line"]
    assert Movement.objects.filter(move="lend").count() == 1
    assert list(everything()) == []
