"""The handover book: two people count, both sign, nothing changes after."""

import pytest
from django.db import IntegrityError, transaction

from bihuan.engines.rosters import actions, watch
from bihuan.engines.rosters.errors import BadInput, NotAllowed, NotNow, Signed, TwoPeople
from bihuan.engines.rosters.models import Handover
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.journal.verify import everything
from tests.cast import Cast
from tests.engines.rosters.post import Post, on

pytestmark = pytest.mark.django_db
COUNTS = {"radios": "2", "torches": "2", "keys": "1", "passes": "14"}


@pytest.fixture
def post(cast: Cast) -> Post:
    made = Post(cast)
    made.published()
    actions.sign_in(made.shift(made.bao, 5), by=made.actor(made.bao), at=on(5, 8))
    return made


def handed(post: Post, counts: dict[str, str] = COUNTS, **said: str) -> Handover:
    return actions.hand_over(
        post.shift(post.bao, 5), counts, by=post.actor(post.bao), at=on(5, 15, 55), **said
    )


def test_both_count_and_sign_and_the_page_is_chained_with_its_clause(post: Post) -> None:
    page = handed(post, note_="东门灯坏，已报修")
    done = actions.take_over(page, COUNTS, by=post.actor(post.pang), at=on(5, 16, 2))
    assert (done.out_by, done.in_by, done.in_at) == (post.bao, post.pang, on(5, 16, 2))
    assert [(one["expected"], one["out"], one["in"]) for one in done.lines] == [
        (2, 2, 2), (2, 2, 2), (1, 1, 1), (None, 14, 14),
    ]  # fmt: skip
    entries = Entry.objects.filter(kind="handover", subject=page.pk)
    assert [one.verb for one in entries] == ["handover.signed_out", "handover.signed_in"]
    assert {one.clause for one in entries} == {"company-shifts-2026@2026.1#一.9"}
    assert list(everything()) == []


def test_what_is_missing_is_explained_by_who_leaves(post: Post) -> None:
    short = COUNTS | {"radios": "1"}
    with pytest.raises(BadInput) as told:
        handed(post, short)
    assert "对讲机" in str(told.value.fields["why"])
    assert not Handover.objects.exists()
    assert handed(post, short, why="一部送修，单号 0604").out_why == "一部送修，单号 0604"


def test_who_comes_explains_what_he_finds_otherwise(post: Post) -> None:
    page = handed(post)
    with pytest.raises(BadInput):
        actions.take_over(page, COUNTS | {"passes": "13"}, by=post.actor(post.pang), at=on(5, 16))
    done = actions.take_over(
        page, COUNTS | {"passes": "13"}, why="少一张，交班人已去找", by=post.actor(post.pang), at=on(5, 16)
    )
    assert done.in_why == "少一张，交班人已去找"
    assert Entry.objects.get(verb="handover.signed_in").facts["differ"] == 1
    # What the pack says no number for is from now on what was found last.
    assert actions.last_counts(post.cast.east, "guard-post")["passes"] == 13


def test_nobody_hands_over_to_himself_whatever_writes_the_row(post: Post) -> None:
    page = handed(post)
    with pytest.raises(TwoPeople):
        actions.take_over(page, COUNTS, by=post.actor(post.bao), at=on(5, 16))
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=page.pk).update(in_by=post.bao)


def test_signed_it_stays(post: Post) -> None:
    page = handed(post)
    actions.take_over(page, COUNTS, by=post.actor(post.pang), at=on(5, 16))
    with pytest.raises(Signed):
        actions.take_over(page, COUNTS | {"keys": "0"}, why="x", by=post.actor(post.hao), at=on(5, 17))
    with pytest.raises(Signed):
        handed(post)
    assert Handover.objects.get().in_by == post.pang


def test_strangers_do_not_sign(post: Post) -> None:
    page = handed(post)
    for person in (post.xi, post.cast.fang, post.dui, post.cast.chen):
        with pytest.raises(NotAllowed):
            actions.take_over(page, COUNTS, by=post.actor(person), at=on(5, 16))
    for person in (post.pang, post.xi, post.dui):
        with pytest.raises(NotAllowed):
            actions.hand_over(post.shift(post.bao, 6), COUNTS, by=post.actor(person), at=on(6, 15, 55))


def test_a_shift_is_handed_over_around_its_end_by_who_has_stood_it(post: Post) -> None:
    shift = post.shift(post.bao, 5)
    for at in (on(5, 14, 59), on(6, 4, 1)):
        with pytest.raises(NotNow):
            actions.hand_over(shift, COUNTS, by=post.actor(post.bao), at=at)
    with pytest.raises(NotNow):
        actions.hand_over(post.shift(post.bao, 6), COUNTS, by=post.actor(post.bao), at=on(6, 15, 55))


def test_what_is_open_goes_along_by_number_not_by_what_it_says(post: Post, cast: Cast) -> None:
    case = cast.complaint(place=cast.east)
    page = handed(post)
    assert {"id": "cases", "title": "未办结的工单", "items": [case.number], "more": 0} in page.carried
    assert case.title not in str(page.carried)


def test_a_page_without_its_second_signature_is_told_of_once(post: Post) -> None:
    handed(post)
    before = watch.run(on(5, 16, 29), 10)
    assert watch.run(on(5, 16, 31), 10) == 1 and before >= 0
    assert watch.run(on(5, 16, 32), 10) == 0
    told = Delivery.objects.inbox(post.dui.ref).values_list("subject", flat=True)
    assert "城东营业厅：鲍勇交的班还没有人接" in told
