"""What customers fill in about outages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.windows.portal.proving import ProvenPhone
from bihuan.windows.portal.site import Site


class Listen(ProvenPhone):
    """An area and a phone."""

    area = forms.ChoiceField(
        label=gettext_lazy("For which area?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Please choose an area from the list.")},
    )

    field_order = ("area", "phone", "code", "proof")

    def __init__(self, *args: Any, site: Site, **named: Any) -> None:
        super().__init__(*args, **named)
        chosen = [(place.code, place.name) for place in site.places]
        self.fields["area"].choices = [("", _("the whole area of supply")), *chosen]  # type: ignore[attr-defined]


class Report(ProvenPhone):
    """No power: where, and what was seen."""

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    area = forms.ChoiceField(
        label=gettext_lazy("In which area?"),
        error_messages={
            "required": gettext_lazy("Please choose an area from the list."),
            "invalid_choice": gettext_lazy("Please choose an area from the list."),
        },
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=200,
        error_messages={"required": gettext_lazy("Please say where, so that we find it.")},
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    text = forms.CharField(
        label=gettext_lazy("What have you seen?"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Only your home or the neighbours too? A noise, a smell, a fallen line?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ("once", "area", "address", "text", "phone", "code", "proof")

    def __init__(self, *args: Any, site: Site, **named: Any) -> None:
        super().__init__(*args, **named)
        chosen = [(place.code, place.name) for place in site.places]
        self.fields["area"].choices = [("", _("Please choose")), *chosen]  # type: ignore[attr-defined]
