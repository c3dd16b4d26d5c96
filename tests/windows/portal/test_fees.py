"""Prices to look up and to try."""

import html
from datetime import date

import pytest

from bihuan.ground.directory.models import Place
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from bihuan.ground.standards.actions import adopt
from bihuan.ground.standards.models import Adoption
from tests.cast import SINCE
from tests.windows.portal.conftest import text_of
from tests.windows.portal.test_bad_input import NASTY

pytestmark = pytest.mark.django_db

PRICES = "china-tariffs-2026@2026.1"
HALF_YEAR = {"from": "2026-01-01", "to": "2026-06-30"}
JULY = {"from": "2026-07-01", "to": "2026-07-31"}


@pytest.fixture
def prices(cast):
    """The company has published prices since the beginning of the year."""
    adopt(cast.company, PRICES, since=date(2026, 1, 1), by=cast.actor(cast.admin), at=SINCE)
    adoption.forget()
    yield
    adoption.forget()


def read(answer) -> str:
    return html.unescape(text_of(answer))


def test_the_first_page_leads_there_when_there_are_prices(customer, cast):
    assert "/fees/" not in text_of(customer.get("/"))
    adopt(cast.company, PRICES, since=date(2026, 1, 1), by=cast.actor(cast.admin), at=SINCE)
    adoption.forget()
    assert 'href="/fees/"' in text_of(customer.get("/"))
    adoption.forget()


def test_without_prices_the_page_says_so(customer):
    assert "还没有公布价格" in read(customer.get("/fees/"))


def test_every_tariff_is_listed_with_its_source(customer, prices):
    page = read(customer.get("/fees/"))
    assert 'href="/fees/beijing-water/"' in page
    assert "京发改〔2014〕865号" in page
    assert "至2024-06-30" in page, "what is no longer in force says so"


def test_the_list_is_narrowed_by_commodity_area_and_customers(customer, prices):
    page = read(customer.get("/fees/", commodity="electricity", area="guangzhou", customers="resident"))
    assert 'href="/fees/guangzhou-power/"' in page
    assert 'href="/fees/beijing-water/"' not in page
    assert 'href="/fees/guangzhou-gas/"' not in page
    none = customer.get("/fees/", commodity="gas", area="beijing")
    assert none.status_code == 200
    assert "三项都符合的价格没有" in read(none)


def test_a_choice_that_is_not_there_is_refused(customer, prices):
    answer = customer.get("/fees/", commodity="gold")
    assert answer.status_code == 422
    assert "请从列表中选择" in read(answer)


def test_a_tariff_shows_its_prices_before_anything_is_asked(customer, prices):
    answer = customer.get("/fees/beijing-water/")
    page = read(answer)
    assert answer.status_code == 200
    assert "第1档 · 180立方米及以下" in page
    assert "北京市发展和改革委员会" in page
    assert f"{PRICES}#京水-1" in page
    assert "fee-total" not in page


def test_a_usage_is_worked_out_step_by_step(customer, prices):
    page = read(customer.get("/fees/beijing-water/", **HALF_YEAR, **{"q-water": "200"}, people="7"))
    assert "<strong>1000.00</strong>" in page
    assert "年度分档（家庭7人）：第1档 240立方米及以下；第2档 240–320立方米；第3档 320立方米以上" in page
    assert "水费（第1档）：2.07元 × 200立方米 = 414元" in page
    assert "合计1000元，最后一次四舍五入到0.01元：1000.00元" in page
    assert f'title="{PRICES}#京水-2"' in page


def test_an_address_with_other_words_in_it_asks_nothing(customer, prices):
    answer = customer.get("/fees/beijing-water/", utm="poster", **{"from": "2026-01-01"})
    assert answer.status_code == 200
    assert "还不能算" not in read(answer)


def test_each_measure_has_its_field_and_its_hours(customer, prices):
    page = read(customer.get("/fees/guangzhou-power-times/"))
    for name in ("q-peak", "q-flat", "q-valley"):
        assert f'name="{name}"' in page
    assert "10:00–12:00, 14:00–19:00" in page
    made = customer.get(
        "/fees/guangzhou-power-times/", **JULY, **{f"q-{one}": "100" for one in ("peak", "flat", "valley")}
    )
    assert "<strong>183.30</strong>" in text_of(made)


def test_two_dates_are_compared(customer, prices):
    asked = {"from": "2011-05-01", "to": "2011-05-31", "q-water": "24", "against": "2011-03-31"}
    page = read(customer.get("/fees/shenzhen-water-fee/", **asked))
    assert "<strong>57.50</strong>" in page
    assert "<strong>47.50</strong>" in page
    assert "按另一天的价格要少10.00元" in page


def test_the_price_of_the_days_asked_about_is_shown(customer, prices):
    asked = {"from": "2011-03-01", "to": "2011-03-31", "q-water": "24"}
    assert "2.85" in text_of(customer.get("/fees/shenzhen-water-fee/", **asked))


