"""Phone numbers as Chinese sites write them. Pure."""

import re

import phonenumbers

SHORT = re.compile(r"^(1\d{2}|1\d{4}|12\d{3}|9\d{4,5}|400\d{7}|800\d{7})$")


class BadPhone(ValueError):
    """Not a number anyone can call back."""


def normal(text: str) -> str:
    """`138 0013-8000`, `+86 0826 2983315`, `95598` as digits; numbers from abroad as `+…`. Raises BadPhone."""
    squeezed = re.sub(r"[\s\-()（）—]", "", text)
    if SHORT.match(squeezed) or is_mobile(squeezed):
        return squeezed
    try:
        number = phonenumbers.parse(squeezed, "CN")
    except phonenumbers.NumberParseException as error:
        raise BadPhone(text) from error
    if not phonenumbers.is_valid_number(number):
        raise BadPhone(text)
    if number.country_code != 86:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    domestic = str(number.national_number)
    mobile = len(domestic) == 11 and domestic.startswith("1")
    return domestic if mobile else f"0{domestic}"


def is_mobile(number: str) -> bool:
    return bool(re.fullmatch(r"1[3-9]\d{9}", number))
