"""Accounts are opened, get another meter or holder and are closed at the desk; nobody else does it."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from bihuan.engines.billing import actions as billing
from bihuan.engines.billing.history import used
from bihuan.engines.billing.models import Account, Meter, Premise, Reading
from bihuan.ground.journal.models import Entry

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 31)


def text_of(answer) -> str:
    return answer.content.decode()


def post(client, path, **said):
    return client.post(path, {"once": str(uuid4()), **said})


@pytest.fixture
def own(utility) -> Account:
    return utility.account()


def opening(utility, series="beijing-water") -> str:
    return f"/desk/billing/accounts/open/?place={utility.cast.east.pk}&series={series}"


NEW = {
    "address": "滨江路20号1栋302", "on": "2026-05-01", "holder_name": "李秀英", "holder_phone": "13900139000",
    "serial": "W-77", "digits": "5", "multiplier": "1", "shows_water": "12.5",
}  # fmt: skip


def test_an_account_is_opened_with_its_meter_once(utility, signed_in):
    desk = signed_in(utility.cast.fang)
    assert "open/" in text_of(desk.get("/desk/billing/accounts/"))
    assert "居民" in text_of(desk.get("/desk/billing/accounts/open/"))
    said = NEW | {"once": str(uuid4())}
    first, again = desk.post(opening(utility), said), desk.post(opening(utility), said)
    account = Account.objects.get()
    assert first.status_code == again.status_code == 303
    assert first.url == again.url == f"/desk/billing/accounts/{account.pk}/"
    assert (account.holder_name, account.holder_phone) == ("李秀英", "13900139000")
    meter = Meter.objects.get()
    assert (meter.serial, meter.digits, meter.starts) == ("W-77", 5, {"water": "12.5"})
    assert Entry.objects.get(kind="account", subject=account.pk).verb == "account.opened"


def test_two_accounts_at_one_address_share_the_premise(utility, signed_in):
    desk = signed_in(utility.cast.fang)
    post(desk, opening(utility), **NEW)
    power = {name: value for name, value in NEW.items() if name != "shows_water"}
    post(desk, opening(utility, "zhejiang-power"), **power | {"serial": "P-1", "shows_power": "3"})
    assert Account.objects.count() == 2
    assert Premise.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"holder_phone": "12"}, "holder_phone"),
        ({"shows_water": "-1"}, "shows_water"),
        ({"shows_water": ""}, "shows_water"),
        ({"on": "1990-01-01"}, ""),
        ({"address": ""}, "address"),
        ({"multiplier": "1e99"}, "multiplier"),
        ({"holder_name": "\x00"}, "holder_name"),
        ({"people": "-4"}, "people"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_opened(utility, signed_in, wrong, field):
    answer = post(signed_in(utility.cast.fang), opening(utility), **NEW | wrong)
    assert answer.status_code == 422
    if field:
        assert f'id="id_{field}_error"' in text_of(answer)
    assert not Account.objects.exists() and not Premise.objects.exists() and not Meter.objects.exists()


@pytest.mark.parametrize("where", ["place=0&series=beijing-water", "place=x&series=no", "place=1"])
def test_an_unknown_place_or_tariff_is_asked_for_again(utility, signed_in, where):
    assert signed_in(utility.cast.fang).get(f"/desk/billing/accounts/open/?{where}").status_code == 422


def test_a_clerk_does_not_open_accounts_elsewhere(utility, signed_in):
    there = opening(utility).replace(str(utility.cast.east.pk), str(utility.cast.places["west"].pk))
    assert post(signed_in(utility.cast.fang), there, **NEW).status_code == 422
    assert not Account.objects.exists()


def test_a_meter_is_changed_and_both_count(utility, own, signed_in):
    desk, path = signed_in(utility.cast.fang), f"/desk/billing/accounts/{own.pk}/meter/"
    said = {"on": "2026-05-10", "serial": "M-0002", "digits": "6", "multiplier": "1", "why": "到期轮换"}
    assert desk.get(path).status_code == 200
    lacking = post(desk, path, **said, ends_water="130")
    assert lacking.status_code == 422 and 'id="id_starts_water_error"' in text_of(lacking)
    backwards = post(desk, path, **said, ends_water="90", starts_water="0")
    assert backwards.status_code == 422 and 'id="id_ends_water_error"' in text_of(backwards)
    assert post(desk, path, **said, ends_water="130", starts_water="0").status_code == 303
    utility.read(own, MAY, 12)
    billing.bill_now(own.pk, until=MAY, by=utility.he, at=utility.cast.at)
    assert used(own)[-1].quantities == {"water": Decimal(42)}


def test_a_meter_taken_away_for_good_lets_the_account_be_closed(utility, own, signed_in):
    clerk, manager = signed_in(utility.cast.fang), signed_in(utility.cast.he)
    close = f"/desk/billing/accounts/{own.pk}/close/"
    held = post(manager, close, why="拆迁")
    assert held.status_code == 422 and "表" in text_of(held)
    said = {"on": "2026-05-31", "digits": "6", "multiplier": "1", "why": "拆迁", "ends_water": "120"}
    assert post(clerk, f"/desk/billing/accounts/{own.pk}/meter/", **said).status_code == 303
    assert post(manager, close, why="拆迁").status_code == 422, "what was used is not billed"
    billing.bill_now(own.pk, until=MAY, by=utility.he, at=utility.cast.at)
    assert post(manager, close, why="拆迁").status_code == 303
    own.refresh_from_db()
    assert own.closed_at == utility.cast.at
    verbs = list(
        Entry.objects.filter(kind="account", subject=own.pk).order_by("seq").values_list("verb", flat=True)
    )
    assert verbs[-1] == "account.closed" and "account.meter_removed" in verbs
    assert "close/" not in text_of(manager.get(f"/desk/billing/accounts/{own.pk}/"))


def test_the_account_passes_to_another_holder(utility, own, signed_in):
    path = f"/desk/billing/accounts/{own.pk}/holder/"
    desk = signed_in(utility.cast.he)
    assert "张三丰" not in text_of(desk.get(path)), "nobody sees the holder without showing him on purpose"
    assert post(desk, path, holder_name="李秀英", holder_phone="1", why="卖房").status_code == 422
    assert post(desk, path, holder_name="李秀英", holder_phone="13900139000", why="卖房").status_code == 303
    own.refresh_from_db()
    assert own.holder_name == "李秀英"


def test_a_wrong_reading_counts_no_more(utility, own, signed_in):
    reading = utility.read(own, date(2026, 5, 20), 500)
    desk, path = signed_in(utility.cast.fang), f"/desk/billing/readings/{reading.pk}/refuse/"
    post(desk, path, why="")
    assert Reading.objects.get().state == "accepted"
    assert "refuse/" in text_of(desk.get(f"/desk/billing/accounts/{own.pk}/"))
    assert post(desk, path, why="看错一位").status_code == 303
    assert Reading.objects.get().state == "refused"
    assert desk.post("/desk/billing/readings/999999/refuse/", {"why": "x"}).status_code == 404


@pytest.mark.parametrize("who", ["chen", "ma"])
def test_who_keeps_no_accounts_is_refused_everywhere(utility, own, signed_in, who):
    reading = utility.read(own, date(2026, 5, 20), 110)
    desk = signed_in(getattr(utility.cast, who))
    at = f"/desk/billing/accounts/{own.pk}"
    for path in (f"{at}/holder/", f"{at}/close/", f"/desk/billing/readings/{reading.pk}/refuse/"):
        assert post(desk, path, why="x").status_code in (403, 404), path
    own.refresh_from_db()
    assert own.closed_at is None and own.holder_name == "张三丰"
    assert Reading.objects.get().state == "accepted"


def test_a_clerk_of_another_hall_finds_no_account_here(utility, signed_in):
    own = utility.account(place="west", serial="M-W")
    desk = signed_in(utility.cast.fang)
    assert desk.get(f"/desk/billing/accounts/{own.pk}/meter/").status_code == 404
    assert desk.get(f"/desk/billing/accounts/{own.pk}/close/").status_code == 403
