"""How often one visitor may ask for codes and look cases up. Counted in the cache, by address."""

import hashlib

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import Refused

AN_HOUR = 3600
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


def count(what: str, whose: str, most: int) -> None:
    """Count one more. Raises TooMany above `most` within the hour that began with the first."""
    key = f"portal:{what}:{hashlib.sha256(whose.encode()).hexdigest()[:32]}"
    cache.add(key, 0, AN_HOUR)
    try:
        reached = cache.incr(key)
    except ValueError:  # it ran out between the two lines: a new hour begins
        cache.set(key, 1, AN_HOUR)
        reached = 1
    if reached > most:
        raise TooMany


def visitor(request: HttpRequest) -> str:
    return str(get_client_ip_address(request) or "")
