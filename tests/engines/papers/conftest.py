from collections.abc import Iterator

import pytest

from bihuan.engines.payments import drivers
from bihuan.engines.payments.drivers.sandbox import Sandbox
from tests.cast import Cast
from tests.engines.billing.utility import Utility, in_company


@pytest.fixture
def utility(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Utility]:
    monkeypatch.setattr(drivers, "_drivers", {"alipay": Sandbox()})
    yield in_company(cast)
