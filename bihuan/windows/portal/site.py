"""Whose portal this is: the company, its places, and the standard in force there today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.kinds import CaseKind, Promise
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.errors import Refused
from bihuan.ground.standards import adoption
from bihuan.ground.standards.errors import ChangedPack
from bihuan.ground.standards.packs import Pack
from bihuan.ground.worktime.zone import SHANGHAI


class NotReady(Refused):
    """No company is set up, or no standard with kinds of cases is in force."""

    code = "not_ready"
    status = 503
    message = _("This service is being set up. Please call us, or come again later.")


@dataclass(frozen=True, slots=True)
class Site:
    """`name`, `phone`, `icp` and `police_record` are what the frame of every page shows."""

    company: Place
    places: tuple[Place, ...]
    standard: Pack | None
    name: str
    phone: str
    icp: str
    police_record: str

    @property
    def pack(self) -> Pack:
        """The standard in force. Raises NotReady; a case goes on by its own edition without it."""
        if self.standard is None:
            raise NotReady
        return self.standard

    def place(self, pk: int | None) -> Place:
        """A place customers may choose; the company itself for everything else."""
        return next((place for place in self.places if place.pk == pk), self.company)

    def kinds(self) -> Mapping[str, CaseKind]:
        """The kinds of cases in the order of their clauses, the default one first; what is applied for has its own way in."""
        rows: Mapping[str, CaseKind] = self.pack.rows("kinds")
        applied_for = {row.kind for row in self.pack.rows("businesses").values()}
        free = [kind for kind in rows.values() if kind.id not in applied_for]
        ordered = sorted(free, key=lambda kind: (not kind.default, kind.clause))
        return {kind.id: kind for kind in ordered}


def here(at: datetime) -> Site:
    """The site at a moment: one query. Raises NotReady where no company is set up."""
    places = list(Place.objects.filter(closed_at=None).order_by("path"))
    company = next((place for place in places if place.kind == Place.Kind.COMPANY), None)
    if company is None:
        raise NotReady
    try:
        pack = pack_at(company, at)
    except NotReady:
        pack = None
    chosen = [place for place in places if place.path.startswith(company.path) and place.kind in _OFFERED]
    return Site(
        company=company,
        places=tuple(chosen),
        standard=pack,
        name=company.name,
        phone=settings.SITE_PHONE or company.phone,
        icp=settings.FOOTER_ICP,
        police_record=settings.FOOTER_POLICE,
    )


_OFFERED = (Place.Kind.HALL, Place.Kind.AREA, Place.Kind.DIVISION)


def pack_at(place: Place, at: datetime) -> Pack:
    """The nearest standard in force at the place that knows cases. Raises NotReady."""
    try:
        found = adoption.in_force(place, at.astimezone(SHANGHAI).date())
    except ChangedPack as error:
        raise NotReady from error
    for pack in found:
        if pack.rows("kinds"):
            return pack
    raise NotReady


def public_promises(kind: CaseKind, gravity: str = "") -> list[Promise]:
    """What the kind promises to the public, for every gravity or for one."""
    return [p for p in kind.promises if p.public and (not gravity or p.gravity in ("any", gravity))]
