from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from bihuan.ground.directory.models import Person
from tests.cast import Cast
from tests.engines.outages.grid import Grid, in_company

SignedIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    cache.clear()
    yield


@pytest.fixture
def grid(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Grid:
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: cast.at)
    return in_company(cast)


@pytest.fixture
def signed_in() -> SignedIn:
    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="bihuan.ground.directory.backends.StaffBackend")
        return client

    return sign_in
