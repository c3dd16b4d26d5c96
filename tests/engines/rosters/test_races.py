"""Two at the same moment, with real connections and locks: one wins, the other is told."""

import pytest

from bihuan.engines.rosters import actions
from bihuan.engines.rosters.errors import NotNow
from bihuan.engines.rosters.models import Handover, Roster, Shift, Swap
from bihuan.ground.journal.errors import Refused
from bihuan.ground.journal.verify import everything
from tests.cast import assemble
from tests.engines.cases.test_at_once import together
from tests.engines.rosters.post import Post, on
from tests.engines.rosters.test_handover import COUNTS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(transactional_db: None) -> Post:
    made = Post(assemble())
    roster = made.published()
    for person in (made.pang, made.hao):
        made.fill(roster, person, "休", 6, 6)
    return made


def refused(found: list[object]) -> int:
    return sum(isinstance(one, Refused) for one in found)


def test_one_shift_is_given_away_once(post: Post) -> None:
    """Bao's 6th is on its way to Pang; at the same time he is to take Hao's 7th for it, which Hao gives Pang too."""
    first = actions.ask_swap(
        post.shift(post.bao, 6), post.pang, "x", post.shift(post.pang, 8), by=post.actor(post.bao), at=post.at
    )
    second = actions.ask_swap(post.shift(post.pang, 8), post.hao, "x", by=post.actor(post.pang), at=post.at)
    roster = Roster.objects.get()
    for person in (post.bao, post.hao):
        post.fill(roster, person, "休", 8, 8)
    actions.answer_swap(first, True, by=post.actor(post.pang), at=post.at)
    actions.answer_swap(second, True, by=post.actor(post.hao), at=post.at)
    heads = post.actor(post.dui), post.cast.actor(post.cast.tang)
    found = together(
        lambda: actions.decide_swap(first, True, by=heads[0], at=post.at),
        lambda: actions.decide_swap(second, True, by=heads[1], at=post.at),
    )
    assert refused(found) == 1
    assert Swap.objects.filter(state=Swap.State.APPROVED).count() == 1
    followed = Shift.objects.filter(follows__person=post.pang, follows__day=on(8, 0).date())
    assert followed.count() == 1
    assert list(everything()) == []


def test_a_swap_approved_by_two_heads_is_carried_out_once(post: Post) -> None:
    swap = actions.ask_swap(post.shift(post.bao, 6), post.pang, "x", by=post.actor(post.bao), at=post.at)
    actions.answer_swap(swap, True, by=post.actor(post.pang), at=post.at)
    heads = post.actor(post.dui), post.cast.actor(post.cast.tang)
    found = together(*[lambda by=by: actions.decide_swap(swap, True, by=by, at=post.at) for by in heads])
    assert refused(found) == 1
    assert Shift.objects.filter(follows__isnull=False).count() == 1


def test_somebody_is_asked_once_for_a_shift(post: Post) -> None:
    shift, by = post.shift(post.bao, 6), post.actor(post.bao)
    found = together(
        *[lambda to=to: actions.ask_swap(shift, to, "x", by=by, at=post.at) for to in (post.pang, post.hao)]
    )
    assert sum(isinstance(one, NotNow) for one in found) == 1
    assert Swap.objects.count() == 1


def test_two_who_come_at_once_sign_one_page_once(post: Post) -> None:
    shift = post.shift(post.bao, 5)
    actions.sign_in(shift, by=post.actor(post.bao), at=on(5, 8))
    page = actions.hand_over(shift, COUNTS, by=post.actor(post.bao), at=on(5, 15, 55))
    found = together(
        *[
            lambda one=one: actions.take_over(page, COUNTS, by=post.actor(one), at=on(5, 16))
            for one in (post.pang, post.hao)
        ]
    )
    assert refused(found) == 1
    assert Handover.objects.get().in_at == on(5, 16)
    assert list(everything()) == []


def test_one_press_too_many_signs_in_once(post: Post) -> None:
    shift, by = post.shift(post.bao, 5), post.actor(post.bao)
    found = together(*[lambda: actions.sign_in(shift, by=by, at=on(5, 8)) for _ in range(4)])
    assert refused(found) == 0
    assert Shift.objects.get(pk=shift.pk).journal_seq == 1
