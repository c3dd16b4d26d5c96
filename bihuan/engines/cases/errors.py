"""What the case engine says no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

__all__ = ["AlreadyDone", "BadInput", "Missing", "NotAllowed", "NotFound", "NotNow", "Refused"]


class NotNow(Refused):
    """The verb does not fit the stage."""

    code = "not_now"
    status = 409
    message = _("“%(verb)s” is not possible while the case is at “%(stage)s”.")


class AlreadyDone(Conflict):
    code = "already_done"
    message = _("%(who)s was faster: “%(verb)s” at %(when)s. Look at the present state and decide again.")


class Missing(Refused):
    """A guard of the move is not fulfilled."""

    code = "missing"
    status = 409
    message = _("Something has to come first.")
