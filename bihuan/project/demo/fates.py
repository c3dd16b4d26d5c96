"""What will befall a case: drawn once, so that the course only has to follow. Pure."""

from dataclasses import dataclass
from random import Random

_CHANCES = {
    "returned": 0.04,
    "transferred": 0.03,
    "disowned": 0.04,
    "sent_back": 0.05,
    "suspended": 0.03,
    "supervised": 0.04,
    "major": 0.04,
    "withdrawn": 0.03,
    "second_unit": 0.05,
    "subcase": 0.015,
    "missed_call": 0.10,
    "assigned": 0.25,
    "visited": 0.5,
    "noted": 0.15,
    "added": 0.10,
    "revealed": 0.08,
    "regraded": 0.02,
    "relabelled": 0.04,
    "reclassified": 0.03,
    "dissatisfied": 0.06,
    "improved": 0.55,
    "blamed": 0.35,
    "quick": 0.7,
    "late_callback": 0.03,
}


@dataclass(frozen=True, slots=True)
class Fate:
    """`late` names what is missed: contact, answer or close. `extension` is asked, granted or refused."""

    befalls: frozenset[str]
    late: str = ""
    extension: str = ""
    urges: int = 0
    unreachable: int = 0
    stars: int = 0
    swamped: bool = False

    def has(self, name: str) -> bool:
        return name in self.befalls


def drawn(rng: Random, *, swamped: bool = False) -> Fate:
    """A fate; `swamped` is a customer of an hour in which everybody calls: the unit comes late to the phone."""
    draws = {name: rng.random() < chance for name, chance in _CHANCES.items()}
    befalls = frozenset(name for name, hit in draws.items() if hit)
    late = rng.choices(("", "contact", "answer", "close"), (92.5, 3, 2.5, 2))[0]
    extension = rng.choices(("", "granted", "refused", "asked"), (95, 3.2, 1.3, 0.5))[0]
    return Fate(
        befalls=befalls,
        late=late,
        extension=extension,
        urges=rng.choices((0, 1, 2), (90, 8, 2))[0],
        unreachable=rng.choices((0, 1, 2, 3), (88, 7, 3, 2))[0],
        stars=rng.choices((0, 5, 4, 3, 2, 1), (75, 12, 7, 3, 1, 2))[0],
        swamped=swamped,
    )
