"""The demo's shifts: stood, handed over with a difference, and something to decide."""

import pytest

from bihuan.engines.rosters.models import Handover, Leave, Roster, Shift, Swap
from bihuan.ground.directory.actions import token_hash as hashed
from bihuan.project.demo.company import found
from bihuan.project.demo.guarding import adopted
from bihuan.project.demo.rosters import shifts
from tests.project.playing import END

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [11, 1, 30])
def test_two_days_were_stood_and_something_waits(day: int) -> None:
    end = END.replace(day=day)
    company = found(end.replace(month=5), hashed)
    adopted(company, end)
    stood = shifts(company, end)
    assert Roster.objects.filter(state=Roster.State.PUBLISHED).count() == 2
    assert stood == Shift.objects.exclude(signed_in_at=None).count() >= 4
    page = Handover.objects.first()
    assert page is not None and page.in_by is not None and page.out_why
    assert Leave.objects.filter(state=Leave.State.ASKED).count() == 1
    assert Swap.objects.filter(state=Swap.State.ACCEPTED).count() == (0 if day == 30 else 1)
