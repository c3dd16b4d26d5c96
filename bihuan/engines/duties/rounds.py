"""What lies before us of a round: the points of its routes, those reached, the photos taken."""

from collections.abc import Iterable
from typing import Any

from bihuan.engines.duties.models import Duty, Photo, Point, Scan
from bihuan.engines.duties.shapes import Plan, route_of


def points_on(place: int, routes: Iterable[str]) -> list[Point]:
    """The points of a place on any of the routes, in the order of the way."""
    wanted = set(routes)
    if not wanted:
        return []
    rows = Point.objects.filter(place=place, closed_at=None).order_by("number", "pk")
    return [point for point in rows if wanted & set(point.routes)]


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
