"""The one small tree of refusals: everything the product says no to, in the user's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The request cannot be carried out.

    `code` is stable and for machines, `fields` maps a field's name to what is wrong with it and
    what would be right. Translated to HTML or JSON once, at the edge.
    """

    code = "refused"
    status = 422
    message: str | Promise = _("The request cannot be carried out.")

    def __init__(
        self,
        message: str | Promise | None = None,
        *,
        fields: Mapping[str, str | Promise] | None = None,
        **facts: Any,
    ) -> None:
        self.text = message or self.message
        self.fields = dict(fields or {})
        self.facts = facts
        super().__init__(str(self.text))

    def __str__(self) -> str:
        text = str(self.text)
        return text % self.facts if self.facts else text


class BadInput(Refused):
    code = "bad_input"
    message = _("Please correct the marked fields.")


class NotAllowed(Refused):
    code = "not_allowed"
    status = 403
    message = _("You are not entitled to do this.")


class NotFound(Refused):
    code = "not_found"
    status = 404
    message = _("There is nothing here for you under this address.")


class Conflict(Refused):
    """Somebody else was faster, or the matter has moved on."""

    code = "conflict"
    status = 409
    message = _("Somebody else has just changed this. Look at the present state and decide again.")


class Replayed(Refused):
    code = "replayed"
    status = 409
    message = _("This submission number was already used for something else.")
