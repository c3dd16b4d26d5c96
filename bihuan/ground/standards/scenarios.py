"""Worked examples of a pack: given, when, then. Engines bring the runners; a pack names them. Pure."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bihuan.ground.standards.packs import Pack
from bihuan.ground.standards.reading import Problem
from bihuan.ground.standards.said import told
from bihuan.ground.standards.shapes import Scenario

#: Plays a scenario and tells what came out, in the words `then` uses.
Runner = Callable[[Pack, Scenario], Mapping[str, Any]]

_runners: dict[str, Runner] = {}


def register_runner(name: str, runner: Runner) -> None:
    _runners[name] = runner


def play(pack: Pack, scenario: Scenario) -> list[str]:
    """What came out otherwise than the scenario says; empty when it holds."""
    runner = _runners.get(scenario.run)
    if runner is None:
        return [
            told(
                "nobody runs {run!r}; known are {names}", run=scenario.run, names=", ".join(sorted(_runners))
            )
        ]
    try:
        found = runner(pack, scenario)
    except (KeyError, ValueError) as error:
        return [told("cannot be played: {why}", why=error)]
    return list(_differences(scenario.then, found, ""))


def problems(pack: Pack) -> Iterator[Problem]:
    """Every scenario that does not hold, where it is written; a pack without any is a problem itself."""
    if not pack.scenarios:
        yield Problem(f"{pack.id}/scenarios", 1, told("a pack needs worked examples: given, when, then"))
    for scenario in pack.scenarios:
        path, line = pack.where["scenarios", scenario.name]
        for difference in play(pack, scenario):
            yield Problem(path, line, told("{name}: {said}", name=scenario.name, said=difference))


def _differences(expected: Mapping[str, Any], found: Mapping[str, Any], under: str) -> Iterator[str]:
    """Only what is expected is compared; `none` expects that a thing is not there."""
    for key, value in expected.items():
        got = found.get(key, "none")
        if isinstance(value, dict) and isinstance(got, Mapping):
            yield from _differences(value, got, f"{under}{key}.")
        elif str(value) != str(got):
            yield told("{what} should be {value}, is {got}", what=f"{under}{key}", value=value, got=got)
