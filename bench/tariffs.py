"""How many bills are summed up a second on one core: `python -m bench.tariffs`. Ends with 1 below the goal."""

import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from time import process_time

import bihuan.engines.billing.scenarios
import bihuan.engines.cases.scenarios
import bihuan.reports.scenarios  # noqa: F401
from bihuan.engines.billing.charges import Version
from bihuan.engines.billing.choosing import series
from bihuan.engines.billing.tariffs import charge
from bihuan.engines.billing.usage import Usage
from bihuan.ground.standards.packs import load

PACK = Path(__file__).resolve().parent.parent / "packs" / "china-tariffs-2026"
ROUNDS, BILLS = 5, 2000
#: A run of bills wants 4,000 a second on two cores; the sum itself may take a fifth of that time.
PER_SECOND = 10_000
JULY = (date(2026, 7, 1), date(2026, 7, 31))
CASES = {
    # series: the days of a bill and how much of each measure is used at most
    "sichuan-power-shared": (JULY, {"power": 400}),
    "guangzhou-power": (JULY, {"power": 800}),
    "guangzhou-power-times": (JULY, {"peak": 300, "flat": 300, "valley": 300}),
    "zhejiang-power-times": (JULY, {"peak": 300, "valley": 300}),
    "beijing-water": (JULY, {"water": 40}),
    "shenzhen-water-fee": ((date(2011, 3, 16), date(2011, 4, 15)), {"water": 40}),
}


def usages(name: str) -> list[Usage]:
    chance = Random(name)
    (first, last), most = CASES[name]
    return [
        Usage(first, last, {id: Decimal(chance.randrange(100 * top)) / 100 for id, top in most.items()})
        for _ in range(BILLS)
    ]


def rate(versions: Sequence[Version], bills: Sequence[Usage]) -> float:
    """Sums a second of one core's time, of the best of a few rounds."""

    def once() -> float:
        begin = process_time()
        for one in bills:
            charge(versions, one)
        return len(bills) / (process_time() - begin)

    return max(once() for _ in range(ROUNDS))


def main() -> int:
    known = series([load(PACK)])
    rates = {name: rate(known[name], usages(name)) for name in CASES}
    for name, found in rates.items():
        sys.stdout.write(f"{name:<24}{found:>12,.0f} /s\n")
    slowest = min(rates.values())
    sys.stdout.write(
        f"goal ({PER_SECOND:,} /s for the slowest): {'met' if slowest >= PER_SECOND else 'MISSED'}\n"
    )
    return 0 if slowest >= PER_SECOND else 1


if __name__ == "__main__":
    sys.exit(main())
