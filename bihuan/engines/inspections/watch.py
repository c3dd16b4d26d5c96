"""What time does to inspections: who decides on appeals is told when one is overdue."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.engines.inspections.models import Appeal
from bihuan.ground.directory import posts
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.models import Delivery
from bihuan.ground.journal.rounds import each
from bihuan.ground.standards import adoption
from bihuan.ground.worktime.zone import local_day


def run(at: datetime, limit: int) -> int:
    """Tell of at most `limit` appeals that are overdue; how many."""
    late = Appeal.objects.filter(state=Appeal.State.OPEN, due_at__lte=at, told_at=None)
    rows = list(late.select_related("visit__place").order_by("due_at", "pk")[:limit])
    return each("appeal", rows, lambda row: _tell(row, at))


@transaction.atomic
def _tell(row: Appeal, at: datetime) -> bool:
    if not Appeal.objects.filter(pk=row.pk, told_at=None).update(told_at=at):
        return False
    place = row.visit.place
    offices = [pack.rows("offices").get("appeals") for pack in adoption.in_force(place, local_day(at))]
    roles = tuple({role for office in offices if office is not None for role in office.roles})
    with override(settings.LANGUAGE_CODE):
        told = _("%(place)s: an appeal is waiting beyond its time.") % {"place": place.name}
    link, once = f"/desk/inspecting/{row.visit_id}/", f"appeal:{row.pk}"
    people = posts.over_place(place.path, roles, at)
    journal.post(
        [
            journal.message(Delivery.Channel.INAPP, one.ref, told, at=at, link=link, once=f"{once}:{one.pk}")
            for one in people
        ]
    )
    return True
