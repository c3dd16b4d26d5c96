"""What billing says no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

__all__ = [
    "AlreadyBound",
    "AlreadyReversed",
    "BadInput",
    "Conflict",
    "Implausible",
    "NotAllowed",
    "NotBilled",
    "NotFound",
    "NotProven",
    "NotReadAfter",
    "Refused",
    "RunThere",
    "TooManyGuesses",
]


class Implausible(Refused):
    """Asked for once more; sent again with `sure` it is taken."""

    code = "implausible"
    message = _(
        "This is not what was to be expected: %(doubt)s. Look again, and send it once more if it is right."
    )


class NotReadAfter(Refused):
    code = "billed_already"
    message = _("Up to %(day)s everything is billed; a reading of that time cannot be changed any more.")


class RunThere(Conflict):
    code = "run_there"
    message = _("This place has been billed up to %(day)s already.")


class NotBilled(Refused):
    code = "not_billed"
    message = _("There is nothing to bill: %(why)s.")


class AlreadyReversed(Conflict):
    code = "already_reversed"
    message = _("Bill %(number)s has been taken back already.")


class NotProven(Refused):
    """The same whether the account is not there or the proof is wrong: nobody learns which numbers exist."""

    code = "not_proven"
    message = _("The account number, the holder's name and the bill do not go together.")


class TooManyGuesses(Refused):
    code = "too_many_guesses"
    status = 429
    message = _("Too many tries. Try again in an hour, or show your papers at a counter.")


class AlreadyBound(Conflict):
    code = "already_bound"
    message = _("This account is on your list already.")
