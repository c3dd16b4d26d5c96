import pytest

from tests.cast import Cast
from tests.engines.applications.office import Office, in_company


@pytest.fixture
def office(cast: Cast) -> Office:
    return in_company(cast)
