"""A pack's worked examples of applications: which papers somebody needs. Pure."""

from collections.abc import Mapping
from typing import Any

from bihuan.engines.applications.shapes import Business
from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.scenarios import register_runner
from bihuan.ground.standards.shapes import Scenario


def play_papers(pack: Pack, scenario: Scenario) -> Mapping[str, Any]:
    """`given: {business, <question>: <answer>}`, `then: {papers, asked}`: what is needed, and what is still to be asked."""
    given = {name: str(said) for name, said in scenario.given.items()}
    business: Business = pack.rows("businesses")[given.pop("business")]
    return {
        "papers": ", ".join(paper.id for paper in business.wanted(given)),
        "asked": ", ".join(business.unanswered(given)) or "nothing",
    }


register_runner("papers", play_papers)
