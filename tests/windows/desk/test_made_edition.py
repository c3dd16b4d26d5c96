"""A site that lives by an edition made at the reading desk: every page stands, and a complaint goes all the way."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache

from bihuan.engines.cases.models import Clock
from bihuan.engines.drafts import actions
from bihuan.ground.journal import verify
from bihuan.ground.standards import adoption
from tests.cast import Cast
from tests.engines.drafts.making import drafted
from tests.windows.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

PAGES = {
    "he": [
        "/desk/", "/desk/board/", "/desk/cases/", "/desk/reports/", "/desk/standard/", "/desk/adoption/",
        "/desk/standard/chengnan-service@2026.1/", "/desk/drafts/", "/desk/search/?q=停水",
    ],
    "chen": ["/desk/", "/desk/intake/", "/desk/callbacks/", "/desk/inbox/"],
    "liu": ["/desk/", "/desk/reports/"],
    "wang": ["/desk/", "/desk/cases/?stage=all"],
}  # fmt: skip


@pytest.fixture
def site(cast: Cast) -> Cast:
    """The made edition is the company's nearest; the cast's cases open under it."""
    said: dict[str, Any] = {"by": cast.actor(cast.he), "at": cast.at}
    draft = drafted(cast)
    actions.accept_all(draft, "", 0, **said)
    actions.release(draft, **said)
    actions.adopt(cast.fresh(draft), cast.company, since=date(2026, 6, 1), **said)
    cast.pack = adoption.pack_of("chengnan-service@2026.1")
    cache.clear()
    return cast


def test_a_complaint_goes_all_the_way_under_it(site: Cast) -> None:
    case = site.archived()
    assert (case.edition, case.stage) == ("chengnan-service@2026.1", "archived")
    clocks = {one.promise: one for one in Clock.objects.filter(case=case)}
    assert {name: one.clause.partition("#")[2] for name, one in clocks.items()} == {
        "contact": "第一条", "answer": "第二条", "callback": "第三条",
    }  # fmt: skip
    assert all(one.met for one in clocks.values())
    assert list(verify.everything()) == []


@pytest.mark.parametrize("who", PAGES)
def test_every_page_stands(signed_in: SignedIn, site: Cast, who: str) -> None:
    case, _order = site.contacted()
    desk = signed_in(site.people[who])
    for path in [*PAGES[who], f"/desk/cases/{case.pk}/"]:
        assert desk.get(path).status_code == 200, path


def test_its_monthly_figures_are_owed(signed_in: SignedIn, site: Cast) -> None:
    page = signed_in(site.liu).get("/desk/reports/").content.decode()
    assert "服务标准指标月报" in page


@pytest.mark.parametrize("path", ["/", "/submit/", "/submit/?kind=complaint", "/track/"])
def test_customers_pages_stand(client: Any, site: Cast, path: str) -> None:
    assert client.get(path).status_code == 200
