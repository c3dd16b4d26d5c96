"""Administration by form: people, posts, keys, teams, places, adoption."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from bihuan.ground.directory.models import Membership, Person, Place, Team, Token
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards.models import Adoption
from tests.cast import PACK, Cast
from tests.windows.desk.conftest import SignedIn

GOOD = "a-long-enough-word-42"
NEW = {"username": "xin", "name": "新人", "password": GOOD}


def test_a_new_account_is_opened_and_given_a_post(signed_in: SignedIn, cast: Cast) -> None:
    desk = signed_in(cast.admin)

    opened = desk.post("/desk/people/new/", {**NEW, "once": str(uuid4())})
    person = Person.objects.get(username="xin")
    desk.post(f"/desk/people/{person.pk}/posts/", {"team": cast.gas.pk, "role": "handler"})

    assert opened["Location"] == f"/desk/people/{person.pk}/"
    assert Membership.objects.get(person=person).role == "handler"
    assert "新人" in desk.get("/desk/people/").content.decode()


def test_an_account_form_sent_twice_opens_one_account(signed_in: SignedIn, cast: Cast) -> None:
    desk, form = signed_in(cast.admin), {**NEW, "once": str(uuid4())}

    first, second = desk.post("/desk/people/new/", form), desk.post("/desk/people/new/", form)

    assert first["Location"] == second["Location"]


def test_wrong_fields_are_marked_and_a_password_never_comes_back(signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.admin).post("/desk/people/new/", {**NEW, "username": "wang", "phone": "1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_username"' in page and 'href="#id_phone"' in page
    assert GOOD not in page


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/desk/people/new/", NEW),
        ("/desk/people/{wang}/change/", {"name": "越权"}),
        ("/desk/people/{wang}/password/", {"password": GOOD}),
        ("/desk/people/{wang}/posts/", {"team": "1", "role": "admin"}),
        ("/desk/people/{wang}/posts/{post}/end/", {}),
        ("/desk/people/{wang}/tokens/", {"name": "x", "scopes": "admin"}),
        ("/desk/teams/", {"name": "班", "code": "ban", "kind": "unit"}),
        ("/desk/places/", {"name": "厅", "code": "ting", "kind": "hall"}),
        ("/desk/adoption/", {"pack": PACK, "since": "2026-12-01"}),
        ("/desk/adoption/{adoption}/end/", {"until": "2026-12-01"}),
    ],
)
@pytest.mark.parametrize("who", ["wang", "zhao", "ma", "liu"])
def test_only_administrators_administer(
    signed_in: SignedIn, cast: Cast, who: str, path: str, form: dict[str, Any]
) -> None:
    post, adopted = Membership.objects.get(person=cast.wang), Adoption.objects.get()
    before = Entry.objects.count()

    answer = signed_in(cast.people[who]).post(
        path.format(wang=cast.wang.pk, post=post.pk, adoption=adopted.pk), form
    )

    assert answer.status_code == 403
    assert Entry.objects.count() == before


def test_a_manager_cannot_raise_himself(signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.he).post(
        f"/desk/people/{cast.he.pk}/posts/", {"team": cast.care.pk, "role": "admin"}
    )

    assert answer.status_code == 403
    assert not Membership.objects.filter(person=cast.he, role="admin").exists()


def test_ending_a_post_names_the_right_person(signed_in: SignedIn, cast: Cast) -> None:
    post = Membership.objects.get(person=cast.wang)
    desk = signed_in(cast.admin)

    assert desk.post(f"/desk/people/{cast.gao.pk}/posts/{post.pk}/end/").status_code == 404
    assert cast.fresh(post).until is None
    desk.post(f"/desk/people/{cast.wang.pk}/posts/{post.pk}/end/")
    assert cast.fresh(post).until is not None


def test_a_key_is_shown_once(signed_in: SignedIn, cast: Cast) -> None:
    desk = signed_in(cast.admin)

    shown = desk.post(
        f"/desk/people/{cast.wang.pk}/tokens/", {"name": "接口", "scopes": ["work"]}
    ).content.decode()
    later = desk.get(f"/desk/people/{cast.wang.pk}/").content.decode()

    token = Token.objects.get()
    assert "bh_" in shown
    assert "bh_" not in later
    desk.post(f"/desk/people/{cast.wang.pk}/tokens/{token.pk}/revoke/")
    assert cast.fresh(token).revoked_at is not None


def test_closing_an_account_by_form(signed_in: SignedIn, cast: Cast) -> None:
    signed_in(cast.admin).post(f"/desk/people/{cast.wang.pk}/change/", {"name": "王强"})

    assert not cast.fresh(cast.wang).is_active


def test_teams_and_places_are_opened(signed_in: SignedIn, cast: Cast) -> None:
    desk = signed_in(cast.admin)

    desk.post(
        "/desk/places/", {"name": "城北营业厅", "code": "north", "kind": "hall", "parent": cast.company.pk}
    )
    place = Place.objects.get(code="north")
    desk.post("/desk/teams/", {"name": "城北班", "code": "north-team", "kind": "intake", "place": place.pk})

    assert place.path.startswith(cast.company.path)
    assert Team.objects.get(code="north-team").place_id == place.pk


def test_an_edition_is_adopted_and_withdrawn(signed_in: SignedIn, cast: Cast) -> None:
    desk = signed_in(cast.admin)

    desk.post("/desk/adoption/", {"place": cast.east.pk, "pack": PACK, "since": "2026-07-01"})
    row = Adoption.objects.get(place=cast.east)
    desk.post(f"/desk/adoption/{row.pk}/end/", {"until": "2026-12-01"})

    assert row.since == date(2026, 7, 1)
    assert cast.fresh(row).until == date(2026, 12, 1)
    assert list(Entry.objects.filter(kind="adoption", subject=row.pk).values_list("verb", flat=True)) == [
        "adoption.adopted",
        "adoption.ended",
    ]


@pytest.mark.parametrize(
    "form",
    [
        {"pack": "nothing@1", "since": "2026-07-01"},
        {"pack": PACK, "since": "2001-01-01"},
        {"pack": PACK, "since": "x"},
    ],
)
def test_an_adoption_that_cannot_be_is_told(signed_in: SignedIn, cast: Cast, form: dict[str, str]) -> None:
    answer = signed_in(cast.admin).post("/desk/adoption/", {"place": cast.east.pk, **form})

    assert answer.status_code in (409, 422)
    assert Adoption.objects.count() == 1


@pytest.mark.parametrize("path", ["/desk/people/99999/", "/desk/people/0/"])
def test_nobody_is_not_found(signed_in: SignedIn, cast: Cast, path: str) -> None:
    assert signed_in(cast.admin).get(path).status_code == 404


def test_an_adopted_edition_is_called_by_its_title(signed_in: SignedIn, cast: Cast) -> None:
    page = signed_in(cast.admin).get("/desk/adoption/").content.decode()
    assert "客户中心规范（日常运营管理） 2015.1</a>" in page
