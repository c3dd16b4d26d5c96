"""Signing in and out, the inbox, and who may open which page."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bihuan.ground.directory.models import Person
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery, Entry
from tests.cast import PASSWORD, Cast
from tests.windows.desk.conftest import SignedIn

PAGES = [
    "/desk/", "/desk/inbox/", "/desk/search/?q=停水", "/desk/intake/", "/desk/intake/caller/", "/desk/intake/kind/",
    "/desk/cases/", "/desk/cases/1/", "/desk/cases/1/answer/", "/desk/cases/1/orders/1/take/",
    "/desk/cases/1/clocks/1/receipt/", "/desk/cases/1/papers/1/", "/desk/callbacks/", "/desk/board/",
    "/desk/standard/", "/desk/people/", "/desk/people/new/", "/desk/people/1/", "/desk/teams/", "/desk/places/",
    "/desk/adoption/", "/desk/password/",
]  # fmt: skip
#: page: who of the cast may open it
ENTITLED = {
    "/desk/intake/": {"chen", "lin", "fang", "tang"},
    "/desk/callbacks/": {"chen", "lin", "fang", "liu"},
    "/desk/board/": {"zhao", "qian", "liu", "he", "sun", "ma"},
    "/desk/people/": {"admin", "he"},
    "/desk/people/new/": {"admin", "he"},
    "/desk/teams/": {"admin", "he"},
    "/desk/places/": {"admin", "he"},
    "/desk/adoption/": {"admin", "he"},
}


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_led_to_the_sign_in_page_and_learns_nothing(
    client: Client, cast: Cast, page: str
) -> None:
    cast.dispatched()

    answer = client.get(page)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/login/?next=%2Fdesk%2F")
    assert answer.content == b""


@pytest.mark.parametrize(
    "page", ["/desk/cases/1/answer/", "/desk/intake/", "/desk/people/new/", "/desk/inbox/read/"]
)
def test_a_stranger_cannot_post(client: Client, cast: Cast, page: str) -> None:
    case, _order = cast.contacted()

    answer = client.post(page.replace("/1/", f"/{case.pk}/"), {"text": "好"})

    assert answer.status_code == 302
    assert cast.fresh(case).answered_at is None


@pytest.mark.parametrize("page", ENTITLED)
def test_pages_of_a_role_are_closed_to_other_roles(signed_in: SignedIn, cast: Cast, page: str) -> None:
    opened = {name for name, person in cast.people.items() if signed_in(person).get(page).status_code == 200}

    assert opened == ENTITLED[page]


def test_signing_in_leads_to_the_page_asked_for(client: Client, cast: Cast) -> None:
    cast.wang.set_password(PASSWORD)
    cast.wang.save()

    answer = client.post(
        "/desk/login/", {"username": "wang", "password": PASSWORD, "next": "/desk/cases/?mine=1"}
    )

    assert answer["Location"] == "/desk/cases/?mine=1"
    assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/desk/logout/"]
)
def test_signing_in_never_leads_elsewhere(client: Client, cast: Cast, there: str) -> None:
    cast.wang.set_password(PASSWORD)
    cast.wang.save()

    answer = client.post("/desk/login/", {"username": "wang", "password": PASSWORD, "next": there})

    assert answer["Location"] == "/desk/"


@pytest.mark.parametrize(
    "typed", [{"username": "wang", "password": "wrong"}, {"username": "nobody", "password": PASSWORD}]
)
def test_a_wrong_password_and_an_unknown_account_look_alike(
    client: Client, cast: Cast, typed: dict[str, str]
) -> None:
    cast.wang.set_password(PASSWORD)
    cast.wang.save()

    answer = client.post("/desk/login/", typed)

    assert answer.status_code == 422
    assert "账号或密码不对" in answer.content.decode()
    assert client.get("/desk/").status_code == 302


def test_guessing_passwords_is_stopped_even_for_the_right_one(client: Client, cast: Cast) -> None:
    cast.wang.set_password(PASSWORD)
    cast.wang.save()
    for _guess in range(8):
        client.post("/desk/login/", {"username": "wang", "password": "guess"})

    answer = client.post("/desk/login/", {"username": "wang", "password": PASSWORD})

    assert answer.status_code == 429
    assert "密码输错次数过多" in answer.content.decode()
    assert client.get("/desk/").status_code == 302


def test_a_closed_account_cannot_come_in(signed_in: SignedIn, cast: Cast) -> None:
    desk = signed_in(cast.wang)
    cast.wang.is_active = False
    cast.wang.save()

    assert desk.get("/desk/").status_code == 302


def test_signing_out_needs_a_post_and_ends_the_session(signed_in: SignedIn, cast: Cast) -> None:
    desk = signed_in(cast.wang)

    assert desk.get("/desk/logout/").status_code == 405
    assert desk.post("/desk/logout/").status_code == 303
    assert desk.get("/desk/").status_code == 302


def test_forms_without_their_token_are_refused(cast: Cast) -> None:
    case = cast.complaint()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.chen, backend="bihuan.ground.directory.backends.StaffBackend")

    answer = strict.post(f"/desk/cases/{case.pk}/accept/")

    assert answer.status_code == 403
    assert cast.fresh(case).accepted_at is None


def test_the_inbox_holds_my_messages_only_and_opening_one_reads_it(signed_in: SignedIn, cast: Cast) -> None:
    cast.dispatched()
    journal.queue("inapp", cast.gao.ref, "给高磊的消息", at=cast.at)
    desk = signed_in(cast.wang)
    mine = Delivery.objects.inbox(cast.wang.ref).get()

    page = desk.get("/desk/inbox/").content.decode()
    opened = desk.post(f"/desk/inbox/{mine.pk}/read/")

    assert mine.subject in page
    assert "给高磊的消息" not in page
    assert opened["Location"] == mine.link
    assert cast.fresh(mine).read_at is not None


def test_nobody_reads_anothers_message(signed_in: SignedIn, cast: Cast) -> None:
    journal.queue("inapp", cast.gao.ref, "给高磊的消息", at=cast.at)
    theirs = Delivery.objects.inbox(cast.gao.ref).get()

    answer = signed_in(cast.wang).post(f"/desk/inbox/{theirs.pk}/read/")

    assert answer.status_code == 404
    assert cast.fresh(theirs).read_at is None


def test_marking_all_as_read_leaves_others_inboxes_alone(signed_in: SignedIn, cast: Cast) -> None:
    journal.queue("inapp", cast.gao.ref, "给高磊的消息", at=cast.at)
    journal.queue("inapp", cast.wang.ref, "一", at=cast.at)
    journal.queue("inapp", cast.wang.ref, "二", at=cast.at)

    signed_in(cast.wang).post("/desk/inbox/read/")

    assert list(Delivery.objects.filter(read_at=None).values_list("address", flat=True)) == [cast.gao.ref]


@pytest.fixture
def demo_logins(settings: Any, tmp_path: Path) -> Path:
    """What `bihuan demo` writes down, here with two of the cast."""
    people = [
        {"username": "wang", "name": "王强", "role": "handler", "team": "供水部"},
        {"username": "gao", "name": "高磊", "role": "handler", "team": "燃气部"},
    ]
    path = tmp_path / "demo-logins.json"
    path.write_text(json.dumps({"password": PASSWORD, "people": people}), "utf-8")
    settings.DEMO_LOGINS = path
    return path


def test_a_demo_offers_its_people_and_one_press_signs_in(
    client: Client, cast: Cast, settings: Any, demo_logins: Path
) -> None:
    settings.DEMO = True
    cast.wang.set_password(PASSWORD)
    cast.wang.save()

    page = client.get("/desk/login/?next=/desk/cases/").content.decode()
    forms = re.findall(r'<form method="post" action="/desk/login/">(.*?)</form>', page, re.S)
    pressed = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', forms[1]))

    assert page.index("王强") < page.index("<summary>") < page.index("高磊")
    assert client.post("/desk/login/", pressed)["Location"] == "/desk/cases/"
    assert client.get("/desk/").status_code == 200


def test_outside_a_demo_nobody_is_offered(
    client: Client, cast: Cast, settings: Any, demo_logins: Path
) -> None:
    settings.DEMO = False

    page = client.get("/desk/login/").content.decode()

    assert PASSWORD not in page
    assert "王强" not in page
    assert "演示" not in page


def test_a_demo_that_was_never_played_offers_nobody(client: Client, cast: Cast, settings: Any) -> None:
    settings.DEMO, settings.DEMO_LOGINS = True, Path("/nowhere/demo-logins.json")

    assert "演示账号" not in client.get("/desk/login/").content.decode()


NEW_PASSWORD = "quite-another-word-7"


@pytest.fixture
def wang(cast: Cast) -> Person:
    cast.wang.set_password(PASSWORD)
    cast.wang.save()
    return cast.wang


def _asked(**over: str) -> dict[str, str]:
    return {"current": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD, **over}


def test_a_new_password_of_ones_own_holds_is_journaled_and_ends_other_sessions(
    signed_in: SignedIn, wang: Person
) -> None:
    elsewhere = Client()
    elsewhere.force_login(wang, backend="bihuan.ground.directory.backends.StaffBackend")
    desk = signed_in(wang)

    answer = desk.post("/desk/password/", _asked())

    wang.refresh_from_db()
    entry = Entry.objects.get(kind="person", subject=wang.pk, verb="person.password")
    assert answer.status_code == 303
    assert wang.check_password(NEW_PASSWORD)
    assert entry.actor == wang.ref
    assert NEW_PASSWORD not in str(entry.facts)
    assert desk.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"current": "a-wrong-guess-1"}, "当前密码不对"),
        ({"again": "something-else-9"}, "两次输入的新密码不一致"),
        ({"password": "short", "again": "short"}, "10"),
        ({"current": ""}, "这个字段是必填项"),
        ({"password": "x" * 201, "again": "x" * 201}, "200"),
    ],
)
def test_a_password_is_not_changed_by_a_form_that_is_wrong(
    signed_in: SignedIn, wang: Person, typed: dict[str, str], told: str
) -> None:
    answer = signed_in(wang).post("/desk/password/", _asked(**typed))

    page = answer.content.decode()
    wang.refresh_from_db()
    assert answer.status_code == 422
    assert told in page
    assert PASSWORD not in page and NEW_PASSWORD not in page
    assert wang.check_password(PASSWORD)
    assert not Entry.objects.filter(verb="person.password").exists()


def test_nobody_changes_anothers_password(
    client: Client, signed_in: SignedIn, cast: Cast, wang: Person
) -> None:
    assert client.post("/desk/password/", _asked())["Location"].startswith("/desk/login/")
    cast.gao.set_password("gaos-own-word-55")
    cast.gao.save()

    answer = signed_in(cast.gao).post("/desk/password/", _asked(username="wang"))

    wang.refresh_from_db()
    assert answer.status_code == 422
    assert wang.check_password(PASSWORD)


def test_an_unlocked_screen_is_not_enough_to_guess_the_present_password(
    signed_in: SignedIn, wang: Person
) -> None:
    desk = signed_in(wang)
    for _guess in range(8):
        desk.post("/desk/password/", _asked(current="guess"))

    answer = desk.post("/desk/password/", _asked())

    wang.refresh_from_db()
    assert "密码输错次数过多" in answer.content.decode()
    assert wang.check_password(PASSWORD)
