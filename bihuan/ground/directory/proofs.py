"""A phone is proven by typing back a code that was sent to it. Nothing of this goes into the journal."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory.models import PhoneProof
from bihuan.ground.directory.phones import BadPhone, is_mobile, normal
from bihuan.ground.journal import actions as journal
from bihuan.ground.journal.errors import BadInput, Refused
from bihuan.ground.journal.models import Delivery

VALID = timedelta(minutes=5)
ATTEMPTS = 5
#: How far apart two codes to one phone must be, and how many it gets in an hour.
GAP = timedelta(seconds=60)
PER_HOUR = 5
#: Older proofs of a phone are deleted when it asks for a new one.
KEPT = timedelta(days=1)


class TooOften(Refused):
    """The limit of codes for this phone is used up; `wait` says for how many seconds."""

    code = "too_often"
    status = 429
    message = _("A code was sent a moment ago. Please wait %(wait)s seconds before asking for another.")

    @property
    def wait(self) -> int:
        return int(self.facts["wait"])


class WrongCode(BadInput):
    """The code does not prove the phone. `fields["code"]` says why."""

    code = "wrong_code"


@dataclass(frozen=True, slots=True)
class Sent:
    """A code under way. `code` is for the message and for a demonstration's page, never for a log."""

    phone: str
    code: str
    expires_at: datetime


def mobile(text: str) -> str:
    """The number as digits. Raises BadInput (`phone`) for everything that cannot receive a text message."""
    try:
        number = normal(text)
    except BadPhone:
        number = ""
    if not is_mobile(number):
        raise BadInput(fields={"phone": _("Please enter a mobile number of 11 digits, such as 13800138000.")})
    return number


@transaction.atomic
def send_code(phone: str, *, at: datetime) -> Sent:
    """Put a six-digit code for the phone into the outbox.

    Raises BadInput for what is no mobile, TooOften above the limits. Whether anybody
    knows the phone plays no part: the answer is the same for every number.
    """
    number = mobile(phone)
    _check_pace(number, at)
    code = f"{secrets.randbelow(1_000_000):06d}"
    text = gettext("%(code)s is your code. It is valid for %(minutes)s minutes. Never tell it to anybody.")
    body = text % {"code": code, "minutes": VALID // timedelta(minutes=1)}
    # The unique key holds the gap even when two requests pass the check at the same moment.
    once = f"code:{number}:{int(at.timestamp() // GAP.total_seconds())}"
    sms = Delivery.Channel.SMS
    if not journal.queue(sms, number, gettext("Code"), at=at, until=at + VALID, body=body, once=once):
        raise TooOften(wait=int(GAP.total_seconds()))
    PhoneProof.objects.create(phone=number, hash=_digest(number, code, at), sent_at=at, expires_at=at + VALID)
    return Sent(number, code, at + VALID)


def _check_pace(number: str, at: datetime) -> None:
    PhoneProof.objects.filter(phone=number, sent_at__lt=at - KEPT).delete()
    sent = list(
        PhoneProof.objects.filter(phone=number, sent_at__gt=at - timedelta(hours=1))
        .order_by("-sent_at")
        .values_list("sent_at", flat=True)[:PER_HOUR]
    )
    if sent and at - sent[0] < GAP:
        raise TooOften(wait=_seconds(GAP - (at - sent[0])))
    if len(sent) == PER_HOUR:
        wait = sent[-1] + timedelta(hours=1) - at
        raise TooOften(
            _("Too many codes were sent to this phone. Please try again in %(minutes)s minutes, or call us."),
            wait=_seconds(wait),
            minutes=-(-_seconds(wait) // 60),
        )


def _seconds(span: timedelta) -> int:
    return max(1, -(-span // timedelta(seconds=1)))


def prove(phone: str, code: str, *, at: datetime) -> str:
    """The proven number as digits. Raises BadInput for no mobile, WrongCode for every other failure.

    Only the latest code counts, once. A try is taken before it is judged, so that many at once get no more
    than the allowed number.
    """
    number = mobile(phone)
    typed = "".join(code.split())
    if not (len(typed) == 6 and typed.isascii() and typed.isdigit()):
        raise WrongCode(fields={"code": _("The code has 6 digits. You find it in our text message.")})
    proof = PhoneProof.objects.filter(phone=number).order_by("-sent_at", "-pk").first()
    if proof is None or proof.proven_at is not None or at >= proof.expires_at:
        raise WrongCode(fields={"code": _("This code is no longer valid. Please ask for a new one.")})
    tries = PhoneProof.objects.filter(pk=proof.pk, proven_at=None, attempts__lt=ATTEMPTS)
    if not tries.update(attempts=F("attempts") + 1):
        raise WrongCode(fields={"code": _("Too many wrong tries. Please ask for a new code.")})
    if not constant_time_compare(proof.hash, _digest(number, typed, proof.sent_at)):
        raise WrongCode(fields={"code": _("The code is not right. Please look at the message again.")})
    if not PhoneProof.objects.filter(pk=proof.pk, proven_at=None).update(proven_at=at):
        raise WrongCode(fields={"code": _("This code is no longer valid. Please ask for a new one.")})
    return number


def _digest(number: str, code: str, sent_at: datetime) -> str:
    """Keyed with the site's secret: six digits alone are guessed from a plain hash in a second."""
    said = f"{number}:{code}:{sent_at.timestamp():.6f}"
    return salted_hmac("bihuan.phone", said, algorithm="sha256").hexdigest()
