"""What may stand in a directory's fields: each check returns the tidy value, or says in `wrong` what is not right."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.ground.directory.models import Person, Place, Team
from bihuan.ground.directory.phones import BadPhone, normal

Wrong = dict[str, str | Promise]
CODE = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")


def person(said: Mapping[str, Any], wrong: Wrong) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in said.items():
        text = str(value).strip()
        if key == "name":
            found[key] = named(text, 40, wrong)
        elif key == "phone":
            found[key] = phone(text, wrong)
        elif key == "email":
            found[key] = mail(text, wrong)
        else:
            found[key] = text
            if len(text) > 20:
                wrong[key] = _("At most %(most)s characters.") % {"most": 20}
    return found


def named(text: str, most: int, wrong: Wrong) -> str:
    name = text.strip()
    if not name or len(name) > most:
        wrong["name"] = _("A name of 1 to %(most)s characters.") % {"most": most}
    return name


def coded(text: str, table: type[Place] | type[Team], wrong: Wrong) -> str:
    code = text.strip().lower()
    if not CODE.match(code):
        wrong["code"] = _("1 to 40 small letters, digits or hyphens.")
    elif table._default_manager.filter(code=code).exists():
        wrong["code"] = _("This code is in use already.")
    return code


def phone(text: str, wrong: Wrong) -> str:
    try:
        return normal(text) if text.strip() else ""
    except BadPhone:
        wrong["phone"] = _("Not a telephone number: a mobile has 11 digits, a landline its area code.")
        return ""


def mail(text: str, wrong: Wrong) -> str:
    address = text.strip()
    try:
        if address:
            validate_email(address)
    except ValidationError:
        wrong["email"] = _("Not an e-mail address.")
    return address


def password(person: Person, text: str, wrong: Wrong) -> None:
    try:
        validate_password(text, person)
    except ValidationError as error:
        wrong["password"] = " ".join(error.messages)
