"""`make bench`: working time, waiting estimates, live screens, bills, customers on their phones, duties, then the whole service.

`python -m bench --cases 10000,100000 --seconds 8`.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bench import bills, duties, halls, live, palm, service, worktime

#: What is measured on its own; a part that returns something else than 0 failed.
PARTS: Final[Mapping[str, Callable[[], int | None]]] = {
    "worktime": worktime.main,
    "halls": lambda: halls.main([]),
    "live": live.main,
    "bills": lambda: bills.main([]),
    "palm": lambda: palm.main([]),
    "duties": lambda: duties.main([]),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", default="10000,100000,1000000")
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--keep", type=Path, help="folder that keeps the filled databases for the next run")
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    parser.add_argument("--pages", default=",".join(service.GOALS), help="which of them to measure")
    parser.add_argument("--at-once", default="1,8,32", help="how many clients")
    parser.add_argument("--only", choices=[*PARTS, "service"])
    said = parser.parse_args()
    for name, part in PARTS.items():
        if said.only in (None, name) and (failed := part()):
            return failed
    if said.only in PARTS:
        return 0
    return service.main(
        [int(size) for size in said.cases.split(",")],
        said.seconds,
        said.keep,
        said.out,
        said.pages.split(","),
        [int(clients) for clients in said.at_once.split(",")],
    )


if __name__ == "__main__":
    sys.exit(main())
