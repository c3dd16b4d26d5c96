"""A case under its secret link: what its customer sees, and what nobody else does."""

import pytest

from bihuan.engines.cases import actions
from bihuan.engines.cases.models import Case
from bihuan.engines.drafts import actions as drafts
from bihuan.ground.directory.actor import customer as customer_of
from bihuan.ground.standards import adoption
from bihuan.windows.portal import promises
from tests.engines.drafts.making import drafted, proposal
from tests.windows.portal.conftest import photo, text_of

pytestmark = pytest.mark.django_db
#: The phone of the cases that the cast opens.
PHONE = "13800138000"


def page_of(customer, case) -> str:
    answer = customer.get(f"/c/{case.secret}/")
    assert answer.status_code == 200
    return text_of(answer)


def test_the_stage_is_told_in_the_standards_plain_words(customer, cast):
    case = cast.complaint()
    assert "我们已收到，正在登记。" in page_of(customer, case)
    actions.accept(case, by=cast.actor(cast.chen), at=cast.at)
    assert "已受理，正在安排责任单位。" in page_of(customer, case)


def test_public_promises_are_shown_with_due_time_and_inner_ones_are_not(customer, cast):
    page = page_of(customer, cast.accepted())
    assert "2个工作日内答复您" in page
    assert "2026-06-08 24:00" in page
    assert "45分钟" not in page
    assert "10天内办结" not in page


def test_the_receipt_says_why_the_time_is_what_it_is(customer, cast):
    page = page_of(customer, cast.accepted())
    assert "依据规范第 7.6 条" in page
    assert "一般投诉，受理起2个工作日内答复。" in page
    assert "起算当日，不计入" in page
    assert "第2个工作日" in page


def test_a_promise_kept_says_when(customer, cast):
    case, _order = cast.answered()
    customer.now = cast.later(hours=21)
    page = page_of(customer, case)
    assert 'data-state="met"' in page
    assert "2026-06-05 12:50 按时完成" in page


def test_a_promise_missed_is_admitted(customer, cast):
    case, _order = cast.contacted()
    actions.answer(case, "修好了。", by=cast.actor(cast.wang), at=cast.later(days=10))
    customer.now = cast.later(days=10, hours=1)
    page = page_of(customer, case)
    assert 'data-state="missed"' in page
    assert "比承诺晚了，很抱歉" in page


def test_a_promise_running_late_is_admitted_without_a_watcher(customer, cast):
    case, _order = cast.contacted()
    customer.now = cast.later(days=5)
    page = page_of(customer, case)
    assert 'data-state="late"' in page
    assert "很抱歉，比承诺的时间晚了" in page


def test_what_has_not_begun_is_not_counted(customer, cast):
    page = page_of(customer, cast.complaint())
    assert page.count('data-state="running"') == 1
    assert page.count("上一步完成后开始计时") == 3


def test_a_new_round_shows_its_own_promises_and_keeps_the_old(customer, cast):
    case = cast.called_back("dissatisfied")
    customer.now = cast.later(hours=41)
    page = page_of(customer, case)
    now, earlier = page.split("之前各轮的承诺")
    assert now.count('data-state="running"') == 2
    assert now.count('data-state="met"') == 0
    assert earlier.count('data-state="met"') == 4
    assert "重新办理（第 2 轮）" in page


def test_a_withdrawn_case_counts_nothing(customer, cast):
    case = cast.accepted()
    actions.withdraw(case, "不需要了", by=customer_of(PHONE), at=cast.at)
    page = page_of(customer, case)
    assert "promise-card" not in page
    assert "已按您的要求撤回" in page


def test_the_timeline_tells_the_course_in_customer_words(customer, cast):
    page = page_of(customer, cast.archived())
    for words in (
        "已收到",
        "已受理",
        "已交给供水部办理",
        "已与您联系",
        "我们的答复",
        "已办结",
        "已回访",
        "已办完归档",
    ):
        assert words in page
    assert "阀门故障已修复，向您致歉。" in page


def test_the_full_answer_is_shown_however_long(customer, cast):
    case, _order = cast.contacted()
    said = "".join(f"第{n}步已经做完。" for n in range(200))
    actions.answer(case, said, by=cast.actor(cast.wang), at=cast.later(hours=2))
    assert page_of(customer, case).count(said) == 2


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "已交给供水部、燃气部办理"), ("en", "供水部, 燃气部")]
)
def test_several_units_are_named_as_the_reader_lists_things(customer, cast, language, said):
    case, _order = cast.dispatched(cast.water, cast.gas)
    customer.client.cookies["bihuan_language"] = language
    assert said in page_of(customer, case)


