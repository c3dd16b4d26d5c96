"""The first page."""

import pytest
from django.contrib.staticfiles import finders

from bihuan.ground.directory.models import Place
from bihuan.ground.standards import adoption
from bihuan.ground.standards.models import Adoption
from bihuan.windows.portal.promises import document_number
from tests.windows.portal.conftest import text_of

pytestmark = pytest.mark.django_db


def test_every_kind_of_the_standard_is_a_choice(customer, cast):
    page = text_of(customer.get("/"))
    for kind in cast.pack.rows("kinds").values():
        assert f"/submit/?kind={kind.id}" in page
        assert kind.title.zh in page


def test_public_promises_are_told_with_their_clause_and_inner_ones_are_not(customer):
    page = text_of(customer.get("/"))
    assert "1个工作日内与您联系" in page
    assert "第 7.6 条" in page
    assert "7.6a-public" not in page
    assert "45分钟" not in page


def test_the_hotline_of_the_company_is_there_to_call(customer, cast):
    assert 'href="tel:' not in text_of(customer.get("/"))
    Place.objects.filter(pk=cast.company.pk).update(phone="0826-1234567")
    assert 'href="tel:0826-1234567"' in text_of(customer.get("/"))


def test_english_is_complete(customer):
    customer.client.cookies["bihuan_language"] = "en"
    page = text_of(customer.get("/"))
    assert "What we promise" in page
    assert "We answer you within 2 working days" in page
    assert "我们的承诺" not in page


def test_a_site_without_a_company_says_that_it_is_being_set_up(db, client):
    answer = client.get("/")
    assert answer.status_code == 503
    assert "开通" in text_of(answer)


def test_a_standard_that_was_tampered_with_stops_new_matters_but_not_those_under_way(customer, cast):
    case = cast.accepted()
    Adoption.objects.update(hash="0" * 64)
    adoption.forget()
    assert customer.get("/").status_code == 503
    assert customer.get("/submit/").status_code == 503
    assert customer.get("/track/").status_code == 200
    assert customer.get(f"/c/{case.secret}/").status_code == 200
    adoption.forget()


def test_the_first_page_costs_one_query(customer, django_assert_num_queries):
    customer.get("/")
    with django_assert_num_queries(1):
        customer.get("/")


def test_the_portal_can_be_installed(customer):
    said = customer.get("/manifest.webmanifest").json()
    assert said["display"] == "standalone"
    assert finders.find(said["icons"][0]["src"].removeprefix("/static/"))
    assert customer.get(said["start_url"]).status_code == 200


@pytest.mark.parametrize("path", ["/", "/manifest.webmanifest"])
def test_nothing_is_changed_by_the_first_page(customer, path):
    assert customer.post(path).status_code == 405


@pytest.mark.parametrize(
    ("clause", "printed"),
    [("7.6a-public", "7.6"), ("7.5b-1", "7.5"), ("2.4(2)b", "2.4(2)"), ("7", "7"), ("附则", "附则")],
)
def test_customers_read_the_number_that_the_document_prints(clause: str, printed: str) -> None:
    assert document_number(clause) == printed
