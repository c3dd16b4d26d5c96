"""What outages say no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

__all__ = [
    "BadInput",
    "Conflict",
    "NoRules",
    "NotAllowed",
    "NotFound",
    "NotInOrder",
    "Over",
    "Refused",
    "TooLate",
]


class NoRules(Refused):
    code = "no_rules"
    message = _("No standard in force here says how outages are told and faults are mended.")


class TooLate(Refused):
    """The notice comes too late; whoever the standard names may go on with a reason."""

    code = "too_late"
    message = _(
        "This notice is too late: by the standard the outage may begin on %(earliest)s at the earliest. "
        "A head may go on with a reason."
    )


class NotInOrder(Refused):
    code = "not_in_order"
    message = _("An emergency cut follows the published order. %(why)s")


class Over(Conflict):
    code = "over"
    message = _("This outage is over or was cancelled already.")
