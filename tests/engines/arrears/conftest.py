import pytest

from tests.cast import Cast
from tests.engines.arrears.debtors import Debtors, in_arrears


@pytest.fixture
def debtors(cast: Cast) -> Debtors:
    return in_arrears(cast)
