"""A tariff as a list of prices agrees with what bills come to by it."""

import re
from datetime import timedelta
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

import bihuan.engines.billing.scenarios
import bihuan.engines.cases.scenarios
import bihuan.engines.halls.scenarios
import bihuan.engines.outages.scenarios
import bihuan.reports.scenarios  # noqa: F401
from bihuan.engines.billing.charges import Version
from bihuan.engines.billing.choosing import late_rule, latest, series
from bihuan.engines.billing.pricelists import price_list
from bihuan.engines.billing.refusals import NoTariff
from bihuan.engines.billing.shapes import Tariff
from bihuan.engines.billing.tariffs import charge
from bihuan.engines.billing.usage import Usage
from bihuan.ground.standards.packs import Pack, load
from bihuan.ground.standards.reading import read
from tests.engines.billing.making import by_tier, day, june, ladder, usage, version

pytestmark = pytest.mark.pure

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(ROOT / "packs" / "china-tariffs-2026")


def test_each_price_of_the_house_is_what_one_more_unit_costs(pack: Pack) -> None:
    """In the middle of every step of every tariff, the next unit costs what the list says."""
    for name, versions in series([pack]).items():
        one = versions[-1]
        later = one.tariff.in_force.from_ + timedelta(50)
        month = (later.replace(day=2), later.replace(day=28))
        for row in price_list(one, month=month[1].month).rows:
            # A ladder of the year whose limits are a month's reaches twelve times as far.
            times = 12 if one.tariff.ladder and one.tariff.ladder.run != one.tariff.ladder.limits_per else 1
            inside = row.low * times + 1
            used = {measure.id: D(0) for measure in one.tariff.measures}
            less, more = (used | {row.measure.id: inside + n} for n in (0, 1))
            grown = charge([one], Usage(*month, more)).exact - charge([one], Usage(*month, less)).exact
            assert grown == row.whole, (name, row)


def test_a_larger_household_sees_its_own_steps() -> None:
    family = version(
        ladder=ladder(10, 20),
        components=by_tier("1", "2", "3"),
        household={"from": 5, "add": [5, 0], "per": "household"},
    )
    assert [row.high for row in price_list(family, month=6).rows] == [10, 20, None]
    assert [row.high for row in price_list(family, month=6, people=5).rows] == [15, 20, None]


def two() -> list[Version]:
    dearer: list[dict[str, Any]] = [{"id": "water", "title": {"zh": "水费"}, "price": "3"}]
    return [
        version(id="old", in_force={"from": "2020-01-01", "to": "2026-05-31"}),
        version(id="new", in_force={"from": "2026-06-01"}, components=dearer),
    ]


def test_the_tariff_of_another_day_can_be_asked() -> None:
    assert charge(two(), june(10)).exact == 30
    then = charge(two(), june(10), as_of=day("2026-05-31"))
    assert (then.exact, [one.tariff.id for one in then.versions]) == (20, ["old"])
    with pytest.raises(NoTariff, match="2019-12-31"):
        charge(two(), june(10), as_of=day("2019-12-31"))


def test_a_bill_over_the_change_as_of_one_day_is_not_cut() -> None:
    over = usage("2026-05-17", "2026-06-15", 30)
    assert len(charge(two(), over).versions) == 2
    assert charge(two(), over, as_of=day("2026-06-01")).exact == 90


def test_the_latest_version_is_the_last_that_has_begun() -> None:
    found = latest(two(), day("2026-06-01"))
    assert found is not None
    assert found.tariff.id == "new"
    assert latest(two(), day("2019-12-31")) is None


def test_a_nearer_pack_hides_the_tariff_of_a_farther_one(pack: Pack) -> None:
    known = series([pack, pack])
    assert {len(versions) for versions in known.values()} == {1, 2}


def test_a_late_charge_is_that_of_the_tariffs_customers_on_the_day(pack: Pack) -> None:
    power: Tariff = pack.rows("tariffs")["shandong-power-2019"]
    found = late_rule([pack], power, day("2023-07-20"))
    assert found is not None
    assert (found[0].id, found[1]) == ("power-late-resident", "china-tariffs-2026@2026.1")
    assert late_rule([pack], power, day("2025-07-20")) is None
    assert late_rule([pack], pack.rows("tariffs")["guangzhou-gas-2016"], day("2023-07-20")) is None


def test_the_example_of_the_guide_is_a_tariff() -> None:
    guide = (ROOT / "docs" / "writing-a-pack.md").read_text(encoding="utf-8")
    (block,) = [one for one in re.findall(r"```yaml\n(.*?)```", guide, re.S) if "series:" in one]
    assert Tariff.model_validate(read(block, "guide").data).id == "beijing-water-2014"
