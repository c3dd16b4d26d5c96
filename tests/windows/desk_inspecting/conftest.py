from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import Cast
from tests.engines.inspections.outlets import Outlets, outlets


@pytest.fixture
def halls(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Outlets:
    cache.clear()
    made = outlets(cast)
    made.points()
    made.points("software")
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: cast.at)
    return made


@pytest.fixture
def desk(halls: Outlets) -> Callable[[str], Client]:
    """`desk("dou")`: somebody signed in."""

    def signed_in(name: str) -> Client:
        person = halls.people.get(name) or halls.cast.people[name]
        client = Client()
        client.force_login(person, backend="bihuan.ground.directory.backends.StaffBackend")
        return client

    return signed_in
