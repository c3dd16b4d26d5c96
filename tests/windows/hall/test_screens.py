"""The pages of a hall's screens, without a script."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bihuan.engines.halls.models import Hall
from bihuan.windows.hall import screens
from tests.windows.hall.making import Served, staffed, yesterday


def text(client: Client, link: str) -> str:
    answer = client.get(f"/hall/{link}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_the_hall_screen_shows_the_last_call_first_and_who_was_called_before(
    client: Client, east: Served
) -> None:
    east.called("A001", 1)
    east.called("A002", 2)
    html = client.get(f"/hall/{east.links['screen']}/").content.decode()
    assert re.findall(r'data-ticket="(\w+)"', html) == ["A002", "A002", "A001"]
    shown = text(client, east.links["screen"])
    assert "城东营业厅" in shown and "2号窗口" in shown and "16:50" in shown


def test_a_number_stands_once_and_leaves_when_it_is_passed(client: Client, east: Served) -> None:
    east.called("A001", 1)
    east.called("A002", 2)
    east.called("A001", 1, kind="recalled")
    east.show("passed", ticket="A002", counter=2, service="bill")
    html = client.get(f"/hall/{east.links['screen']}/").content.decode()
    assert re.findall(r'<tr data-ticket="(\w+)"', html) == ["A001"]


def test_a_new_day_begins_with_an_empty_screen(client: Client, east: Served) -> None:
    east.called("A099", 1, at=yesterday(east))
    east.show("notice", at=yesterday(east), text="昨天的通知")
    shown = text(client, east.links["screen"])
    assert "A099" not in shown and "昨天的通知" not in shown and "尚未开始叫号" in shown


def test_nothing_personal_is_on_a_screen_or_in_its_data(client: Client, east: Served) -> None:
    staffed(east, 1)
    east.ticket(1, "serving", counter=1)
    east.ticket(2)
    for path in (
        f"/hall/{east.links['screen']}/",
        f"/hall/{east.links['counter-1']}/",
        f"/hall/{east.links['screen']}/now/",
    ):
        said = client.get(path).content.decode()
        assert (
            "李女士" not in said
            and "13900139000" not in said
            and "secret-" not in said
            and "方芳" not in said
        )


def test_a_counter_screen_shows_whom_it_serves_and_the_card_number(client: Client, east: Served) -> None:
    staffed(east, 1)
    assert "正常服务" in visible(client, east.links["counter-1"])
    east.ticket(12, "called", counter=1)
    assert {"1号窗口", "综合业务", "A012", "请到本窗口办理", "0217"} <= visible(
        client, east.links["counter-1"]
    )
    assert "暂未开放" in visible(client, east.links["counter-2"])


def visible(client: Client, link: str) -> "Words":
    """What the page shows: everything that is not hidden."""
    html = client.get(f"/hall/{link}/").content.decode()
    return Words(re.sub(r"<(p|button)\b[^>]*\shidden>.*?</\1>", "", html, flags=re.S))


class Words(str):
    def __ge__(self, words: Any) -> bool:
        return all(word in re.sub(r"<[^>]+>", "", self) for word in words)


def test_who_waits_is_counted_for_each_service_the_hall_offers(client: Client, east: Served) -> None:
    east.ticket(1)
    east.ticket(2)
    east.ticket(3, "left")
    html = client.get(f"/hall/{east.links['screen']}/").content.decode()
    rows = re.findall(r'<li data-service="(\w+)">(.*?)</li>', html, flags=re.S)
    told = {service: re.sub(r"<[^>]+>", "", row) for service, row in rows}
    assert list(told)[:3] == ["bill", "open", "connect"]
    assert told["bill"] == "A缴费与账单2人等候" and told["open"].endswith("0人等候")


def test_after_closing_time_the_screen_says_so_and_who_waits_stays(client: Client, east: Served) -> None:
    said = "今日已停止取号"
    assert said not in visible(client, east.links["screen"])
    east.show("closed", waiting=2)
    assert said in visible(client, east.links["screen"])


def test_a_suspended_counter_shows_its_sign_and_no_number(client: Client, east: Served) -> None:
    staffed(east, 3, "suspended", "系统升级，请到2号窗口办理")
    seen = visible(client, east.links["counter-3"])
    assert {"暂停服务", "系统升级，请到2号窗口办理"} <= seen
    assert "请到本窗口办理" not in seen


def test_a_page_without_scripts_comes_anew_by_itself(client: Client, east: Served) -> None:
    for name in ("screen", "counter-1"):
        html = client.get(f"/hall/{east.links[name]}/").content.decode()
        assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in html


@pytest.mark.parametrize("path", ["/hall/made-up/", "/hall/made-up/now/", "/hall/%00/", "/hall/../now/"])
def test_a_wrong_link_opens_nothing(client: Client, east: Served, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_link_that_was_taken_back_and_a_hall_that_closed_open_nothing(client: Client, east: Served) -> None:
    link = east.links["counter-1"]
    east.revoke("counter-1")
    assert client.get(f"/hall/{link}/").status_code == client.get(f"/hall/{link}/now/").status_code == 404
    assert client.get(f"/hall/{east.links['screen']}/").status_code == 200
    Hall.objects.update(closed_at=east.at)
    assert client.get(f"/hall/{east.links['screen']}/").status_code == 404


def test_a_screen_changes_nothing(client: Client, east: Served) -> None:
    assert client.post(f"/hall/{east.links['screen']}/").status_code == 405


def test_the_page_may_listen_to_the_streams_port_and_to_nothing_else(
    client: Client, east: Served, settings: Any
) -> None:
    link = f"/hall/{east.links['screen']}/"
    assert "connect-src 'self';" in client.get(link)["Content-Security-Policy"]
    settings.LIVE_PORT = 8001
    answer = client.get(link)
    assert "connect-src 'self' http://testserver:8001;" in answer["Content-Security-Policy"]
    assert f'data-stream="/live/hall/{east.links["screen"]}/"' in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_a_screen_without_a_stream_can_ask(client: Client, east: Served) -> None:
    first, second = east.called("A001", 1), east.called("A002", 2)
    link = f"/hall/{east.links['screen']}/now/"
    said = client.get(link).json()
    assert (said["cursor"], said["rows"]) == (second.pk, [])
    assert [call["ticket"] for call in said["picture"]["calls"]] == ["A002", "A001"]
    missed = client.get(link, {"after": first.pk}).json()["rows"]
    assert [(row["kind"], row["said"]["ticket"]) for row in missed] == [("called", "A002")]
    for odd in ("x", "-1", "9" * 40, "²"):
        assert client.get(link, {"after": odd}).json()["rows"] == []


def test_a_call_is_said_in_the_customers_language(client: Client, east: Served) -> None:
    html = client.get(f"/hall/{east.links['screen']}/").content.decode()
    spoken = json.loads(re.search(r'id="spoken">(.*?)</script>', html)[1])  # type: ignore[index]
    assert spoken == {
        "zh": "请{ticket}号到{counter}号窗口",
        "en": "Number {ticket}, please go to counter {counter}.",
    }
    assert screens.spoken() == spoken


def test_screens_ask_little(client: Client, east: Served, django_assert_max_num_queries: Any) -> None:
    staffed(east, 1)
    for number in range(30):
        east.ticket(number + 1, service=f"kind{number % 5}")
        east.called(f"A{number:03d}", 1, at=east.at + timedelta(seconds=number))
    client.get(f"/hall/{east.links['screen']}/")
    with django_assert_max_num_queries(5):
        client.get(f"/hall/{east.links['screen']}/")
    with django_assert_max_num_queries(7):
        client.get(f"/hall/{east.links['screen']}/now/", {"after": 1})
