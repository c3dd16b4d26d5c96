"""How often one visitor may ask for codes and look cases up, by address and by phone."""

from datetime import datetime, timedelta

from axes.helpers import get_client_ip_address
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory.knocks import knock
from bihuan.ground.journal.errors import Refused

AN_HOUR = timedelta(hours=1)
#: A hall's or an office's visitors share one address, so these are far above what one person needs.
CODES = 60
LOOKUPS = 120
#: One phone, once proven, sends this many matters.
SUBMISSIONS = 20
#: One phone, once proven, tries this many numbers.
TRIES = 20


class TooMany(Refused):
    code = "too_many"
    status = 429
    message = _("Too many requests. Please try again in an hour, or call us.")


def count(what: str, whose: str, most: int, *, at: datetime) -> None:
    """Count one more. Raises TooMany above `most` within the hour that began with the first."""
    if knock(what, whose, at=at, within=AN_HOUR) > most:
        raise TooMany


def visitor(request: HttpRequest) -> str:
    return str(get_client_ip_address(request) or "")
