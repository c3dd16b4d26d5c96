from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from bihuan.engines.payments import drivers
from bihuan.engines.payments.drivers.sandbox import Sandbox
from bihuan.ground.directory.models import Person
from tests.cast import Cast
from tests.engines.billing.utility import Utility, in_company

SignedIn = Callable[[Person], Client]


@pytest.fixture
def utility(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Utility]:
    cache.clear()
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: cast.at)
    monkeypatch.setattr(drivers, "_drivers", {"alipay": Sandbox()})
    yield in_company(cast)


@pytest.fixture
def signed_in() -> SignedIn:
    """A browser of its own for each person."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="bihuan.ground.directory.backends.StaffBackend")
        return client

    return sign_in