def test_inner_words_never_reach_the_customer(customer, cast):
    case = cast.archived()
    actions.note(case, "内部备注：此人难缠", by=cast.actor(cast.liu), at=cast.later(hours=43))
    actions.blame(
        case, verified=True, opinion="扣奖金", person_name="王强", by=cast.actor(cast.liu), at=cast.at
    )
    page = page_of(customer, case)
    inner = [
        "内部备注",
        "扣奖金",
        "全线排查",
        "阀门老化破裂",
        "约定明早查勘",
        "王强",
        "赵建国",
        "陈晓雨",
        "刘慧",
    ]
    assert [words for words in inner if words in page] == []


def test_reasons_among_staff_stay_inside(customer, cast):
    case, order = cast.taken()
    actions.return_order(
        order, "不是我们的管线，推给燃气", by=cast.actor(cast.wang), at=cast.later(minutes=9)
    )
    actions.urge(case, "领导在催", by=cast.actor(cast.liu), at=cast.later(minutes=10))
    actions.keep_secret(case, "怕客户知道", by=cast.actor(cast.liu), at=cast.later(minutes=11))
    page = page_of(customer, case)
    assert [words for words in ("推给燃气", "领导在催", "怕客户知道", "您催办了") if words in page] == []


def test_a_word_meant_for_the_customer_is_shown(customer, cast):
    case, _order = cast.contacted()
    actions.note(case, "师傅明早九点到", by=cast.actor(cast.wang), at=cast.later(hours=1), public=True)
    assert "师傅明早九点到" in page_of(customer, case)


def test_personal_data_is_masked_even_under_the_secret_link(customer, cast):
    page = page_of(customer, cast.complaint())
    assert "138****8000" in page
    assert PHONE not in page
    assert "张三丰" not in page
    assert "滨江路18号3栋" not in page


def test_a_secret_case_says_that_it_is_kept_secret(customer, cast):
    assert "已为您保密" in page_of(customer, cast.complaint(kind="report"))
    assert "已为您保密" not in page_of(customer, cast.complaint())


