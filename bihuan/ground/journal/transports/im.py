"""Group chats of WeCom, DingTalk and Feishu through apprise."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import apprise

from bihuan.ground.journal.models import Delivery
from bihuan.ground.journal.transports import TransportError, written

#: Apprise speaks a hundred protocols; an address in a team's settings may use these only.
KNOWN = ("wecombot", "dingtalk", "feishu", "lark")


def send(delivery: Delivery) -> None:
    """Raises TransportError; permanent when the address is none of the three group chats."""
    robot = addressed(delivery.address)
    if robot is None:
        raise TransportError(
            f"{delivery.address!r} is not a WeCom, DingTalk or Feishu address.", permanent=True
        )
    if not robot.notify(title=delivery.subject if delivery.body else "", body=written(delivery)):
        raise TransportError("The group chat did not take the message.")


def addressed(address: str) -> Any:
    """The robot behind an apprise address or a webhook as the chat's own settings show it; None for anything else."""
    robot = apprise.Apprise.instantiate(_spoken(address), suppress_exceptions=True)
    return robot if robot is not None and robot.secure_protocol in KNOWN else None


def _spoken(address: str) -> str:
    """Webhooks that apprise does not recognise by itself, in its spelling."""
    parts = urlsplit(address)
    if parts.hostname == "oapi.dingtalk.com":
        token = parse_qs(parts.query).get("access_token", [""])[0]
        return f"dingtalk://{token}"
    if parts.hostname == "open.feishu.cn":
        return f"feishu://{parts.path.rpartition('/')[2]}"
    return address
