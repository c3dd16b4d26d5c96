"""System checks: the packs on disk are sound; adopted and released editions are still what they were."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db.utils import OperationalError, ProgrammingError

from bihuan.ground.standards import adoption
from bihuan.ground.standards.reading import PackError
from bihuan.ground.worktime import BadHolidays


@register
def packs_are_sound(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    try:
        adoption.shelf()
    except PackError as error:
        return [Error(str(problem), id="standards.E001") for problem in error.problems]
    except BadHolidays as error:
        return [Error(str(error), hint="Import the notice again, or remove the file.", id="standards.E003")]
    return []


@register(Tags.database)
def adopted_editions_are_unchanged(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    try:
        changed = adoption.changed()
    except (PackError, BadHolidays):
        return []  # told by packs_are_sound
    except (OperationalError, ProgrammingError):
        return []  # before the first migration nothing is adopted
    hint = "Put the files back, or publish a new edition and adopt it."
    return [
        Error(f"{name}: its files are not what was adopted or released.", hint=hint, id="standards.E002")
        for name in changed
    ]
