"""The person of a session, with the posts held at the moment of the request."""

from datetime import timedelta
from typing import Any

from bihuan.ground.directory.models import Membership, Person
from tests.cast import Cast


def test_person_and_posts_come_in_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        person = Person.signed_in(cast.wang.pk)
        assert person is not None
        assert (person.name, person.password) == (cast.wang.name, cast.wang.password)
        actor = person.actor(cast.at)
    assert actor == cast.actor(cast.wang)
    assert [(post.team, post.role) for post in actor.posts] == [(cast.water.pk, "handler")]


def test_a_post_counts_from_its_first_moment_to_before_its_last(cast: Cast) -> None:
    Membership.objects.filter(person=cast.wang).update(since=cast.at, until=cast.later(hours=1))
    person = Person.signed_in(cast.wang.pk)
    assert person is not None
    moments = {"before": -1, "first": 0, "last": 3599, "over": 3600}
    held = {name: len(person.actor(cast.at + timedelta(seconds=s)).posts) for name, s in moments.items()}
    assert held == {"before": 0, "first": 1, "last": 1, "over": 0}


def test_somebody_without_a_post_and_nobody(cast: Cast) -> None:
    Membership.objects.filter(person=cast.wang).delete()
    person = Person.signed_in(cast.wang.pk)
    assert person == cast.wang
    assert person is not None and person.actor(cast.at).posts == ()
    assert Person.signed_in(10**9) is None
