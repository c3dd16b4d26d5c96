"""The runner `reading`: what is read in a clause of the pack stays what it was. Pure."""

from collections.abc import Mapping
from typing import Any

from bihuan.ground.reading.folding import Flat, folded
from bihuan.ground.reading.plain import shown
from bihuan.ground.reading.promises import promises
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario


def told(text: str) -> dict[str, str]:
    """`kinds` and `quantities` of the promises in a text, in order; `none` without any."""
    plain = folded(text)
    found = promises(Flat(plain, 0, len(plain)).text)
    return {
        "kinds": ", ".join(one.kind for one in found) or "none",
        "quantities": "; ".join(shown(one.quantity) for one in found if one.quantity) or "none",
    }


def _reading(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {clause: 7.6}`."""
    return told(pack.clauses[str(scenario.given["clause"])].wording.zh)


register_runner("reading", _reading)
