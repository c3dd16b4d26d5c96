"""A request as views see it: with its moment and its actor."""

from datetime import datetime

from django.http import HttpRequest

from bihuan.ground.directory.actor import Actor


class Request(HttpRequest):
    """`at` is the moment of the request; `actor` is who asks, read on first use."""

    at: datetime
    actor: Actor
