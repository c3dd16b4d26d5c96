"""Applying on the phone: the list before anything, papers in any order, told once, and nobody sees another's."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.engines.applications import actions
from bihuan.engines.applications.models import Application, Doubt, Paper
from bihuan.engines.billing import actions as billing
from bihuan.ground.directory.actor import customer as as_customer
from bihuan.ground.directory.models import Place
from tests.engines.applications.office import Office, in_company
from tests.windows.portal.conftest import Customer, executable, other_photo, photo, text_of
from tests.windows.portal.palm.conftest import neighbour, sign_in

pytestmark = pytest.mark.django_db
OWN = {"who": "person", "house": "own", "by": "self"}


@pytest.fixture
def office(cast) -> Office:
    return in_company(cast)


@pytest.fixture
def applicant(office: Office, customer: Customer) -> Customer:
    sign_in(customer)
    return customer


def east() -> int:
    return Place.objects.get(code="east").pk


def begun(applicant: Customer, **over: str) -> str:
    said = {
        **OWN,
        "name": "李清照",
        "address": "滨江路20号1栋101",
        "place": east(),
        "once": applicant.once,
        **over,
    }
    answer = applicant.post("/apply/home/", **said)
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["Location"])


def test_the_first_page_leads_to_it(office: Office, customer: Customer) -> None:
    assert 'href="/apply/"' in text_of(customer.get("/"))
    said = text_of(customer.get("/apply/"))
    assert all(name in said for name in ("居民新装", "过户", "销户", "校表"))
    assert "电费电价疑问" not in said, "a bill is doubted from its own page"


def test_what_one_needs_is_told_before_anybody_signs_in(office: Office, customer: Customer) -> None:
    rented = text_of(customer.get("/apply/home/", who="person", house="rented", by="self"))
    assert "租赁合同" in rented and "房屋权属证明" not in rented
    assert "/my/sign-in/" in rented


def test_questions_without_an_answer_are_asked_again(office: Office, customer: Customer) -> None:
    answer = customer.get("/apply/home/", who="cat")
    assert answer.status_code == 200 and "整份清单" not in text_of(answer)


def test_from_begin_to_told_once_to_done(office: Office, applicant: Customer) -> None:
    page = begun(applicant)
    assert applicant.client.post(page, {"file-id": photo(), "do": "keep"}).status_code == 303
    assert Application.objects.get().case is None
    assert applicant.client.post(page, {"do": "send"}).status_code == 303
    case = Application.objects.get().case
    assert case is not None and case.stage == "received"
    actions.ask_papers(case, {}, by=office.clerk, at=applicant.now)
    told = text_of(applicant.get(page))
    assert "一次" in told and "房屋权属证明" in told
    refused = applicant.client.post(page, {"do": "complete"})
    assert refused.status_code == 422 and "还缺" in text_of(refused)
    applicant.wait(hours=1)
    answer = applicant.client.post(page, {"file-deed": [other_photo(1), other_photo(2)], "do": "complete"})
    assert answer.status_code == 303
    case.refresh_from_db()
    assert case.stage == "received" and case.suspended_at is None
    assert Paper.objects.filter(paper="deed").count() == 2
    actions.check(case, by=office.clerk, at=applicant.now)
    shown = text_of(applicant.get(f"/c/{case.secret}/"))
    assert "受理后5日内答复供电方案" in shown and "已一次性告知" in shown


def test_the_same_press_twice_is_one_application(office: Office, applicant: Customer) -> None:
    assert begun(applicant) == begun(applicant)
    assert Application.objects.count() == 1


def test_a_program_is_no_paper_and_the_good_photo_beside_it_is_kept(
    office: Office, applicant: Customer
) -> None:
    page = begun(applicant)
    answer = applicant.client.post(page, {"file-id": executable(), "file-deed": photo(), "do": "send"})
    assert answer.status_code == 422
    row = Application.objects.get()
    assert row.case is None and [one.paper for one in row.papers.all()] == ["deed"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a" * 61},
        {"address": "x" * 300},
        {"who": "cat"},
        {"capacity": "many"},
        {"place": "9"},
    ],
)
def test_bad_input_is_told_on_the_page(office: Office, applicant: Customer, wrong: dict[str, str]) -> None:
    said = {**OWN, "name": "李清照", "address": "滨江路20号", "place": east(), **wrong}
    assert applicant.post("/apply/home/", **said).status_code == 422
    assert not Application.objects.exists()


def test_what_there_is_not_cannot_be_applied_for(office: Office, applicant: Customer) -> None:
    assert applicant.get("/apply/moon/").status_code == 404
    assert applicant.get("/apply/doubt/").status_code == 404


def test_without_a_standard_nothing_is_offered(cast, customer: Customer) -> None:
    assert customer.get("/apply/").status_code == 200
    assert customer.get("/apply/home/").status_code == 404


def test_files_and_pages_of_ones_own_are_nobody_elses(office: Office, applicant: Customer) -> None:
    page = begun(applicant)
    applicant.client.post(page, {"file-id": photo(), "do": "keep"})
    row = Application.objects.get()
    file = reverse("portal:application_paper", args=[row.secret, row.papers.get().pk])
    answer = applicant.get(file)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)
    other = neighbour(applicant)
    for address in (page, file):
        assert other.get(address).status_code == 404
        assert Client().get(address).status_code == 303
    assert other.client.post(page, {"do": "send"}).status_code == 404
    assert "滨江路20号1栋101" not in text_of(other.get("/apply/"))
    row.refresh_from_db()
    assert row.case is None


def test_an_account_of_somebody_else_cannot_be_applied_for(office: Office, applicant: Customer) -> None:
    theirs = office.utility.account("zhejiang-power", holder_phone="13600136000")
    mine = office.utility.account("zhejiang-power", holder_phone=applicant.phone)
    billing.bind_by_phone(mine, applicant.phone, by=as_customer(applicant.phone), at=office.at)
    said = {"who": "person", "by": "self", "name": "李清照", "capacity": "4"}
    assert applicant.post("/apply/less/", account=theirs.number, **said).status_code == 422
    assert applicant.post("/apply/less/", account=mine.number, **said).status_code == 303
    assert Application.objects.get().account == mine


def test_a_bill_is_doubted_from_its_page_by_who_may_see_it(office: Office, applicant: Customer) -> None:
    mine = office.utility.account("zhejiang-power", holder_phone=applicant.phone)
    billing.bind_by_phone(mine, applicant.phone, by=as_customer(applicant.phone), at=office.at)
    office.utility.read(mine, date(2026, 6, 1), 400)
    office.utility.run(date(2026, 6, 1))
    bill = office.utility.bill(mine)
    assert "doubt/" in text_of(applicant.get(f"/my/b/{bill.number}/"))
    path = f"/my/b/{bill.number}/doubt/"
    assert applicant.post(path, text=" ").headers["Location"] == f"/my/b/{bill.number}/"
    assert not Doubt.objects.exists()
    other = neighbour(applicant)
    assert other.post(path, text="太多").status_code == 404
    assert applicant.post(path, text="比上月多一倍").status_code == 303
    assert Doubt.objects.get().bill == bill and applicant.get(path).status_code == 405
