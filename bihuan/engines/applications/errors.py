"""What applications say no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.engines.cases.errors import Missing
from bihuan.ground.journal.errors import BadInput, NotAllowed, NotFound, Refused

__all__ = ["BadInput", "Missing", "NotAllowed", "NotFound", "NotYours", "Refused", "ToldAlready"]


class ToldAlready(Refused):
    """一次性告知: a second list has to be accounted for."""

    code = "told_already"
    status = 409
    message = _(
        "The customer was told on %(when)s what is missing. Say why this was not on that list; it is counted."
    )


class NotYours(Refused):
    code = "not_now"
    status = 409
    message = _("Nothing can be changed here any more; it lies with us.")
