"""What lies before us of a round: the points of its routes, those reached, the photos taken."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bihuan.engines.duties.models import Duty, Photo, Point, Scan
from bihuan.engines.duties.shapes import Plan, Proof, route_of


def points_on(place: int, routes: Iterable[str]) -> list[Point]:
    """The points of a place on any of the routes, in the order of the way."""
    wanted = set(routes)
    if not wanted:
        return []
    rows = Point.objects.filter(place=place, closed_at=None).order_by("number", "pk")
    return [point for point in rows if wanted & set(point.routes)]


@dataclass(frozen=True, slots=True)
class Before:
    """What lies before us of some duties, asked of the database once for all of them."""

    points: Mapping[int, Sequence[Point]]
    scans: Mapping[int, Sequence[Scan]]
    photos: Mapping[int, Sequence[Photo]]

    def way(self, duty: Duty, plan: Plan, proof: Proof) -> list[tuple[Point, Scan | None]]:
        """The points of a scan proof in the order of the way, each with its scan; those since taken away only if reached."""
        reached = {one.point_id: one for one in self.scans.get(duty.pk, ())}
        route = route_of(plan, proof)
        on_it = [
            one
            for one in self.points.get(duty.place_id, ())
            if route in one.routes and (one.closed_at is None or one.pk in reached)
        ]
        if duty.state != Duty.State.OPEN:
            # What was laid since then was not missed.
            on_it = [one for one in on_it if one.pk in reached or one.label in _missed(duty, proof)]
        return [(one, reached.get(one.pk)) for one in on_it]


def _missed(duty: Duty, proof: Proof) -> Sequence[str]:
    told: Sequence[str] = (duty.proofs.get(proof.id) or {}).get("missed", ())
    return told


def before_us(duties: Iterable[Duty]) -> Before:
    """Three queries, however many duties."""
    rows = list(duties)
    places, pks = {one.place_id for one in rows}, [one.pk for one in rows]
    points, scans, photos = defaultdict(list), defaultdict(list), defaultdict(list)
    for point in Point.objects.filter(place__in=places).order_by("number", "pk"):
        points[point.place_id].append(point)
    for scan in Scan.objects.filter(duty__in=pks).select_related("by"):
        scans[scan.duty_id].append(scan)
    for photo in Photo.objects.filter(duty__in=pks):
        photos[photo.duty_id].append(photo)
    return Before(points, scans, photos)


def gathered(duty: Duty, plan: Plan) -> dict[str, Any]:
    """For each scan and photo proof what there is, as it is kept with the duty. A scan proof of a place without points
    is left out; one of which nothing was scanned is empty."""
    kinds = {one.kind for one in plan.proofs}
    found: dict[str, Any] = {}
    if "scan" in kinds:
        points = points_on(duty.place_id, plan.routes())
        scans = {one.point_id: one for one in Scan.objects.filter(duty=duty)}
        for proof in plan.proofs:
            way = [one for one in points if route_of(plan, proof) in one.routes]
            if proof.kind == "scan" and way:
                found[proof.id] = _way(way, scans)
    if "photo" in kinds:
        for photo in Photo.objects.filter(duty=duty):
            found.setdefault(photo.proof, {"photos": []})["photos"].append(photo.sha256)
    return found


def _way(way: list[Point], scans: dict[int, Scan]) -> dict[str, Any]:
    reached = sorted((scans[one.pk] for one in way if one.pk in scans), key=lambda scan: (scan.at, scan.pk))
    if not reached:
        return {}
    return {
        "reached": [[one.point_id, one.at.isoformat()] for one in reached],
        "missed": [one.label for one in way if one.pk not in scans],
    }
