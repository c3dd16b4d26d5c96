"""What customers fill in about their accounts."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.windows.portal.proving import ProvenPhone


class SignIn(ProvenPhone):
    next = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


class Bind(forms.Form):
    """What stands on every bill, and nobody else knows."""

    number = forms.CharField(
        label=_("Account number"),
        max_length=20,
        help_text=_("Ten digits, on every bill."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Please enter the account number.")},
    )
    name = forms.CharField(
        label=_("Holder's name"),
        max_length=60,
        error_messages={"required": _("Please enter the name as it stands on the bill.")},
    )
    amount = forms.DecimalField(
        label=_("Amount of the last bill, yuan"),
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": _("Please enter the amount, such as 86.40.")},
    )


class LetIn(forms.Form):
    phone = forms.CharField(
        label=_("Mobile number of the family member"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"required": _("Please enter a mobile number.")},
    )
