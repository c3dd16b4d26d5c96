"""What inspections say no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

__all__ = [
    "AlreadyAppealed",
    "BadInput",
    "Conflict",
    "MovedOn",
    "NotAllowed",
    "NotFound",
    "NotWhole",
    "OwnCause",
    "PointsOpen",
    "Refused",
    "TooLate",
]


class MovedOn(Conflict):
    code = "visit_moved_on"
    message = _("This visit has moved on; look at where it stands now.")


class PointsOpen(Refused):
    code = "points_open"
    message = _("The points of %(count)s items are not set yet; without them nothing can be counted.")


class NotWhole(Refused):
    code = "sheet_not_whole"
    message = _("%(count)s items are still open: %(items)s")


class AlreadyAppealed(Conflict):
    code = "already_appealed"
    message = _("This item has been appealed already.")


class TooLate(Refused):
    code = "appeal_too_late"
    status = 409
    message = _("Appeals were possible until %(day)s.")


class OwnCause(Refused):
    code = "own_cause"
    status = 403
    message = _("Who inspected or appealed does not decide on it; somebody else has to.")
