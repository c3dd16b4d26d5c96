"""E-mail through the site's SMTP server."""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from bihuan.ground.journal.models import Delivery
from bihuan.ground.journal.transports import PATIENCE, TransportError, written


def send(delivery: Delivery) -> None:
    """Raises TransportError; permanent when the address is wrong or the server refuses this recipient for good."""
    try:
        validate_email(delivery.address)
    except ValidationError as error:
        raise TransportError(f"{delivery.address!r} is not an e-mail address.", permanent=True) from error
    subject = " ".join(delivery.subject.split())
    message = EmailMessage(
        subject, written(delivery), to=[delivery.address], connection=get_connection(timeout=PATIENCE)
    )
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _reason in error.recipients.values()]
        raise TransportError(
            f"refused: {error.recipients}", permanent=all(code >= 500 for code in codes)
        ) from error
    except SMTPResponseException as error:
        raise TransportError(f"{error.smtp_code} {error.smtp_error!r}") from error
    except (SMTPException, OSError) as error:
        raise TransportError(str(error) or type(error).__name__) from error
