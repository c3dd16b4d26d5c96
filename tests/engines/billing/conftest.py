import pytest

from tests.cast import Cast
from tests.engines.billing.utility import Utility, in_company


@pytest.fixture
def utility(cast: Cast) -> Utility:
    return in_company(cast)
