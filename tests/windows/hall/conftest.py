from datetime import datetime

import pytest

from tests.cast import Cast
from tests.windows.hall.making import Served, served


@pytest.fixture
def east(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Served:
    """The eastern hall; requests come at the cast's moment."""
    held: list[datetime] = [cast.at]
    monkeypatch.setattr("bihuan.project.middleware.now", lambda: held[0])
    return served(cast.places["east"], cast)
