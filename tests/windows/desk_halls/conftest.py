from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from bihuan.ground.directory.models import Person
from tests.cast import Cast
from tests.windows.desk_halls.making import Scene, scene_of

SignedIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    cache.clear()
    yield


@pytest.fixture
def scene(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The eastern hall; requests come at the scene's moment."""
    found = scene_of(cast)
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: found.now)
    return found


@pytest.fixture
def signed_in() -> SignedIn:
    """The desk as one person sees it; each person has a browser of his own."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="bihuan.ground.directory.backends.StaffBackend")
        return client

    return sign_in
