"""Who hears of a review: those who may read the draft second, and who asked for it."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext, override

from bihuan.engines.drafts.models import Decision, Draft
from bihuan.engines.drafts.rights import draws_up
from bihuan.ground.directory.actor import ADMIN, Actor
from bihuan.ground.directory.models import Membership, Person
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.standards import adoption


def ask_second_readers(draft: Draft, entry: Entry, *, by: Actor, at: datetime) -> None:
    """Everybody who may confirm the draft: never who asks, nor who decided anything in it."""
    decided = Decision.objects.filter(draft=draft, undone_at=None).values_list("by", flat=True)
    asked = [one for one in drafters(draft, at) if one.ref not in {by.ref, *decided}]
    with override(settings.LANGUAGE_CODE):
        text = gettext("%(title)s %(edition)s waits for a second reader") % _named(draft)
    _tell(draft, text, entry, asked, at)


def tell_asker(draft: Draft, entry: Entry, *, at: datetime) -> None:
    """How the review ended."""
    kind, _colon, pk = draft.asked_by.partition(":")
    people = Person.objects.filter(pk=int(pk), is_active=True) if kind == "person" and pk.isdigit() else []
    with override(settings.LANGUAGE_CODE):
        said = (
            gettext("%(title)s %(edition)s is confirmed")
            if draft.confirmed
            else gettext("%(title)s %(edition)s is sent back")
        )
        text = said % _named(draft)
    _tell(draft, text, entry, list(people), at)


def drafters(draft: Draft, at: datetime) -> list[Person]:
    """People whose posts let them draft for the draft's place."""
    roles = [ADMIN, *(role.id for role in adoption.roles().values() if draws_up(role))]
    held = Membership.objects.held(at).filter(role__in=roles).select_related("team__place")
    pks = {row.person_id for row in held if draft.place.path.startswith(row.team.place.path)}
    return list(Person.objects.filter(pk__in=pks, is_active=True))


def _named(draft: Draft) -> dict[str, str]:
    return {"title": draft.title, "edition": draft.edition}


def _tell(draft: Draft, text: str, entry: Entry, people: list[Person], at: datetime) -> None:
    link = f"/desk/drafts/{draft.pk}/finish/"
    addresses = [(Delivery.Channel.INAPP, one.ref) for one in people]
    addresses += [(Delivery.Channel.EMAIL, one.email) for one in people if one.email]
    journal.post(
        [
            journal.message(channel, address, text, at=at, body=text, link=link, entry=entry)
            for channel, address in addresses
        ]
    )
