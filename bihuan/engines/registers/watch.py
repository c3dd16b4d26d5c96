"""What time does to registers: people are told of what is overdue."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.engines.registers.inforce import kept_line
from bihuan.engines.registers.models import Line
from bihuan.ground.directory import posts
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery
from bihuan.ground.journal.rounds import each
from bihuan.ground.worktime.zone import SHANGHAI


def run(at: datetime, limit: int) -> int:
    """Tell of at most `limit` overdue lines; how many."""
    rows = (
        Line.objects.overdue(at).filter(told_at=None).select_related("book__place").order_by("due_at", "pk")
    )
    return each("line", list(rows[:limit]), lambda line: _tell(line, at))


@transaction.atomic
def _tell(line: Line, at: datetime) -> int:
    fresh = Line.objects.filter(pk=line.pk, told_at=None, closed_at=None, due_at=line.due_at)
    if not fresh.update(told_at=at) or line.due_at is None:
        return 0
    register = kept_line(line).register
    state = register.state(line.state)
    with override(settings.LANGUAGE_CODE):
        said = _("%(register)s %(label)s at %(place)s is overdue: %(state)s, due %(when)s") % {
            "register": register.title.say(settings.LANGUAGE_CODE),
            "label": line.label,
            "place": line.book.place.name,
            "state": state.title.say(settings.LANGUAGE_CODE),
            "when": line.due_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        }
    link, once = f"/desk/registers/lines/{line.pk}/", f"line:{line.pk}:{line.due_at.isoformat()}"
    people = posts.over_place(line.book.place.path, state.tells or register.heads, at)
    journal.post(
        [
            journal.message(Delivery.Channel.INAPP, one.ref, said, at=at, link=link, once=f"{once}:{one.pk}")
            for one in people
        ]
    )
    return 1
