"""What rosters say no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

__all__ = [
    "BadInput",
    "Conflict",
    "Decided",
    "NeedsRelief",
    "NeverRight",
    "NotAllowed",
    "NotFound",
    "NotNow",
    "Refused",
    "Signed",
    "TwoPeople",
]


class NeverRight(Refused):
    """The plan has something that no reason makes right."""

    code = "never_right"
    message = _("This cannot stand: %(what)s")


class NeedsRelief(Refused):
    code = "needs_relief"
    message = _("Who leaves the post for more than %(minutes)s minutes names who stands in for him.")


class NotNow(Refused):
    code = "not_now"
    status = 409
    message = _("This is not possible now: %(why)s")


class Decided(Conflict):
    code = "decided"
    message = _("This was decided already, or the shift has changed since.")


class Signed(Conflict):
    code = "signed"
    message = _("This handover is signed and stays as it is.")


class TwoPeople(Refused):
    code = "two_people"
    message = _("Who hands over and who takes over are two people; each signs for himself.")
