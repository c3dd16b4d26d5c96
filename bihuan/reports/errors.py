"""What reports say no to."""

from django.utils.translation import gettext_lazy as _

from bihuan.ground.journal.errors import Conflict, NotAllowed, NotFound, Refused


class NoSuchReport(NotFound):
    message = _("The standard in force there has no report “%(report)s”.")


class NotYetBegun(Refused):
    code = "not_yet_begun"
    message = _("This period begins on %(first)s; there is nothing to report yet.")


class NotYetOver(Refused):
    code = "not_yet_over"
    message = _("The figures were made before the end of the period. Make them anew, then submit.")


class NotReviewed(Refused):
    code = "not_reviewed"
    message = _("This report goes outside. Somebody who did not make it has to review it first.")


class OwnReview(NotAllowed):
    code = "own_review"
    message = _("A report is reviewed by somebody who did not make it.")


class AlreadySubmitted(Conflict):
    code = "already_submitted"
    message = _(
        "%(name)s was submitted already; a submitted report is never changed. Make a new issue instead."
    )


class Overtaken(Conflict):
    code = "overtaken"
    message = _("The figures have been made anew since you opened this page. Look at them again.")


class Altered(Refused):
    code = "altered"
    status = 409
    message = _("The stored figures no longer fit their hash. Nothing can be done with this report.")


__all__ = [
    "AlreadySubmitted",
    "Altered",
    "NoSuchReport",
    "NotAllowed",
    "NotReviewed",
    "NotYetBegun",
    "NotYetOver",
    "Overtaken",
    "OwnReview",
    "Refused",
]
