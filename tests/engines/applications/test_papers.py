"""一次性告知: all that is missing is told at once, a second list is accounted for, and the clocks wait meanwhile."""

from datetime import timedelta

import pytest

from bihuan.engines.applications import actions
from bihuan.engines.applications.errors import BadInput, Missing, NotAllowed, NotFound, NotYours, ToldAlready
from bihuan.engines.applications.inforce import missing
from bihuan.engines.applications.models import Application, Asking, Paper
from bihuan.engines.cases.errors import NotNow
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.actor import customer
from bihuan.ground.journal.models import Delivery, Entry
from tests.engines.applications.office import PHONE, PNG, Office

pytestmark = pytest.mark.django_db


def entries(case: Case) -> list[str]:
    return list(
        Entry.objects.filter(kind="case", subject=case.pk).order_by("seq").values_list("verb", flat=True)
    )


def test_the_list_depends_on_who_applies(office: Office) -> None:
    own = office.begin()
    tenant = office.begin(answers={"who": "organisation", "house": "rented", "by": "proxy"})
    assert [one.id for one in missing(own)] == ["id", "deed"]
    assert [one.id for one in missing(tenant)] == ["licence", "lease", "proxy"]


def test_what_is_not_sent_opens_no_case(office: Office) -> None:
    office.hand_in(office.begin(), "id")
    assert not Case.objects.filter(kind="connection_home").exists()


def test_sent_twice_is_one_case(office: Office) -> None:
    application = office.begin()
    first = actions.send(application, by=office.customer, at=office.at)
    assert actions.send(application, by=office.customer, at=office.at) == first
    assert entries(first) == ["case.open", "case.papers"]


def test_what_nobody_handed_in_is_on_the_list_though_the_clerk_forgot_it(office: Office) -> None:
    case = office.sent(papers=("id",), answers={"who": "person", "house": "own", "by": "proxy"})
    asking = actions.ask_papers(case, {"id": "照片模糊"}, by=office.clerk, at=office.at)
    assert list(asking.items) == ["id", "deed", "proxy"]
    body = Delivery.objects.filter(address=PHONE, channel="sms").latest("pk").body
    assert all(word in body for word in ("申请人身份证（照片模糊）", "房屋权属证明", "授权委托书"))
    assert office.cast.fresh(case).stage == "papers"


def test_a_second_list_needs_a_reason_and_is_counted(office: Office) -> None:
    case = office.sent(papers=("id",))
    actions.ask_papers(case, {}, by=office.clerk, at=office.at)
    application = Application.objects.get(case=case)
    office.hand_in(application, "deed", at=office.at + timedelta(hours=1))
    actions.send_papers(case, by=office.customer, at=office.at + timedelta(hours=2))
    later = office.at + timedelta(hours=3)
    with pytest.raises(ToldAlready):
        actions.ask_papers(case, {"id": "过期"}, by=office.clerk, at=later)
    second = actions.ask_papers(case, {"id": "过期"}, "证件当天刚过期", by=office.clerk, at=later)
    assert (second.number, second.reason, Asking.objects.count()) == (2, "证件当天刚过期", 2)


def test_nothing_is_asked_for_where_nothing_is_missing(office: Office) -> None:
    with pytest.raises(Missing):
        actions.ask_papers(office.sent(), {}, by=office.clerk, at=office.at)


def test_a_paper_that_is_not_on_the_list_cannot_be_asked_for(office: Office) -> None:
    with pytest.raises(BadInput):
        actions.ask_papers(office.sent(), {"plan": "缺"}, by=office.clerk, at=office.at)


