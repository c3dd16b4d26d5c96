"""The part of a form that proves a phone: ask for a code, type it in, and need no second one for half an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.ground.directory import proofs
from bihuan.ground.journal.errors import BadInput, Refused
from bihuan.windows.portal import limits
from bihuan.windows.portal.http import changed

GOOD_FOR = timedelta(minutes=30)
_signer = Signer(salt="bihuan.portal.proof")


class ProvenPhone(forms.Form):
    """`proof` is the signed word that the phone was proven a moment ago; it makes the code needless."""

    phone = forms.CharField(
        label=gettext_lazy("Mobile number"),
        max_length=30,
        help_text=gettext_lazy("Only for this matter: we call and write to you on it, and never show it."),
        error_messages={"required": gettext_lazy("Please enter your mobile number.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Code from the text message"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    proof = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    @property
    def proven(self) -> str:
        """The phone that this form has proven, if any."""
        given = self.data if self.is_bound else self.initial
        return proven_phone(str(given.get("proof", "")), str(given.get("phone", "")), at=self.at)

    def clean_phone(self) -> str:
        try:
            return proofs.mobile(self.cleaned_data["phone"])
        except BadInput as error:
            raise forms.ValidationError(str(error.fields["phone"])) from error

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        phone = said.get("phone")
        if not phone or self.proven == phone or "code" in self.errors:
            return said
        if not said.get("code"):
            self.add_error("code", _("Please get a code for this phone and type it in here."))
            return said
        try:
            proofs.prove(phone, said["code"], at=self.at)
        except proofs.WrongCode as error:
            self.add_error("code", str(error.fields["code"]))
        else:
            changed(self, "proof", word(phone, at=self.at))
        return said


def word(phone: str, *, at: datetime) -> str:
    """The signed word that a phone was proven just now."""
    return _signer.sign_object({"phone": phone, "until": (at + GOOD_FOR).isoformat()})


def proven_phone(proof: str, phone: str, *, at: datetime) -> str:
    """The phone when the proof is ours, is about it and still good; otherwise nothing."""
    try:
        said = _signer.unsign_object(proof)
        if at < datetime.fromisoformat(said["until"]) and proofs.mobile(phone) == said["phone"]:
            return str(said["phone"])
    except (BadSignature, BadInput, KeyError, ValueError):
        pass
    return ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says about a code just asked for. `demo_code` is filled in a demonstration only."""

    text: str
    sent: bool
    demo_code: str = ""
    status: int = 200


def asked(request: HttpRequest, *, at: datetime) -> Told:
    """Send a code to the phone in the form; every number gets the same answer."""
    try:
        limits.count("code", limits.visitor(request), limits.CODES, at=at)
        sent = proofs.send_code(request.POST.get("phone", "")[:30], at=at)
    except Refused as error:
        return Told(str(error.fields.get("phone", error)), False, status=error.status)
    said = _("We have sent a code to %(phone)s. It is valid for 5 minutes.") % {"phone": sent.phone}
    return Told(said, True, sent.code if settings.DEMO else "")
