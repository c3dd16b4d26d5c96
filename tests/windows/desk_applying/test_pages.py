"""Papers at the desk: for whoever may see the case; scans by who takes applications; bills corrected by who makes them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from bihuan.engines.applications import actions
from bihuan.engines.applications.models import Application, Asking, Doubt
from bihuan.engines.billing.models import Account
from bihuan.ground.directory.actor import customer
from tests.engines.applications.office import PHONE, Office, in_company
from tests.windows.portal.conftest import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: cast.later(hours=1))
    return in_company(cast)


def desk(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(office.cast.people[name], backend="bihuan.ground.directory.backends.StaffBackend")
    return client


def test_the_clerk_sees_the_papers_and_those_elsewhere_do_not(office: Office) -> None:
    case = office.sent(papers=("id",))
    file = Application.objects.get().papers.get()
    pages = (f"/desk/applications/{case.pk}/", f"/desk/applications/{case.pk}/papers/{file.pk}/")
    for path in pages:
        answer = desk(office, "fang").get(path)
        assert answer.status_code == 200
        assert not answer.streaming or b"".join(answer.streaming_content)
        assert desk(office, "wang").get(path).status_code == 404, "a unit that does not hold the case"
        assert Client().get(path).status_code == 302
    assert desk(office, "fang").get(f"/desk/applications/{case.pk}/papers/{file.pk + 1}/").status_code == 404


def test_a_file_of_another_application_is_not_there(office: Office) -> None:
    office.sent(papers=("id",))
    file = Application.objects.get().papers.get()
    other = office.sent(papers=())
    assert desk(office, "fang").get(f"/desk/applications/{other.pk}/papers/{file.pk}/").status_code == 404


def test_a_paper_brought_along_is_put_in_by_who_takes_applications(office: Office) -> None:
    case = office.sent(papers=("id",))
    path = f"/desk/applications/{case.pk}/"
    said: dict[str, Any] = {"paper": "deed", "once": str(uuid4())}
    assert desk(office, "sun").post(path, said | {"file": photo()}).status_code in (403, 404)
    assert desk(office, "fang").post(path, said).status_code == 422
    assert desk(office, "fang").post(path, said | {"file": photo()}).status_code == 303
    assert {one.paper for one in Application.objects.get().papers.all()} == {"id", "deed"}


def test_the_list_is_told_from_the_cases_own_form(office: Office) -> None:
    case = office.sent(papers=("id",))
    clerk = desk(office, "fang")
    form = clerk.get(f"/desk/cases/{case.pk}/ask_papers/")
    assert form.status_code == 200 and "房屋权属证明" in form.content.decode()
    said = {"paper-id": "照片模糊", "once": str(uuid4()), "seen": office.cast.fresh(case).journal_seq}
    assert desk(office, "sun").post(f"/desk/cases/{case.pk}/ask_papers/", said).status_code in (403, 404)
    assert clerk.post(f"/desk/cases/{case.pk}/ask_papers/", said).status_code == 303
    assert dict(Asking.objects.get().items)["id"] == "照片模糊"


def test_power_on_by_form_opens_the_account(office: Office) -> None:
    case = office.stepped(office.sent(), "check", "survey", "offer", "build", "inspect")
    clerk = desk(office, "fang")
    path = f"/desk/cases/{case.pk}/carry_out/"
    assert clerk.get(path).status_code == 200
    said = {"series": "zhejiang-power", "serial": "M-77", "starts": "0", "remark": "", "once": str(uuid4())}
    answer = clerk.post(path, said | {"seen": case.journal_seq})
    assert answer.status_code == 303, answer.content.decode()
    assert Account.objects.get().meters.get().serial == "M-77"


def test_a_doubted_bill_is_corrected_by_who_makes_bills_alone(office: Office) -> None:
    mine = office.utility.account("zhejiang-power", holder_phone=PHONE)
    office.utility.read(mine, office.at.date() - timedelta(3), 400)
    office.utility.run(office.at.date() - timedelta(3))
    bill = office.utility.bill(mine)
    case = actions.doubt(bill, "多了", phone=PHONE, by=customer(PHONE), at=office.at)
    path = f"/desk/applications/{case.pk}/correct/"
    said = {"why": "读数错", "once": str(uuid4())}
    assert bill.number in desk(office, "fang").get(f"/desk/applications/{case.pk}/").content.decode()
    assert desk(office, "fang").post(path, said).status_code == 403
    assert Doubt.objects.get().corrected is None
    assert desk(office, "he").post(path, said).status_code == 303
    assert Doubt.objects.get().corrected is not None
