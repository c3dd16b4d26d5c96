"""Verbs of the directory: what they change, what they refuse, and the entry each leaves."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.ground.directory import actions
from bihuan.ground.directory.models import Membership, Person, Place, Team, Token
from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed
from bihuan.ground.journal.models import Entry
from bihuan.ground.standards import adoption
from tests.cast import Cast

GOOD = "a-long-enough-word-42"


def by(cast: Cast, name: str = "admin") -> dict[str, Any]:
    return {"by": cast.actor(cast.people[name]), "at": cast.at}


def told(kind: str, pk: int) -> list[str]:
    return list(Entry.objects.filter(kind=kind, subject=pk).order_by("seq").values_list("verb", flat=True))


def test_a_new_account_can_sign_in_and_is_in_the_journal_without_its_password(cast: Cast) -> None:
    person = actions.add_person(" NewOne ", "新人", password=GOOD, phone="138 0013 8001", **by(cast))

    assert person.username == "newone"
    assert person.phone == "13800138001"
    assert person.check_password(GOOD)
    entry = Entry.objects.get(kind="person", subject=person.pk)
    assert entry.verb == "person.added"
    assert GOOD not in str(entry.facts)


def test_every_wrong_field_is_named_at_once(cast: Cast) -> None:
    with pytest.raises(BadInput) as refused:
        actions.add_person(
            "!", " ", password="short", phone="12", email="no", staff_number="9" * 21, **by(cast)
        )

    assert set(refused.value.fields) == {"username", "name", "password", "phone", "email", "staff_number"}


def test_an_account_exists_once_whatever_its_capitals(cast: Cast) -> None:
    with pytest.raises(BadInput) as refused:
        actions.add_person("WANG", "王二", password=GOOD, **by(cast))

    assert "username" in refused.value.fields
    assert Person.objects.filter(username="wang").count() == 1


def test_the_journal_tells_that_a_phone_changed_but_not_to_what(cast: Cast) -> None:
    actions.change_person(cast.wang, name="王小强", phone="13800138002", **by(cast))

    entry = Entry.objects.get(kind="person", subject=cast.wang.pk)
    assert entry.facts == {"name": "王小强", "phone": "***"}


def test_nothing_changed_leaves_no_entry(cast: Cast) -> None:
    actions.change_person(cast.wang, name=cast.wang.name, **by(cast))

    assert told("person", cast.wang.pk) == []


def test_closing_an_account_ends_its_posts_and_keys(cast: Cast) -> None:
    token, _text = actions.issue_token(cast.wang, "接口", ["work"], **by(cast))

    actions.change_person(cast.wang, is_active=False, **by(cast))

    assert not cast.fresh(cast.wang).is_active
    assert cast.wang.actor(cast.later(minutes=1)).posts == ()
    assert cast.fresh(token).revoked_at == cast.at


def test_nobody_closes_his_own_account(cast: Cast) -> None:
    with pytest.raises(BadInput):
        actions.change_person(cast.admin, is_active=False, **by(cast))

    assert cast.fresh(cast.admin).is_active


def test_a_manager_does_not_touch_an_administrators_account(cast: Cast) -> None:
    for forbidden in (
        lambda: actions.set_password(cast.admin, GOOD, **by(cast, "he")),
        lambda: actions.change_person(cast.admin, name="别人", **by(cast, "he")),
        lambda: actions.issue_token(cast.admin, "钥匙", ["admin"], **by(cast, "he")),
        lambda: actions.give_post(cast.he, cast.care, "admin", roles=adoption.roles(), **by(cast, "he")),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    assert told("person", cast.admin.pk) == []
    assert "admin" not in cast.he.actor(cast.later(minutes=1)).roles


def test_a_password_is_checked_and_hashed(cast: Cast) -> None:
    with pytest.raises(BadInput):
        actions.set_password(cast.wang, "1234567890", **by(cast))

    actions.set_password(cast.wang, GOOD, **by(cast))

    assert cast.fresh(cast.wang).check_password(GOOD)
    assert told("person", cast.wang.pk) == ["person.password"]


def test_a_post_holds_from_the_moment_it_is_given_to_its_end(cast: Cast) -> None:
    post = actions.give_post(cast.wang, cast.gas, "handler", roles=adoption.roles(), **by(cast))
    assert cast.wang.actor(cast.at).holds_in(cast.gas.pk, "handler")

    actions.end_post(post, by=cast.actor(cast.admin), at=cast.later(hours=1))

    assert not cast.wang.actor(cast.later(hours=1)).holds_in(cast.gas.pk, "handler")
    assert cast.wang.actor(cast.later(minutes=59)).holds_in(cast.gas.pk, "handler")
    assert told("person", cast.wang.pk) == ["person.post_given", "person.post_ended"]


def test_a_post_is_given_once_and_ended_once(cast: Cast) -> None:
    held = Membership.objects.get(person=cast.wang)
    with pytest.raises(Conflict):
        actions.give_post(cast.wang, cast.water, "handler", roles=adoption.roles(), **by(cast))
    actions.end_post(held, **by(cast))

    with pytest.raises(Conflict):
        actions.end_post(held, by=cast.actor(cast.he), at=cast.later(hours=1))


def test_a_role_that_no_standard_names_is_refused(cast: Cast) -> None:
    with pytest.raises(BadInput) as refused:
        actions.give_post(cast.wang, cast.water, "emperor", roles=adoption.roles(), **by(cast))

    assert "role" in refused.value.fields


def test_the_last_administrator_stays(cast: Cast) -> None:
    post = Membership.objects.get(person=cast.admin, role="admin")
    with pytest.raises(Conflict):
        actions.end_post(post, **by(cast))
    actions.give_post(cast.lin, cast.care, "admin", roles=adoption.roles(), **by(cast))

    actions.end_post(post, **by(cast))

    assert cast.fresh(post).until == cast.at


def test_a_place_knows_its_path_from_the_root(cast: Cast) -> None:
    place = actions.open_place("城北营业厅", "north", "hall", parent=cast.company, **by(cast))

    assert place.path == f"{cast.company.path}{place.pk}/"
    assert told("place", place.pk) == ["place.opened"]


def test_a_place_with_a_used_code_or_an_unknown_kind_is_refused(cast: Cast) -> None:
    with pytest.raises(BadInput) as refused:
        actions.open_place("", "east", "castle", parent=cast.company, **by(cast))

    assert set(refused.value.fields) == {"name", "code", "kind"}
    assert Place.objects.count() == 4


def test_a_team_is_opened_at_a_place(cast: Cast) -> None:
    team = actions.open_team("城北班", "north-team", "unit", cast.east, superior=cast.leadership, **by(cast))

    assert team.superior_id == cast.leadership.pk
    assert told("team", team.pk) == ["team.opened"]


def test_a_team_with_nonsense_is_refused(cast: Cast) -> None:
    count = Team.objects.count()
    with pytest.raises(BadInput) as refused:
        actions.open_team("班", "Bad Code", "gang", cast.east, email="x", chat_url="hello", **by(cast))

    assert set(refused.value.fields) == {"code", "kind", "email", "chat_url"}
    assert Team.objects.count() == count


def test_a_keys_text_is_given_once_and_only_its_hash_is_kept(cast: Cast) -> None:
    token, text = actions.issue_token(cast.wang, "接口", ["work", "track"], **by(cast))

    assert token.hash == actions.token_hash(text)
    assert text not in str(list(Token.objects.values())) + str(list(Entry.objects.values("facts")))
    assert token.scopes == ["track", "work"]


@pytest.mark.parametrize(("scopes", "days"), [([], 1), (["everything"], 1), (["work"], -1)])
def test_a_key_needs_known_scopes_and_an_end_to_come(cast: Cast, scopes: list[str], days: int) -> None:
    with pytest.raises(BadInput):
        actions.issue_token(cast.wang, "接口", scopes, expires_at=cast.at + timedelta(days=days), **by(cast))

    assert Token.objects.count() == 0


def test_a_key_is_revoked_once(cast: Cast) -> None:
    token, _text = actions.issue_token(cast.wang, "接口", ["work"], **by(cast))
    actions.revoke_token(token, **by(cast))

    with pytest.raises(Conflict):
        actions.revoke_token(token, **by(cast))
    assert told("person", cast.wang.pk) == ["person.token_issued", "person.token_revoked"]
