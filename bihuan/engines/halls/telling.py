"""Who is told what happens in a hall: its people on the desk, customers by text message."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from bihuan.engines.halls.models import Hall
from bihuan.ground.directory.models import Membership, Person
from bihuan.ground.directory.phones import is_mobile
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery, Entry

_Channel = Delivery.Channel


def keepers(hall: Hall, roles: Iterable[str], at: datetime) -> list[Person]:
    """People who hold one of the roles at the hall, else those above it: somebody always hears."""
    held = Membership.objects.held(at).filter(role__in=list(roles), person__is_active=True)
    posts = held.select_related("person", "team__place")
    reaching = [post for post in posts if hall.place.path.startswith(post.team.place.path)]
    here = [post for post in reaching if post.team.place_id == hall.place_id]
    return list({post.person_id: post.person for post in here or reaching}.values())


def tell(
    hall: Hall, people: Iterable[Person], text: str, *, at: datetime, entry: Entry, once: str = ""
) -> None:
    """In the desk's inbox; of messages with the same `once` each person gets one."""
    journal.post(
        [
            journal.message(
                _Channel.INAPP,
                person.ref,
                f"{hall.place.name} {text}",
                at=at,
                link=f"/desk/halls/{hall.pk}/",
                entry=entry,
                once=f"{once}:{person.pk}"[:120] if once else None,
            )
            for person in people
        ]
    )


def text_to(
    phone: str, text: str, *, at: datetime, entry: Entry | None, link: str = "", once: str | None = None
) -> None:
    """A text message to a mobile; other numbers get none."""
    if is_mobile(phone):
        row = journal.message(
            _Channel.SMS, phone, text[:200], at=at, body=text, link=link, entry=entry, once=once
        )
        journal.post([row])


def said(text: str | Promise, **facts: object) -> str:
    """The sentence in the site's language, whoever caused it and in whatever language."""
    with override(settings.LANGUAGE_CODE):
        return str(text) % facts if facts else str(text)
