"""Refusals about editions and where they are in force."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import Conflict, NotFound, Refused
from bihuan.ground.standards.reading import Problem


class UnknownPack(NotFound):
    code = "unknown_pack"
    message = _("There is no edition “%(pack)s” here. Known are: %(known)s.")


class ChangedPack(Refused):
    """The files of an adopted edition are not what was adopted."""

    code = "changed_pack"
    status = 409
    message = _(
        "The files of “%(pack)s” are not those that were adopted. Put them back, or adopt a new edition."
    )


class NotYetInForce(Refused):
    code = "not_yet_in_force"
    message = _("“%(pack)s” comes into force on %(in_force)s; it cannot be adopted from %(since)s.")


class AdoptedOtherwise(Conflict):
    code = "adopted_otherwise"
    message = _("“%(pack)s” is adopted here from %(since)s. Withdraw that first, or choose a later date.")


class NameTaken(Conflict):
    code = "name_taken"
    message = _("There is an edition “%(pack)s” with other content. Give the new one another edition number.")


class Unsound(Refused):
    """An edition that the strict loader does not accept; `problems` says each with its file and line."""

    code = "unsound"
    message = _("The edition is not sound yet: %(count)s things to put right.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems))
