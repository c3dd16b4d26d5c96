"""What the standards in force offer, and how they count time."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from ninja import Query, Router

from bihuan.engines.cases.kinds import CaseKind, Category
from bihuan.ground.journal.errors import BadInput
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime import Allowance, WorktimeError, receipt
from bihuan.windows.api import answers, asked
from bihuan.windows.api.acting import refusals
from bihuan.windows.api.http import Call, locale, moment, reply
from bihuan.windows.api.places import packs_at, place_for
from bihuan.windows.api.tokens import OUTSIDE

router = Router(tags=["standard"], auth=OUTSIDE)


@router.get(
    "/standard", response={200: answers.StandardShown, **refusals(409)}, summary=N_("The standard in force")
)
def standard(request: Call, place: Annotated[str, Query(max_length=60)] = "") -> HttpResponse:
    """Kinds, channels, categories and callback sheets that intake and the verbs take, in the caller's language."""
    packs = packs_at(place_for(place, request.auth), request.at)
    return reply(
        {
            "editions": [pack.name for pack in packs],
            "kinds": [_kind(pack, kind) for pack in packs for kind in pack.rows("kinds").values()],
            "channels": [
                {"id": row.id, "title": row.title.say(locale()), "outside": row.outside}
                for pack in packs
                for row in pack.rows("channels").values()
            ],
            "categories": [
                node
                for pack in packs
                for top in pack.rows("categories").values()
                for node in _nodes(top, None)
            ],
            "sheets": [
                row.model_dump(mode="json")
                for pack in packs
                for row in pack.rows("sheets").values()
                if row.use == "callback"
            ],
        }
    )


def _kind(pack: Pack, kind: CaseKind) -> dict[str, Any]:
    said = locale()
    return {
        "id": kind.id,
        "title": kind.title.say(said),
        "about": kind.about.say(said),
        "default": kind.default,
        "confidential": kind.confidential,
        "clause": pack.cite(kind.clause),
        "callback_sheet": kind.callback.sheet if kind.callback else None,
        "stages": [
            {"id": stage.id, "title": stage.title.say(said)} for stage in pack.rows("flows")[kind.flow].stages
        ],
        "promises": [
            {
                "id": promise.id,
                "title": promise.title.say(said),
                "clause": pack.cite(promise.clause),
                "allowance": promise.allowance,
                "start": promise.start,
                "stop": promise.stop,
                "public": promise.public,
            }
            for promise in kind.promises
        ],
    }


def _nodes(node: Category, parent: str | None) -> list[dict[str, Any]]:
    own = {"id": node.id, "title": node.title.say(locale()), "supply": node.supply, "parent": parent}
    return [own, *(below for child in node.children for below in _nodes(child, node.id))]


@router.post("/due", response={200: answers.Counted, **refusals(409)}, summary=N_("Count a due time"))
def due(request: Call, body: asked.Due) -> HttpResponse:
    """When an allowance is over, with its receipt (时限凭据): each counted stretch and the calendar's version."""
    pack = packs_at(place_for(body.place, request.auth), request.at)[0]
    if body.calendar not in pack.rows("calendars"):
        names = ", ".join(pack.rows("calendars"))
        raise BadInput(fields={"calendar": _("Choose one of: %(choices)s.") % {"choices": names}})
    try:
        found = receipt(body.start, Allowance.parse(body.allowance), pack.calendar(body.calendar))
    except WorktimeError as error:
        raise BadInput(fields={"allowance": str(error)}) from error
    return reply({"due": moment(found.due), "text": found.text(locale()), "receipt": found.as_dict()})
