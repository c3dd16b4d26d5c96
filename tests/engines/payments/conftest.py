from collections.abc import Iterator

import pytest

from bihuan.engines.payments import drivers
from bihuan.engines.payments.drivers.sandbox import Sandbox
from tests.cast import Cast
from tests.engines.billing.utility import Utility, in_company


@pytest.fixture
def utility(cast: Cast) -> Utility:
    return in_company(cast)


@pytest.fixture(autouse=True)
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    practice = Sandbox()
    channels = ("alipay", "wechat", "unionpay", "netbank", "debit")
    monkeypatch.setattr(drivers, "_drivers", dict.fromkeys(channels, practice))
    yield practice
