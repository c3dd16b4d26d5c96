"""The live feed of halls: a topic is a hall, a row a showing, its id the cursor."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from bihuan.engines.halls.models import Hall, Showing
from bihuan.windows.hall import doors
from bihuan.windows.hall.picture import cursor_of, picture_of, said, standing_of
from bihuan.windows.live.feeds import Admission, Row, register


class HallFeed:
    """All doors lead to the same picture: what hangs in the hall for everybody to see."""

    def admitted(self, keys: Collection[str], at: datetime) -> set[str]:
        return doors.still_good(keys, at)

    def picture(self, admission: Admission, at: datetime) -> tuple[int, Mapping[str, Any]]:
        cursor = cursor_of(admission.topic)
        return cursor, picture_of(Hall.objects.select_related("place").get(pk=admission.topic), at)

    def after(self, cursors: Mapping[int, int], limit: int) -> list[Row]:
        wanted = Q(pk__in=())
        for hall, cursor in cursors.items():
            wanted |= Q(hall=hall, id__gt=cursor)
        found = Showing.objects.filter(wanted).order_by("id")[:limit]
        return [Row(one.hall_id, one.pk, one.kind, said(one)) for one in found]

    def standing(self, topics: Collection[int], at: datetime) -> Mapping[int, Mapping[str, Any]]:
        return standing_of(topics, at)


HALLS = HallFeed()
register("hall", doors.by_device, HALLS)
register("ticket", doors.by_ticket, HALLS)
register("desk", doors.by_session, HALLS)