def test_only_what_the_tariff_knows_is_asked(customer, prices):
    beijing = text_of(customer.get("/fees/beijing-water/"))
    assert 'name="people"' in beijing
    assert 'name="already"' in beijing
    assert 'name="relief"' not in beijing
    assert 'name="multiplier"' not in beijing
    shandong = text_of(customer.get("/fees/shandong-power/"))
    for name in ("people", "already", "months_used", "relief", "multiplier"):
        assert f'name="{name}"' in shandong


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"q-water": ""}, "请填写此项"),
        ({"q-water": "lots"}, "请填写数字或日期"),
        ({"q-water": "-1"}, "应填不小于0的数"),
        ({"q-water": "99999999"}, "应小于10000000"),
        ({"q-water": "1", "to": "2025-12-31"}, "结束日期不能早于开始日期"),
        ({"q-water": "1", "to": "2028-01-01"}, "一次最多计算400天"),
        ({"q-water": "1", "from": "yesterday"}, "请填写数字或日期"),
        ({"q-water": "1", "from": "1800-01-01"}, "年份应在1990到2100之间"),
        ({"q-water": "1", "to": "9999-12-31"}, "年份应在1990到2100之间"),
        ({"q-water": "1", "people": "99"}, "人数应在0到50之间"),
        ({"q-water": "1", "already": "-5"}, "应填不小于0的数"),
        ({"q-water": "1", "from": "2010-01-01", "to": "2010-01-31"}, "2010-01-31没有有效的价格。可查的价格：2014-05-01起执行"),
        ({"q-water": "1", "against": "2010-01-01"}, "2010-01-01没有有效的价格"),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_said_at_its_field(customer, prices, said, told):
    answer = customer.get("/fees/beijing-water/", **HALF_YEAR | said)
    assert answer.status_code == 422
    assert told in read(answer)
    assert ("两个日期没法比较" if "against" in said else "还不能算") in read(answer)


def test_a_month_without_a_price_is_named_where_the_bill_begins(customer, prices):
    answer = customer.get(
        "/fees/shandong-power/", **{"from": "2019-06-15", "to": "2019-07-14", "q-power": "1"}
    )
    assert answer.status_code == 422
    assert "2019-06-15没有有效的价格" in read(answer)


def test_nonsense_is_answered_and_nothing_comes_about(customer, prices):
    before = Entry.objects.count()
    names = ("from", "to", "q-power", "people", "already", "months_used", "relief", "multiplier", "against")
    nasty = [*NASTY, "1e999999999", "1e-999999999", "NaN", "Infinity", "sNaN", "0001-01-01", "9999-12-31"]
    for value in nasty:
        for asked in (
            dict.fromkeys(names, value),
            HALF_YEAR | {"q-power": value},
            *({**JULY, "q-power": "1", name: value} for name in names[3:]),
        ):
            answer = customer.get("/fees/shandong-power/", **asked)
            assert answer.status_code in (200, 422), (value, asked)
            assert "<img src=x onerror" not in text_of(answer)
        assert customer.get(
            "/fees/", **dict.fromkeys(("commodity", "area", "customers"), value)
        ).status_code in (200, 422)
    assert Entry.objects.count() == before


def test_a_tariff_that_is_not_there_is_not_found(customer, prices):
    assert customer.get("/fees/atlantis-water/").status_code == 404


def test_prices_are_only_read(customer, prices):
    for path in ("/fees/", "/fees/beijing-water/"):
        assert customer.post(path).status_code == 405


def test_prices_of_one_hall_are_not_those_of_the_company(customer, cast, prices):
    """Only what the company has adopted is offered: a hall's own pack is not everybody's."""
    hall = Place.objects.filter(parent=cast.company).first()
    Adoption.objects.filter(pack="china-tariffs-2026").update(place=hall)
    adoption.forget()
    assert customer.get("/fees/beijing-water/").status_code == 404


def test_a_pack_that_was_tampered_with_is_not_charged_by(customer, prices):
    Adoption.objects.filter(pack="china-tariffs-2026").update(hash="0" * 64)
    adoption.forget()
    assert customer.get("/fees/").status_code == 503


def test_english_is_complete(customer, prices):
    customer.client.cookies["bihuan_language"] = "en"
    page = read(customer.get("/fees/beijing-water/", **HALF_YEAR, **{"q-water": "200"}))
    assert "Water fee, step 2: 4.07 yuan × 20 m³ = 81.4 yuan" in page
    shown = page.replace("中文", "")
    for word in ("水费", "年度", "立方米", "合计", "北京市"):
        assert word not in shown
    assert "Published prices to look up and to try" in read(customer.get("/fees/"))


def test_a_page_of_prices_costs_one_query(customer, prices, django_assert_num_queries):
    asked = {**HALF_YEAR, "q-water": "200", "against": "2020-01-01"}
    for path, said in (("/fees/", {}), ("/fees/beijing-water/", {}), ("/fees/beijing-water/", asked)):
        customer.get(path, **said)
        with django_assert_num_queries(1):
            customer.get(path, **said)
