"""What the ledger says no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import Conflict, Refused

__all__ = ["AlreadyReversed", "BookedOtherwise", "NothingToMove"]


class NothingToMove(Refused):
    code = "nothing_to_move"
    message = _("An amount is more than nothing and has at most two decimals; this is %(amount)s.")


class BookedOtherwise(Conflict):
    """The key is there already, for other books or another amount."""

    code = "booked_otherwise"
    message = _("%(key)s is booked already, with other figures.")


class AlreadyReversed(Conflict):
    code = "already_reversed"
    message = _("%(key)s has been taken back already.")
