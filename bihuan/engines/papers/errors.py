"""What papers say no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

__all__ = ["BadInput", "Conflict", "NotAllowed", "NotFound", "NotPaid", "Refused"]


class NotPaid(Conflict):
    code = "not_paid"
    message = _("Payment %(number)s has not arrived, so there is no receipt for it.")
