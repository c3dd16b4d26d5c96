"""What a place is called in approved wording."""

import pytest

from bihuan.ground.directory import places
from bihuan.ground.directory.models import Place
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked_anew() -> None:
    places.forget()


def test_a_hall_speaks_for_its_company_and_gives_the_nearest_number(cast: Cast) -> None:
    hall = Place.objects.filter(kind=Place.Kind.HALL).order_by("pk")[0]
    assert places.named(hall) == {"company": cast.company.name, "hotline": ""}
    Place.objects.filter(pk=cast.company.pk).update(phone="0826-5550100")
    places.forget()
    assert places.named(hall)["hotline"] == "0826-5550100"
    Place.objects.filter(pk=hall.pk).update(phone="0826-5550199")
    places.forget()
    assert places.named(hall)["hotline"] == "0826-5550199"


def test_what_the_site_is_set_to_goes_before(cast: Cast, settings) -> None:
    settings.SITE_NAME, settings.SITE_PHONE = "城东服务中心", "96001"
    assert places.named(cast.company) == {"company": "城东服务中心", "hotline": "96001"}
