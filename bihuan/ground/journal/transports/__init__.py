"""Ways out of the house, one module each; a driver is imported when the first message needs it.

A driver is a function `send(delivery)`: it returns when the message was handed over and raises TransportError
otherwise.
"""

from collections.abc import Callable
from importlib import import_module

from django.conf import settings

from bihuan.ground.journal.models import Delivery

#: Seconds a driver may wait for the other side; shorter than the lease of a claimed delivery.
PATIENCE = 10


class TransportError(Exception):
    """The message could not be handed over. `permanent`: trying again cannot help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


#: Channel to the module that knows it.
ROOMS = {
    Delivery.Channel.INAPP: "inapp",
    Delivery.Channel.EMAIL: "mail",
    Delivery.Channel.SMS: "sms",
    Delivery.Channel.IM: "im",
}


def sender(channel: str) -> Callable[[Delivery], None]:
    """The function that sends what goes by this channel. Raises TransportError for a channel nobody knows."""
    if channel not in ROOMS:
        raise TransportError(f"No transport for {channel!r}; known are {', '.join(ROOMS)}.", permanent=True)
    module = import_module(f"bihuan.ground.journal.transports.{ROOMS[Delivery.Channel(channel)]}")
    send: Callable[[Delivery], None] = module.send
    return send


def absolute(link: str) -> str:
    """A link of this site as it works from outside."""
    return f"{settings.SITE_URL.rstrip('/')}{link}" if link.startswith("/") else link


def written(delivery: Delivery) -> str:
    """The whole message: what it says, and where to look."""
    said = delivery.body or delivery.subject
    return f"{said}\n{absolute(delivery.link)}" if delivery.link else said
