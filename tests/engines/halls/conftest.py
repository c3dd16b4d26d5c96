import pytest

from tests.cast import Cast
from tests.engines.halls.service_hall import ServiceHall, in_company


@pytest.fixture
def hall(cast: Cast) -> ServiceHall:
    return in_company(cast)
