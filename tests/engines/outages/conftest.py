import pytest

from tests.cast import Cast
from tests.engines.outages.grid import Grid, in_company


@pytest.fixture
def grid(cast: Cast) -> Grid:
    return in_company(cast)
