"""Who holds a post, as the slow way of asking tells it."""

from datetime import timedelta

from bihuan.ground.directory import posts
from bihuan.ground.directory.models import Membership, Person
from tests.cast import Cast


def slowly(cast: Cast, at, **which) -> set[Person]:
    held = Membership.objects.held(at).filter(**which).select_related("person", "team__place")
    return {post.person for post in held if post.person.is_active}


def test_the_people_of_a_team_are_those_with_a_post_in_it_now(cast: Cast) -> None:
    for team in cast.teams.values():
        assert set(posts.in_team(team.pk, cast.at)) == slowly(cast, cast.at, team=team)
    assert set(posts.in_team(cast.water.pk, cast.at, ["unit_head"])) == {cast.zhao}
    assert posts.in_team(cast.water.pk, cast.at, []) == []


def test_who_oversees_a_place_holds_the_role_there_or_above(cast: Cast) -> None:
    roles = ["hall_manager", "commissioner"]
    assert set(posts.over_place(cast.east.path, roles, cast.at)) == {cast.tang, cast.liu}
    assert set(posts.over_place(cast.west.path, roles, cast.at)) == {cast.liu}
    assert set(posts.over_place(cast.company.path, roles, cast.at)) == {cast.liu}


def test_an_ended_post_and_a_closed_account_are_nobodys(cast: Cast) -> None:
    cast.zhao.memberships.update(until=cast.at)
    Person.objects.filter(pk=cast.wang.pk).update(is_active=False)
    assert posts.in_team(cast.water.pk, cast.at) == []
    assert set(posts.in_team(cast.water.pk, cast.at - timedelta(seconds=1))) == {cast.zhao}


def test_a_path_is_not_the_beginning_of_another_number(cast: Cast) -> None:
    """Place 1 is not above place 11: paths end with a stroke."""
    assert posts.over_place(f"/{cast.company.pk}1/", ["commissioner"], cast.at) == []
