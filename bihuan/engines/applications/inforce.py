"""Which standard says what may be applied for here, and its rows."""

from collections.abc import Mapping
from datetime import datetime

from bihuan.engines.applications.models import Application
from bihuan.engines.applications.shapes import Business, Paper
from bihuan.ground.directory.models import Place
from bihuan.ground.standards import adoption
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import local_day


def standard_at(place: Place | str, at: datetime) -> Pack | None:
    """The nearest edition in force that knows business; None where nothing can be applied for."""
    return next((pack for pack in adoption.in_force(place, local_day(at)) if pack.rows("businesses")), None)


def businesses(pack: Pack) -> Mapping[str, Business]:
    found: Mapping[str, Business] = pack.rows("businesses")
    return found


def takes_doubts(place: Place | str, at: datetime) -> bool:
    """Whether a bill here can be doubted by a case of its own."""
    pack = standard_at(place, at)
    return pack is not None and any(row.effect == "doubt" for row in businesses(pack).values())


def business_of(application: Application) -> Business:
    """As it was when it was begun. Raises UnknownPack."""
    return businesses(adoption.pack_of(application.edition))[application.business]


def missing(application: Application) -> list[Paper]:
    """Papers on the list that are not there, or were asked for and have not come since."""
    there = {one.paper: one.at for one in application.papers.filter(taken_back_at=None).order_by("at")}
    asked = {id: one.at for one in application.askings.all() for id in one.items}
    return [
        paper
        for paper in business_of(application).wanted(application.answers)
        if paper.id not in there or (paper.id in asked and there[paper.id] < asked[paper.id])
    ]
