"""Messages in the desk: the row itself is the message, so there is nothing to hand over."""

from bihuan.ground.journal.models import Delivery


def send(delivery: Delivery) -> None:
    """Nothing leaves the house."""
