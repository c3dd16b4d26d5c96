"""`make bench`: working time, waiting estimates, live screens, then the whole service.

`python -m bench --cases 10000,100000 --seconds 8`.
"""

import argparse
import sys
from pathlib import Path

from bench import halls, live, service, worktime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", default="10000,100000,1000000")
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--keep", type=Path, help="folder that keeps the filled databases for the next run")
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    parser.add_argument("--pages", default=",".join(service.GOALS), help="which of them to measure")
    parser.add_argument("--at-once", default="1,8,32", help="how many clients")
    parser.add_argument("--only", choices=["worktime", "halls", "service", "live"])
    said = parser.parse_args()
    if said.only in (None, "worktime"):
        worktime.main()
    if said.only in (None, "halls"):
        halls.main([])
    if said.only in (None, "live"):
        live.main()
    if said.only in ("worktime", "halls", "live"):
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
