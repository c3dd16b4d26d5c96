import pytest

from tests.cast import Cast
from tests.engines.inspections.outlets import Outlets, outlets


@pytest.fixture
def halls(cast: Cast) -> Outlets:
    """Three outlets with their points set, an inspection office, a head in the east and one in the west."""
    made = outlets(cast)
    made.points()
    return made
