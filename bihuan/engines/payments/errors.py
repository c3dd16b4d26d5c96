"""What payments say no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

__all__ = [
    "AlreadyDecided",
    "BadInput",
    "BadSignature",
    "Conflict",
    "NoTill",
    "NotAllowed",
    "NotEnough",
    "NotFound",
    "NotTheSame",
    "NothingToPay",
    "OwnRefund",
    "Refused",
    "TillOpen",
    "TooMuch",
]


class NothingToPay(Refused):
    code = "nothing_to_pay"
    status = 409
    message = _("These bills are paid already.")


class NoTill(Refused):
    code = "no_till"
    status = 409
    message = _("Open your till first.")


class TillOpen(Conflict):
    code = "till_open"
    message = _("You have a till open already, since %(since)s.")


class NotEnough(Refused):
    code = "not_enough"
    message = _("%(received)s received, %(amount)s to pay: not enough.")


class BadSignature(Refused):
    code = "bad_signature"
    status = 403
    message = _("The signature does not belong to this message.")


class TooMuch(Refused):
    code = "too_much"
    message = _("At most %(most)s can be paid back.")


class OwnRefund(NotAllowed):
    code = "own_refund"
    message = _("Who asked for a refund does not approve it.")


class AlreadyDecided(Conflict):
    code = "already_decided"
    message = _("This has been decided already.")


class NotTheSame(Conflict):
    code = "not_the_same"
    message = _("The list names no payment of ours with this amount; say what it was instead.")
