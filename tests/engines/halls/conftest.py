import pytest

from tests.cast import Cast
from tests.engines.halls.service_hall import ServiceHall, in_company, with_limits


@pytest.fixture
def hall(cast: Cast) -> ServiceHall:
    return in_company(cast)


@pytest.fixture
def strict(cast: Cast) -> ServiceHall:
    return with_limits(cast)
