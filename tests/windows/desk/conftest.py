"""Every test starts with nothing remembered in the process."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from bihuan.engines.cases import board
from bihuan.ground.directory.models import Person

SignedIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    cache.clear()
    board.forget()
    yield


@pytest.fixture
def signed_in(client: Client) -> SignedIn:
    """The desk as one person sees it."""

    def sign_in(person: Person) -> Client:
        client.force_login(person, backend="bihuan.ground.directory.backends.StaffBackend")
        return client

    return sign_in
