"""Text messages. `SMS_DRIVER` names the driver: `console` writes to the log, `http` posts to a gateway."""

import json
import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

from bihuan.ground.journal.models import Delivery
from bihuan.ground.journal.transports import PATIENCE, TransportError, written

log = logging.getLogger("bihuan.sms")
MOBILE = re.compile(r"1[3-9]\d{9}")
Driver = Callable[[str, str], None]


def send(delivery: Delivery) -> None:
    """Raises TransportError; permanent for what is not a mobile number."""
    if not MOBILE.fullmatch(delivery.address):
        raise TransportError(f"{delivery.address!r} is not a mobile number.", permanent=True)
    name = settings.SMS_DRIVER
    if name not in DRIVERS:
        raise TransportError(f"BIHUAN_SMS_DRIVER is {name!r}; known are {', '.join(DRIVERS)}.")
    DRIVERS[name](delivery.address, written(delivery))


def console(phone: str, text: str) -> None:
    """For demonstrations: the message stands in the log and reaches nobody."""
    log.warning("SMS %s: %s", phone, text)


def http(phone: str, text: str) -> None:
    """Post `{"phone", "text"}` as JSON to `SMS_HTTP_URL`, with `SMS_HTTP_TOKEN` as bearer; any 2xx means accepted."""
    address = settings.SMS_HTTP_URL
    if urlsplit(address).scheme not in {"http", "https"}:
        raise TransportError("BIHUAN_SMS_HTTP_URL must start with https:// or http://.")
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if settings.SMS_HTTP_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_HTTP_TOKEN}"
    body = json.dumps({"phone": phone, "text": text}, ensure_ascii=False).encode()
    try:
        with urlopen(Request(address, body, headers), timeout=PATIENCE):
            return
    except HTTPError as error:
        error.close()
        passing = error.code >= 500 or error.code in _PASSING
        raise TransportError(f"The gateway answered {error.code}.", permanent=not passing) from error
    except OSError as error:
        raise TransportError(str(error) or type(error).__name__) from error


#: Refusals that a later try can get past: our key, our speed, their patience.
_PASSING = frozenset({
    HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
})  # fmt: skip
DRIVERS: Final[dict[str, Driver]] = {"console": console, "http": http}
