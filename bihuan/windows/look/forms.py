"""What the forms of several windows have in common."""

from collections.abc import Mapping

from django import forms

from bihuan.ground.journal.errors import Refused


def blame(form: forms.Form, error: Refused, renamed: Mapping[str, str] | None = None) -> None:
    """Put a refusal at the fields it names (`renamed`: as the form calls them); what has no field stands above."""
    for name, text in error.fields.items():
        field = (renamed or {}).get(name, name)
        form.add_error(field if field in form.fields else None, str(text))
    if not error.fields:
        form.add_error(None, str(error))
