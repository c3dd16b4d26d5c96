"""Subcases, merging, links, papers, intake."""

import pytest

from bihuan.engines.cases import actions
from bihuan.engines.cases.errors import BadInput, Missing
from bihuan.engines.cases.models import Attachment, Case, Clock, Link
from bihuan.engines.cases.numbers import check_digit, id_of, number_of
from bihuan.engines.cases.searching import found
from tests.cast import Cast

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def test_a_parent_cannot_be_resolved_before_its_subcases(cast: Cast) -> None:
    case, order = cast.reported()
    child = actions.open_subcase(
        case,
        cast.details(title="青苗赔偿", text="施工压坏菜地"),
        by=cast.actor(cast.liu),
        at=cast.later(hours=21),
    )
    assert (child.parent, child.stage) == (case, "accepted")
    actions.confirm(order, by=cast.actor(cast.zhao), at=cast.later(hours=22))
    actions.review(case, by=cast.actor(cast.liu), at=cast.later(hours=23))
    with pytest.raises(Missing):
        actions.resolve(case, by=cast.actor(cast.liu), at=cast.later(hours=24))
    assert cast.fresh(case).resolved_at is None


def test_a_duplicate_ends_in_the_other_case_without_a_verdict(cast: Cast) -> None:
    kept, twin = cast.accepted(), cast.accepted()
    actions.merge(twin, kept, "同一停水", by=cast.actor(cast.chen), at=cast.later(minutes=5))
    after = cast.fresh(twin)
    assert (after.stage, after.outcome, after.merged_into) == ("merged", Case.Outcome.MERGED, kept)
    assert not Clock.objects.filter(case=twin, stopped_at=None).exists()
    assert Clock.objects.filter(case=kept, stopped_at=None).exists()


def test_a_case_is_not_merged_into_itself(cast: Cast) -> None:
    case = cast.accepted()
    with pytest.raises(BadInput):
        actions.merge(case, case, "同一停水", by=cast.actor(cast.chen), at=cast.later(minutes=5))


def test_a_link_is_made_once(cast: Cast) -> None:
    one, other = cast.accepted(), cast.accepted()
    actions.link(other, one, "同一小区", by=cast.actor(cast.chen), at=cast.later(minutes=5))
    actions.link(one, other, "同一小区", by=cast.actor(cast.chen), at=cast.later(minutes=6))
    assert Link.objects.get() == Link.objects.get(one=one, other=other)


def test_likely_duplicates_are_the_callers_open_cases(cast: Cast) -> None:
    mine = cast.complaint()
    cast.complaint(reporter_phone="13900139000")
    likely = actions.likely_duplicates(phone="13800138000", since=cast.later(days=-7))
    assert likely == [mine]


def test_the_same_photo_is_kept_once(cast: Cast) -> None:
    case = cast.accepted()
    for _ in range(2):
        actions.attach(case, "水表.png", PNG, most=1000, by=cast.actor(cast.chen), at=cast.later(minutes=5))
    assert Attachment.objects.get(case=case).mime == "image/png"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.png", b""),
        ("木马.png", b"MZ\x90\x00" + b"\x00" * 200),
        ("脚本.pdf", b"#!/bin/sh\nrm"),
        ("大.png", PNG + b"0" * 2000),
        ("断.png", PNG[:40]),
    ],
)
def test_an_unacceptable_file_is_refused_by_its_content(cast: Cast, name: str, content: bytes) -> None:
    case = cast.accepted()
    with pytest.raises(BadInput) as refused:
        actions.attach(case, name, content, most=1000, by=cast.actor(cast.chen), at=cast.later(minutes=5))
    assert "file" in refused.value.fields
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "   "}, "text"),
        ({"text": "水" * 5001}, "text"),
        ({"kind": "praise"}, "kind"),
        ({"channel": "pigeon"}, "channel"),
        ({"category": "nonsense"}, "category"),
        ({"supply": "oil"}, "supply"),
        ({"gravity": "huge"}, "gravity"),
        ({"reporter_phone": "12"}, "reporter_phone"),
        ({"text": "空\x00字节"}, "text"),
    ],
)
def test_bad_details_name_their_field_and_open_nothing(cast: Cast, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        cast.complaint(**wrong)
    assert field in refused.value.fields
    assert not Case.objects.exists()


def test_every_number_leads_back_to_its_id_and_a_slip_is_noticed(cast: Cast) -> None:
    number = number_of(4571, cast.at)
    assert id_of(number) == 4571
    assert check_digit(number[:-1]) == number[-1]
    for position in range(len(number)):
        for digit in "0123456789":
            if digit != number[position]:
                assert id_of(number[:position] + digit + number[position + 1 :]) is None


@pytest.mark.parametrize("query", ["水", "停水", "停水无人", "滨江路", "张三丰", "13800138000"])
def test_cases_are_found_by_words_of_any_length_and_by_phone(cast: Cast, query: str) -> None:
    case = cast.complaint()
    cast.complaint(
        title="燃气表读数异常",
        text="表走得太快",
        address="枣山园区",
        reporter_name="李四",
        reporter_phone="13900139000",
    )
    assert list(found(Case.objects.all(), query)) == [case]


def test_a_case_is_found_by_its_number_and_nonsense_finds_nothing(cast: Cast) -> None:
    case = cast.complaint()
    assert list(found(Case.objects.all(), case.number)) == [case]
    assert list(found(Case.objects.all(), "？！")) == []
    assert list(found(Case.objects.all(), "没有的词")) == []
    assert list(found(Case.objects.all(), "'; DROP TABLE cases_case; --")) == []