def test_what_the_customer_wrote_is_shown_as_text(customer, cast):
    page = page_of(customer, cast.complaint(text="<script>alert(1)</script>", title="<b>x</b>"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("secret", ["nothing", "1", "a" * 200, "---"])
@pytest.mark.parametrize("rest", ["", "done/", "papers/1/", "urge/"])
def test_a_wrong_secret_opens_nothing(customer, cast, secret, rest):
    cast.complaint()
    assert customer.get(f"/c/{secret}/{rest}").status_code == 404


def test_the_number_or_the_id_opens_nothing(customer, cast):
    case = cast.complaint()
    for wrong in (case.number, case.pk, case.secret[:-1], case.secret.swapcase()):
        assert customer.get(f"/c/{wrong}/").status_code == 404


def test_search_engines_are_kept_out(customer, cast):
    case = cast.complaint()
    for path in (f"/c/{case.secret}/", f"/c/{case.secret}/done/"):
        assert "noindex" in customer.get(path)["X-Robots-Tag"]


def test_staff_papers_are_not_the_customers(customer, cast):
    case, _order = cast.taken()
    inner = actions.attach(
        case, "内部.png", photo().read(), most=10**6, by=cast.actor(cast.wang), at=cast.later(minutes=6)
    )
    assert "内部.png" not in page_of(customer, case)
    assert customer.get(f"/c/{case.secret}/papers/{inner.pk}/").status_code == 404


def test_the_customers_own_photo_opens_under_his_link_only(customer, cast):
    case = customer.case(photos=[photo()])
    own = case.attachments.get()
    other = cast.complaint()
    answer = customer.get(f"/c/{case.secret}/papers/{own.pk}/")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == photo().read()
    assert customer.get(f"/c/{other.secret}/papers/{own.pk}/").status_code == 404


def test_a_merged_case_leads_on_for_the_same_phone_only(customer, cast):
    into, mine, theirs = cast.accepted(), cast.accepted(), cast.accepted(reporter_phone="13700137000")
    for case in (mine, theirs):
        actions.merge(case, into, "同一件事", by=cast.actor(cast.chen), at=cast.at)
    assert f"/c/{into.secret}/" in page_of(customer, mine)
    page = page_of(customer, theirs)
    assert into.secret not in page
    assert into.number not in page


def test_a_planned_work_shows_its_date(customer, cast):
    case, _order = cast.contacted()
    day = cast.later(days=90).date()
    actions.plan_long_term(case, "更换整条主管", day, by=cast.actor(cast.liu), at=cast.later(hours=1))
    page = page_of(customer, case)
    assert f"计划 {day.isoformat()} 完成" in page
    assert "更换整条主管" not in page


def test_more_time_granted_moves_the_promise_and_says_so(customer, cast):
    case, _order = cast.contacted()
    assert "2026-06-08 24:00" in page_of(customer, case)
    asked = actions.ask_extension(
        case,
        "answer",
        "4wd",
        "需要鉴定",
        told_customer=True,
        by=cast.actor(cast.wang),
        at=cast.later(hours=1),
    )
    assert "2026-06-12 24:00" not in page_of(customer, case)
    actions.decide_extension(asked, True, by=cast.actor(cast.liu), at=cast.later(hours=2))
    page = page_of(customer, case)
    assert "需要延长时间" in page
    assert "2026-06-12 24:00" in page
    assert "需要鉴定" not in page


def test_more_time_refused_is_an_inner_matter(customer, cast):
    case, _order = cast.contacted()
    asked = actions.ask_extension(
        case,
        "answer",
        "3wd",
        "需要鉴定",
        told_customer=True,
        by=cast.actor(cast.wang),
        at=cast.later(hours=1),
    )
    actions.decide_extension(asked, False, "理由不足", by=cast.actor(cast.liu), at=cast.later(hours=2))
    page = page_of(customer, case)
    assert "延长" not in page
    assert "理由不足" not in page


def test_a_paused_promise_is_never_late(customer, cast):
    case, _order = cast.contacted()
    actions.suspend(case, "等市政开挖许可", by=cast.actor(cast.liu), at=cast.later(hours=1))
    customer.now = cast.later(days=60)
    page = page_of(customer, case)
    assert 'data-state="paused"' in page
    assert 'data-state="late"' not in page
    assert "市政开挖许可" not in page


def test_before_the_callback_the_page_says_how_to_object(customer, cast):
    assert "如果不满意，请直接告诉我们" in page_of(customer, cast.resolved())
    assert "如果不满意，请直接告诉我们" not in page_of(customer, cast.called_back())


def test_english_words_for_an_english_reader(customer, cast):
    customer.client.cookies["bihuan_language"] = "en"
    page = page_of(customer, cast.accepted())
    assert "We answer you within 2 working days" in page
    assert "Why this time?" in page
    assert "day of the start, not counted" in page


def test_a_case_page_costs_few_queries_however_long_its_story(customer, cast, django_assert_max_num_queries):
    cases = [cast.complaint(), cast.called_back("dissatisfied")]
    page_of(customer, cases[0])
    for case in cases:
        with django_assert_max_num_queries(6):
            page_of(customer, case)


def test_reading_changes_nothing(customer, cast):
    case = cast.complaint()
    before = Case.objects.filter(pk=case.pk).values().get()
    page_of(customer, case)
    customer.get(f"/c/{case.secret}/done/")
    assert Case.objects.filter(pk=case.pk).values().get() == before


@pytest.fixture
def own_standard(cast):
    """A standard of the site's own, made at the reading desk: complaints have a public promise, opinions have none."""
    said = {"by": cast.actor(cast.he), "at": cast.at}
    draft = drafted(cast)
    row = proposal(draft, "3个工作日")
    drafts.accept(draft, row.pk, **said)
    drafts.bind(draft, row.pk, {**cast.fresh(row).binding, "public": True}, **said)
    drafts.release(draft, **said)
    return adoption.pack_of("chengnan-service@2026.1")


def opened(cast, pack, **over):
    return actions.open_case(
        cast.details(**over), pack=pack, place=cast.company, by=cast.actor(cast.chen), at=cast.at
    )


def test_a_promise_of_the_sites_own_standard_is_told_with_its_article(customer, cast, own_standard):
    case = opened(cast, own_standard)
    actions.accept(case, by=cast.actor(cast.chen), at=cast.at)
    page = page_of(customer, case)
    assert "3个工作日内答复您" in page
    assert "依据规范第 二 条" in page


def test_a_kind_without_promises_has_a_page_and_can_be_pressed(customer, cast, own_standard):
    case = opened(cast, own_standard, kind="opinion")
    assert own_standard.rows("kinds")["opinion"].promises == ()
    assert page_of(customer, case)
    case.urged_at = cast.at
    assert promises.urge_again_at(case, own_standard) > cast.at
