"""What the customer does with his case."""

from uuid import uuid4

import pytest
from django.test import Client

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Attachment, Case
from bihuan.ground.journal.models import Entry
from tests.windows.portal.conftest import executable, other_photo, photo, text_of

pytestmark = pytest.mark.django_db


def entries(case: Case, verb: str) -> int:
    return Entry.objects.filter(kind="case", subject=case.pk, verb=f"case.{verb}").count()


def shown(customer, case: Case) -> str:
    return text_of(customer.get(f"/c/{case.secret}/"))


def after(customer, answer) -> str:
    assert answer.status_code == 303
    return text_of(customer.get(answer.url))


@pytest.fixture
def handled(cast, customer):
    """A case in the unit's hands."""
    case, _order = cast.contacted()
    customer.wait(hours=1)
    return case


# Urging


def test_urging_reaches_the_unit_and_the_timeline(customer, handled, cast):
    page = after(customer, customer.act(handled, "urge", words="孩子等水做饭"))
    assert "您的催办转给经办人员" in page
    assert "您催办了" in page
    assert "孩子等水做饭" in page
    assert cast.fresh(handled).urged == 1


def test_urging_again_has_to_wait_and_the_page_says_until_when(customer, handled, cast):
    customer.act(handled, "urge")
    customer.wait(minutes=30)
    page = shown(customer, handled)
    assert "2026-06-04 21:50 之后可以再次催办" in page
    assert f'action="/c/{handled.secret}/urge/"' not in page
    answer = customer.act(handled, "urge")
    assert answer.status_code == 409
    assert cast.fresh(handled).urged == 1


def test_urging_is_possible_again_after_the_pause(customer, handled, cast):
    customer.act(handled, "urge")
    customer.wait(hours=4)
    assert customer.act(handled, "urge").status_code == 303
    assert cast.fresh(handled).urged == 2


def test_what_is_settled_cannot_be_urged(customer, cast):
    case = cast.archived()
    customer.wait(days=3)
    assert "/urge/" not in shown(customer, case)
    answer = customer.act(case, "urge")
    assert answer.status_code == 409
    assert "已经办结，不用再催办" in text_of(answer)
    assert entries(case, "urge") == 0


# Adding


def test_words_and_photos_are_added_together(customer, handled):
    page = after(customer, customer.act(handled, "add", text="今早又停了", photos=[photo("现场.png")]))
    assert "今早又停了" in page
    assert "现场.png" in page
    assert handled.attachments.get().actor.startswith("customer")


def test_photos_alone_are_enough(customer, handled):
    assert customer.act(handled, "add", photos=[photo()]).status_code == 303
    assert entries(handled, "note") == 0


def test_nothing_at_all_is_asked_about(customer, handled):
    answer = customer.act(handled, "add", text="  ")
    assert answer.status_code == 422
    assert "请写几句话，或者选择照片" in text_of(answer)


def test_a_bad_file_stops_the_whole_and_keeps_the_words(customer, handled):
    answer = customer.act(handled, "add", text="今早又停了", photos=[other_photo(1), executable("坏.jpg")])
    page = text_of(answer)
    assert answer.status_code == 422
    assert "“坏.jpg”不是照片或 PDF" in page
    assert ">今早又停了</textarea>" in page.replace(">\n", ">")
    assert entries(handled, "note") == 0
    assert not Attachment.objects.exists()


def test_too_many_words_are_refused(customer, handled):
    assert customer.act(handled, "add", text="长" * 2001).status_code == 422
    assert entries(handled, "note") == 0


def test_words_are_welcome_after_the_end_but_photos_no_longer(customer, cast):
    case = cast.archived()
    customer.wait(days=3)
    assert 'id="add_photos"' not in shown(customer, case)
    assert customer.act(case, "add", text="谢谢").status_code == 303
    answer = customer.act(case, "add", text="再看这张", photos=[photo()])
    assert answer.status_code == 409
    assert entries(case, "note") == 1


# Rating


def test_rating_after_the_answer(customer, cast):
    case, _order = cast.answered()
    customer.wait(days=1)
    page = after(customer, customer.act(case, "rate", stars="4", text="师傅很好"))
    case = cast.fresh(case)
    assert (case.rating, case.rating_text) == (4, "师傅很好")
    assert "您给了 4 颗星" in page
    assert 'value="4" required checked' in page


def test_no_rating_before_the_answer(customer, handled, cast):
    assert "/rate/" not in shown(customer, handled)
    assert customer.act(handled, "rate", stars="5").status_code == 409
    assert cast.fresh(handled).rating is None


@pytest.mark.parametrize("stars", ["", "0", "6", "-1", "five", "4.5", "９"])
def test_one_to_five_stars(customer, cast, stars):
    case, _order = cast.answered()
    customer.wait(days=1)
    answer = customer.act(case, "rate", stars=stars)
    assert answer.status_code == 422
    assert 'id="rate_stars_error"' in text_of(answer)
    assert cast.fresh(case).rating is None


# Withdrawing


def test_withdrawing_ends_the_case_with_the_reason(customer, handled, cast):
    page = after(customer, customer.act(handled, "withdraw", reason="自己修好了"))
    case = cast.fresh(handled)
    assert (case.stage, case.outcome) == ("withdrawn", "withdrawn")
    assert not case.clocks.filter(stopped_at=None).exists()
    assert "自己修好了" in page


def test_withdrawing_needs_a_reason(customer, handled, cast):
    assert customer.act(handled, "withdraw", reason=" ").status_code == 422
    assert cast.fresh(handled).stage == "handling"