def test_the_clock_waits_while_papers_are_missing_and_its_receipt_shows_it(office: Office) -> None:
    account = office.utility.account("zhejiang-power", holder_phone=PHONE)
    case = office.sent("less", ("id",), account=account, said={"capacity": "4"})
    before = office.clock(case, "taken").due_at
    actions.ask_papers(case, {"id": "反面没有拍"}, by=office.clerk, at=office.at)
    paused = office.clock(case, "taken")
    assert paused.due_at is None and paused.paused_at == office.at
    actions.add_paper(
        Application.objects.get(case=case),
        "id",
        "反面.png",
        PNG + b"\0",
        most=10**6,
        at=office.at + timedelta(2),
    )
    actions.send_papers(case, by=office.customer, at=office.at + timedelta(2))
    resumed = office.clock(case, "taken")
    assert resumed.due_at is not None and before is not None and resumed.due_at > before
    assert [one.what for one in resumed.events.order_by("pk")] == ["pause", "resume"]
    assert office.cast.fresh(case).suspended_at is None


def test_what_is_still_missing_is_named_and_nothing_goes_on(office: Office) -> None:
    case = office.sent(papers=())
    actions.ask_papers(case, {}, by=office.clerk, at=office.at)
    office.hand_in(Application.objects.get(case=case), "id", at=office.at + timedelta(hours=1))
    with pytest.raises(BadInput) as refused:
        actions.send_papers(case, by=office.customer, at=office.at + timedelta(hours=2))
    assert "房屋权属证明" in str(refused.value.fields["papers"])
    assert office.cast.fresh(case).stage == "papers"


def test_papers_are_complete_only_when_all_are_there(office: Office) -> None:
    case = office.sent(papers=("id",))
    with pytest.raises(Missing):
        actions.check(case, by=office.clerk, at=office.at)
    whole = office.sent()
    actions.check(whole, by=office.clerk, at=office.at)
    now = office.cast.fresh(whole)
    assert (now.stage, now.accepted_by_id) == ("checked", office.clerk.person)


def test_after_the_papers_are_complete_none_is_added_or_exchanged(office: Office) -> None:
    case = office.stepped(office.sent(), "check")
    application = Application.objects.get(case=case)
    with pytest.raises(NotYours):
        office.hand_in(application, "id")
    with pytest.raises(NotYours):
        actions.take_back_paper(application, application.papers.all()[0].pk, at=office.at)


def test_a_paper_taken_back_before_sending_does_not_count(office: Office) -> None:
    application = office.begin()
    office.hand_in(application, "id", "id")
    only = Paper.objects.get(application=application)
    actions.take_back_paper(application, only.pk, at=office.at)
    assert "id" in [one.id for one in missing(application)]
    with pytest.raises(NotFound):
        actions.take_back_paper(application, only.pk, at=office.at)


@pytest.mark.parametrize("name", ["wang", "sun", "dong"])
def test_who_takes_no_applications_asks_for_no_papers(office: Office, name: str) -> None:
    case = office.sent(papers=())
    with pytest.raises(NotAllowed):
        actions.ask_papers(case, {}, by=office.cast.actor(office.cast.people[name]), at=office.at)
    assert not Asking.objects.exists()


def test_a_customer_cannot_say_that_his_own_papers_are_complete(office: Office) -> None:
    with pytest.raises(NotAllowed):
        actions.check(office.sent(), by=customer(PHONE), at=office.at)


def test_papers_cannot_be_sent_that_nobody_asked_for(office: Office) -> None:
    with pytest.raises(NotNow):
        actions.send_papers(office.sent(), by=office.customer, at=office.at)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"answers": {"who": "person", "house": "own"}}, "by"),
        ({"answers": {"who": "cat", "house": "own", "by": "self"}}, "who"),
        ({"said": {}}, "address"),
        ({"said": {"address": "a", "capacity": "1e9"}}, "capacity"),
        ({"said": {"address": "a", "capacity": "NaN"}}, "capacity"),
        ({"said": {"address": "a\x00"}}, "address"),
        ({"name": " "}, "name"),
    ],
)
def test_what_is_filled_in_wrong_is_told_at_its_field(office: Office, wrong: dict, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        office.begin(**wrong)
    assert field in refused.value.fields
    assert not Application.objects.exists()
