"""How an outage is told: approved wording to everybody it reaches, staged in the outbox in a few statements."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from bihuan.engines.outages.models import Outage
from bihuan.engines.outages.reaching import phones_of
from bihuan.ground.directory import places as tree
from bihuan.ground.directory import posts
from bihuan.ground.directory.models import Place
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery, Entry
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.wording import filled
from bihuan.ground.worktime.zone import SHANGHAI

#: Messages written in one statement.
BATCH = 500


def tell(outage: Outage, places: Sequence[Place], pack: Pack, key: str, entry: Entry, at: datetime) -> int:
    """Send the wording `customer.<key>` to every phone; returns how many."""
    wording = pack.texts("zh-Hans").get(f"customer.{key}")
    if not wording:
        return 0
    phones = phones_of(places, outage.commodity, at)
    with override(settings.LANGUAGE_CODE):
        body = filled(
            wording,
            {
                **tree.named(places[0]),
                "number": outage.number,
                "title": outage.title,
                "answer": words(outage),
            },
        )
    for start in range(0, len(phones), BATCH):
        journal.post(
            [
                journal.message(
                    Delivery.Channel.SMS,
                    phone,
                    outage.number,
                    at=at,
                    body=body,
                    link=f"/outages/{outage.pk}/",
                    entry=entry,
                    once=f"outage:{outage.pk}:{entry.seq}:{phone}",
                )
                for phone in phones[start : start + BATCH]
            ]
        )
    return len(phones)


def words(outage: Outage) -> str:
    """From when to when, why, and the last word on it, in the reader's language."""
    said = []
    if outage.restored_at:
        said.append(_("Power came back on %(when)s.") % {"when": _moment(outage.restored_at)})
    elif outage.cancelled_at:
        said.append(_("The outage is cancelled."))
    elif outage.ends_at:
        spell = {"from": _moment(outage.started_at or outage.begins_at), "to": _moment(outage.ends_at)}
        said.append(_("Without power from %(from)s, expected back by %(to)s.") % spell)
    else:
        since = _moment(outage.started_at or outage.begins_at)
        said.append(
            _("Without power since %(from)s; it is not known yet when it comes back.") % {"from": since}
        )
    said.append(_("Cause: %(cause)s.") % {"cause": outage.cause.rstrip("。.")})
    if outage.progress and not outage.restored_at:
        said.append(outage.progress)
    return " ".join(said) if (get_language() or "").startswith("en") else "".join(said)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"


def warn(outage: Outage, place: Place, roles: Sequence[str], text: str, entry: Entry, at: datetime) -> None:
    """People who hold one of the roles at the place or above it, in the desk's inbox."""
    journal.post(
        [
            journal.message(
                Delivery.Channel.INAPP,
                person.ref,
                f"{outage.number} {text}",
                at=at,
                link=f"/desk/outages/{outage.pk}/",
                entry=entry,
            )
            for person in posts.over_place(place.path, roles, at)
        ]
    )
