"""What duties say no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

__all__ = [
    "AlreadyDone",
    "BadInput",
    "Conflict",
    "Handed",
    "NotAllowed",
    "NotFound",
    "NotYet",
    "Refused",
    "TooLongAgo",
    "WrongCode",
]


class AlreadyDone(Conflict):
    code = "already_done"
    message = _("This was done at %(when)s by %(who)s already.")


class NotYet(Refused):
    code = "not_yet"
    status = 409
    message = _("This can be done from %(when)s on.")


class TooLongAgo(Refused):
    code = "too_long_ago"
    message = _("What was done more than %(hours)s hours ago cannot be entered any more; tell your head.")


class WrongCode(Refused):
    code = "wrong_code"
    message = _("This is not the code of a point on this round. It stays in the journal that it was tried.")


class Handed(Conflict):
    code = "handed"
    message = _("This was handed to %(who)s. Take it over first if you do it instead.")
