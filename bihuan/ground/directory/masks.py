"""How personal data is shown to who has no purpose to see it (S003 10.1 work 2). Pure."""


def mask_phone(phone: str) -> str:
    """`138****0000`; short numbers keep their last two."""
    digits = phone.strip()
    if len(digits) >= 11:
        return f"{digits[:-8]}****{digits[-4:]}"
    return f"{'*' * max(len(digits) - 2, 0)}{digits[-2:]}"


def mask_name(name: str) -> str:
    """`张*`."""
    return f"{name[:1]}{'*' * (len(name) - 1)}" if name else ""


def mask_address(address: str) -> str:
    """The street stays readable, the door does not."""
    return f"{address[:6]}****" if len(address) > 6 else address
