"""What going after arrears says no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

__all__ = [
    "AlreadyDecided",
    "BadInput",
    "Conflict",
    "MayNotStop",
    "NotAllowed",
    "NotDueYet",
    "NotFound",
    "OwnWish",
    "Paid",
    "Refused",
]


class Paid(Conflict):
    code = "paid"
    message = _("Everything is paid; nothing more is to be done here.")


class NotDueYet(Refused):
    code = "not_due_yet"
    status = 409
    message = _("The next step is due on %(day)s.")


class MayNotStop(Refused):
    code = "may_not_stop"
    status = 409
    message = _("The supply may not be stopped: %(why)s.")


class OwnWish(NotAllowed):
    code = "own_wish"
    message = _("Who asked for it does not approve it.")


class AlreadyDecided(Conflict):
    code = "already_decided"
    message = _("This has been decided already.")
