"""How far a phone is from a hall, in metres. Pure.

Chinese maps show GCJ-02, satellite receivers say WGS-84; the two lie up to some 700 m apart inside China, so a position
carries its datum and both are compared in GCJ-02.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

Datum = Literal["wgs84", "gcj02"]

EARTH = 6_371_008.8
#: The Krasovsky 1940 ellipsoid that GCJ-02 is defined on: semi-major axis in metres, first eccentricity squared.
_AXIS, _ECCENTRICITY = 6_378_245.0, 0.00669342162296594323


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees; north and east are positive. `accuracy` is the receiver's own radius in metres."""

    latitude: float
    longitude: float
    datum: Datum = "wgs84"
    accuracy: float = 0.0

    def is_possible(self) -> bool:
        return -90 <= self.latitude <= 90 and -180 <= self.longitude <= 180 and self.accuracy >= 0


def metres(one: Position, other: Position) -> float:
    """Along the great circle, by the haversine formula."""
    a, b = as_gcj02(one), as_gcj02(other)
    north, south = math.radians(a.latitude), math.radians(b.latitude)
    across = math.radians(b.longitude - a.longitude)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def as_gcj02(position: Position) -> Position:
    """The same spot as Chinese maps give it; outside China nothing is shifted."""
    if position.datum == "gcj02" or not _in_china(position):
        return replace(position, datum="gcj02")
    north, east = _shift(position.longitude - 105.0, position.latitude - 35.0)
    at = math.radians(position.latitude)
    bent = 1 - _ECCENTRICITY * math.sin(at) ** 2
    north *= 180.0 / (_AXIS * (1 - _ECCENTRICITY) / (bent * math.sqrt(bent)) * math.pi)
    east *= 180.0 / (_AXIS / math.sqrt(bent) * math.cos(at) * math.pi)
    return replace(
        position, latitude=position.latitude + north, longitude=position.longitude + east, datum="gcj02"
    )


def _in_china(position: Position) -> bool:
    return 0.8293 <= position.latitude <= 55.8271 and 72.004 <= position.longitude <= 137.8347


def _shift(x: float, y: float) -> tuple[float, float]:
    """Metres to the north and to the east; x and y are degrees east and north of 35 N, 105 E."""
    root = math.sqrt(abs(x))
    wave = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + 20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + 20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    return north, east
