"""What registers say no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

__all__ = [
    "AlreadyEntered",
    "BadInput",
    "Conflict",
    "Full",
    "MovedOn",
    "NotAllowed",
    "NotFound",
    "Refused",
]


class AlreadyEntered(Conflict):
    code = "already_entered"
    message = _("This stands in the register already: %(label)s, written by %(who)s at %(when)s.")


class MovedOn(Conflict):
    code = "moved_on"
    message = _("%(label)s is %(state)s since %(when)s (%(who)s). Look at it again.")


class Full(Refused):
    code = "full"
    status = 409
    message = _("All %(capacity)s places are taken. Something has to go out first.")
