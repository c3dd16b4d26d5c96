"""The device that asks how the visit was."""

from uuid import uuid4

import pytest
from django.test import Client

from bihuan.engines.halls import actions
from bihuan.engines.halls.models import Rating, Ticket
from bihuan.ground.journal.models import Delivery
from tests.cast import Cast
from tests.engines.halls.service_hall import ServiceHall, in_company, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> ServiceHall:
    found = in_company(cast)
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: found.at)
    found.open(0, 1)
    return found


@pytest.fixture
def secret(hall: ServiceHall) -> str:
    counter = hall.counters[0]
    return actions.issue_device(hall.hall, "rating", by=hall.manager, at=hall.at, counter=counter)[1]


def visited(hall: ServiceHall, n: int = 0) -> Ticket:
    hall.take()
    return hall.finish(hall.called(n), n)


def rate(client: Client, secret: str, ticket: Ticket, **said):
    given = {"ticket": ticket.secret, "score": "5", "once": str(uuid4())} | said
    return client.post(f"/hall/{secret}/rate/", given)


def test_it_sleeps_wakes_up_after_the_visit_and_sleeps_again(hall, secret, client):
    piece = f"/hall/{secret}/asking/"
    assert "欢迎光临" in client.get(piece).content.decode()
    visited(hall)
    assert "A001号客户" in client.get(piece).content.decode()
    hall.take()
    hall.called(0)
    assert "A001" not in client.get(piece).content.decode()
    hall.finish(Ticket.objects.latest("id"))
    hall.later(minutes=4)
    assert "欢迎光临" in client.get(piece).content.decode()


def test_the_visit_of_another_counter_is_not_asked_about_here(hall, secret, client):
    other = visited(hall, 1)
    assert "欢迎光临" in client.get(f"/hall/{secret}/").content.decode()
    assert rate(client, secret, other).status_code == 404
    assert not Rating.objects.exists()


def test_stars_are_linked_to_visit_and_clerk_and_given_once(hall, secret, client):
    ticket = visited(hall)
    assert "谢谢您的评价" in rate(client, secret, ticket).content.decode()
    assert rate(client, secret, ticket, score="1").status_code == 409
    rating = Rating.objects.select_related("ticket").get()
    assert (rating.score, rating.way, rating.ticket.clerk) == (5, "device", hall.clerks[0])
    assert verbs("ticket", ticket.pk)[-1] == "ticket.rated"


def test_a_tap_sent_twice_counts_once(hall, secret, client):
    ticket, once = visited(hall), str(uuid4())
    assert rate(client, secret, ticket, once=once).status_code == 200
    assert rate(client, secret, ticket, once=once).status_code == 200
    assert Rating.objects.count() == 1


def test_a_bad_one_says_why_and_reaches_the_lobby(hall, secret, client, cast):
    ticket = visited(hall)
    rate(client, secret, ticket, score="1", reasons=["manner"])
    assert Rating.objects.get().reasons == ["manner"]
    assert Delivery.objects.inbox(cast.tang.ref).filter(subject__contains="A001").count() == 1


@pytest.mark.parametrize("wrong", [{"score": "0"}, {"score": "6"}, {"score": "x"}, {"reasons": ["weather"]}])
def test_what_is_no_rating_is_refused_with_a_sentence(hall, secret, client, wrong):
    answer = rate(client, secret, visited(hall), **wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Rating.objects.exists()


def test_staff_cannot_rate_nor_can_a_revoked_or_another_device(hall, secret, client, cast):
    ticket = visited(hall)
    kiosk = actions.issue_device(hall.hall, "kiosk", by=hall.manager, at=hall.at)[1]
    assert rate(client, kiosk, ticket).status_code == 404
    assert rate(client, "nothing", ticket).status_code == 404
    assert client.post(f"/hall/{secret}/rate/", {"ticket": "\x00", "score": "5"}).status_code == 404
    client.force_login(cast.fang, backend="bihuan.ground.directory.backends.StaffBackend")
    assert rate(client, secret, ticket).status_code == 403
    assert not Rating.objects.exists()
