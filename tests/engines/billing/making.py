"""Small tariffs made in a line, for tests that ask about one thing."""

from datetime import date
from decimal import Decimal
from typing import Any

from bihuan.engines.billing.charges import Charge, Version
from bihuan.engines.billing.shapes import Tariff
from bihuan.engines.billing.tariffs import charge
from bihuan.engines.billing.usage import Usage

EDITION = "corner@1"


def day(text: str) -> date:
    return date.fromisoformat(text)


def tariff(**over: Any) -> Tariff:
    """Water at 2 yuan a m³, since 2020, unless said otherwise."""
    said: dict[str, Any] = {
        "id": "corner-water",
        "series": "corner-water",
        "title": {"zh": "街角用水", "en": "Corner water"},
        "commodity": "water",
        "area": {"id": "corner", "title": {"zh": "街角"}},
        "customers": {"id": "resident", "title": {"zh": "居民"}},
        "in_force": {"from": "2020-01-01"},
        "source": {"title": {"zh": "街角水价"}, "issuer": {"zh": "街角"}, "number": "街〔2020〕1号"},
        "clause": "1",
        "measures": [{"id": "water", "title": {"zh": "水量", "en": "Water"}, "unit": "m3"}],
        "components": [{"id": "water", "title": {"zh": "水费", "en": "Water fee"}, "price": "2"}],
    }
    return Tariff.model_validate(said | over)


def version(**over: Any) -> Version:
    return Version(tariff(**over), EDITION)


def ladder(*limits: int, run: str = "month", per: str = "month", **more: Any) -> dict[str, Any]:
    return {"run": run, "limits_per": per, "limits": [{"up_to": list(limits)}], **more}


def by_tier(*prices: str) -> list[dict[str, Any]]:
    return [{"id": "water", "title": {"zh": "水费", "en": "Water fee"}, "by_tier": list(prices)}]


def usage(first: str, last: str, quantity: Any = 0, **more: Any) -> Usage:
    given = quantity if isinstance(quantity, dict) else {"water": quantity}
    return Usage(day(first), day(last), {id: Decimal(str(one)) for id, one in given.items()}, **more)


def june(quantity: Any, **more: Any) -> Usage:
    return usage("2026-06-01", "2026-06-30", quantity, **more)


def cost(one: Version | list[Version], what: Usage) -> Charge:
    return charge(one if isinstance(one, list) else [one], what)
