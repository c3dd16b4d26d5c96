"""What a hall says no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import BadInput, Conflict, NotAllowed, NotFound, Refused

__all__ = [
    "AlreadyCalled",
    "AlreadyRated",
    "BadInput",
    "Conflict",
    "CounterBusy",
    "CounterTaken",
    "Expired",
    "ForeignTicket",
    "HallClosed",
    "NotAllowed",
    "NotAtCounter",
    "NotFound",
    "NotNow",
    "NotOffered",
    "OutOfBand",
    "OutOfTurn",
    "OverQuota",
    "Overload",
    "TooEarly",
    "TooFar",
    "TwiceTaken",
    "UnknownRules",
]


class HallClosed(Refused):
    code = "hall_closed"
    status = 409
    message = _("This hall is closed now. It opens on %(opens)s.")


class NotOffered(Refused):
    code = "not_offered"
    message = _("“%(service)s” is not offered here.")


class OverQuota(Refused):
    code = "over_quota"
    status = 409
    message = _("No numbers are left for “%(service)s” today.")


class TwiceTaken(Conflict):
    """The same phone holds something of the kind already."""

    code = "twice_taken"
    message = _("This phone already holds %(number)s.")


class OutOfBand(Refused):
    code = "out_of_band"
    message = _("There are no appointments at this time. Choose one of the times offered.")


class ForeignTicket(Refused):
    code = "foreign_ticket"
    status = 409
    message = _("This number is for %(hall)s, not for this hall.")


class Expired(Refused):
    code = "expired"
    status = 409
    message = _("This was for %(when)s and is no longer valid. Please take a new number.")


class AlreadyCalled(Conflict):
    code = "already_called"
    message = _("%(number)s has been called to counter %(counter)s already.")


class CounterBusy(Conflict):
    code = "counter_busy"
    message = _("This counter still has %(number)s. Finish, park or pass it first.")


class CounterTaken(Conflict):
    code = "counter_taken"
    message = _("%(who)s is logged on at counter %(counter)s.")


class NotAtCounter(Refused):
    code = "not_at_counter"
    status = 409
    message = _("You are not logged on at this counter, or it is suspended.")


class NotNow(Refused):
    code = "not_now"
    status = 409
    message = _("This is not possible while %(number)s is “%(state)s”.")


class OutOfTurn(Refused):
    """Calling by name would pass somebody over once too often."""

    code = "out_of_turn"
    status = 409
    message = _("%(number)s has been passed over %(times)s times and has to be called first.")


class TooEarly(Refused):
    code = "too_early"
    status = 409
    message = _("A number is passed after %(calls)s calls; this one has had %(done)s.")


class TooFar(Refused):
    code = "too_far"
    status = 409
    message = _(
        "You are about %(metres)s m away. Numbers can be taken by phone within %(most)s m of the hall."
    )


class AlreadyRated(Conflict):
    code = "already_rated"
    message = _("This visit has been rated already.")


class UnknownRules(Refused):
    """The place works by no standard with such rules, or no longer."""

    code = "unknown_rules"
    status = 409
    message = _("No standard in force here has the hall rules “%(rules)s”.")


class Overload(Refused):
    """More work comes in than the windows can do."""

    code = "overload"
    message = _(
        "So many customers need at least %(least)s windows; with %(windows)s the queue grows without end."
    )