def test_what_is_done_cannot_be_withdrawn(customer, cast):
    case = cast.resolved()
    customer.wait(days=2)
    answer = customer.act(case, "withdraw", reason="不要了")
    assert answer.status_code == 409
    assert "不能再撤回" in text_of(answer)
    assert cast.fresh(case).stage == "resolved"


def test_a_page_that_was_overtaken_is_told_so(customer, handled, cast):
    seen = handled.journal_seq
    actions.answer(handled, "已修复", by=cast.actor(cast.wang), at=customer.now)
    answer = customer.act(handled, "withdraw", reason="太慢了", seen=seen)
    assert answer.status_code == 409
    assert "已修复" in text_of(answer)
    assert ">太慢了</textarea>" in text_of(answer).replace(">\n", ">")
    assert cast.fresh(handled).stage == "handling"


# Taking up again


def test_reopening_starts_a_new_round(customer, cast):
    case = cast.archived()
    customer.wait(days=3)
    page = after(customer, customer.act(case, "reopen", reason="又停水了"))
    case = cast.fresh(case)
    assert (case.round, case.stage) == (2, "handling")
    assert "又停水了" in page
    assert page.split("之前各轮的承诺")[0].count('data-state="running"') == 2


def test_reopening_is_possible_until_the_limit_that_the_page_names(customer, cast):
    case = cast.archived()
    customer.wait(days=3)
    assert "2026-07-06 24:00 之前可以要求重办" in shown(customer, case)
    customer.wait(days=40)
    assert "/reopen/" not in shown(customer, case)
    assert customer.act(case, "reopen", reason="又停水了").status_code == 409
    assert cast.fresh(case).round == 1


def test_reopening_needs_a_reason(customer, cast):
    case = cast.archived()
    customer.wait(days=3)
    assert customer.act(case, "reopen").status_code == 422
    assert cast.fresh(case).round == 1


def test_what_is_being_handled_cannot_be_reopened(customer, handled, cast):
    answer = customer.act(handled, "reopen", reason="太慢")
    assert answer.status_code == 409
    assert "还在办理中" in text_of(answer)
    assert cast.fresh(handled).round == 1


# For every act

ACTS = {
    "urge": {"words": "快点"},
    "add": {"text": "补充"},
    "rate": {"stars": "5"},
    "withdraw": {"reason": "不要了"},
    "reopen": {"reason": "又坏了"},
}


@pytest.mark.parametrize("verb", ["urge", "add", "withdraw"])
def test_an_act_sent_twice_counts_once(customer, handled, verb):
    once = str(uuid4())
    for _ in range(2):
        said = {"once": once, **ACTS[verb]}
        assert customer.post(f"/c/{handled.secret}/{verb}/", **said).status_code == 303
    assert entries(handled, {"add": "note"}.get(verb, verb)) == 1


@pytest.mark.parametrize("verb", ACTS)
def test_an_act_is_the_customers_in_the_journal(customer, cast, verb):
    case = cast.archived() if verb == "reopen" else cast.answered()[0]
    customer.wait(days=3)
    assert customer.act(case, verb, **ACTS[verb]).status_code == 303
    entry = Entry.objects.filter(kind="case", subject=case.pk).latest("id")
    assert (entry.actor, entry.actor_name) == ("customer:13800138000", "")


@pytest.mark.parametrize("verb", ACTS)
def test_a_link_changes_nothing(customer, cast, verb):
    case, _order = cast.answered()
    before = cast.fresh(case).journal_seq
    answer = customer.get(f"/c/{case.secret}/{verb}/", **ACTS[verb])
    assert answer.url == f"/c/{case.secret}/"
    assert cast.fresh(case).journal_seq == before


@pytest.mark.parametrize("verb", ACTS)
def test_a_stranger_without_the_secret_does_nothing(customer, cast, verb):
    case, _order = cast.answered()
    before = cast.fresh(case).journal_seq
    for wrong in (case.number, str(case.pk), case.secret[:-1]):
        assert customer.post(f"/c/{wrong}/{verb}/", **ACTS[verb]).status_code == 404
    assert cast.fresh(case).journal_seq == before


@pytest.mark.parametrize("verb", ACTS)
def test_a_form_of_another_site_does_nothing(cast, verb):
    case, _order = cast.answered()
    before = cast.fresh(case).journal_seq
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/c/{case.secret}/{verb}/", ACTS[verb]).status_code == 403
    assert cast.fresh(case).journal_seq == before


@pytest.mark.parametrize(
    "verb", ["accept", "answer", "resolve", "archive", "reveal", "keep_secret", "dispatch"]
)
def test_staff_verbs_are_not_there(customer, handled, cast, verb):
    assert customer.act(handled, verb, text="x", reason="x").status_code == 404
    assert cast.fresh(handled).stage == "handling"


@pytest.mark.parametrize("kind", ["enquiry", "suggestion", "report"])
def test_every_kind_can_be_urged_added_to_and_withdrawn(customer, cast, kind):
    case = cast.complaint(kind=kind)
    for verb in ("urge", "add", "withdraw"):
        assert customer.act(case, verb, **ACTS[verb]).status_code == 303
    assert cast.fresh(case).stage == "withdrawn"


def test_a_signed_in_clerk_under_the_link_still_acts_as_the_customer(customer, cast):
    case, _order = cast.contacted()
    customer.client.force_login(cast.wang, backend="bihuan.ground.directory.backends.StaffBackend")
    assert customer.act(case, "urge").status_code == 303
    assert Entry.objects.filter(subject=case.pk).latest("id").actor == "customer:13800138000"
