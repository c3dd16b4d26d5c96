"""What a made report says: figures, their rows, what they are compared with."""

from datetime import date, datetime, timedelta

from bihuan.engines.cases import actions as cases
from bihuan.engines.cases.models import Callback, Case, Clock
from bihuan.reports.spans import span_on
from tests.cast import Cast
from tests.reports.making import JUNE, SHANGHAI, figure, made


def test_the_monthly_report_counts_what_was_played(cast: Cast) -> None:
    cast.archived()
    report = made(cast)
    assert report.name == "20260601-0630投诉月报"
    assert report.due_at == datetime(2026, 7, 11, tzinfo=SHANGHAI)
    closing = figure(report, "closing_rate")
    assert (closing["numerator"], closing["denominator"], closing["value"], closing["result"]) == (
        1,
        1,
        "100.00",
        "hit",
    )
    assert closing["clause"] == "utility-customer-centre-2015@2015.1#7.7a"
    assert figure(report, "satisfaction_rate")["value"] == "100.00"


def test_a_month_without_cases_has_none_due(cast: Cast) -> None:
    closing = figure(made(cast), "closing_rate")
    assert (closing["value"], closing["result"], closing["denominator"]) == (None, "none_due", 0)


def test_a_dissatisfied_callback_counts_against_satisfaction_and_as_a_new_round(cast: Cast) -> None:
    cast.called_back("dissatisfied")
    report = made(cast)
    assert figure(report, "satisfaction_rate")["value"] == "0.00"
    assert figure(report, "reopened")["numerator"] == 1


def test_the_first_period_has_nothing_to_be_compared_with(cast: Cast) -> None:
    january = made(cast, span=span_on("month", date(2026, 1, 5)))
    assert figure(january, "complaints_by_category")["before"] is None
    february = made(cast, span=span_on("month", date(2026, 2, 5)))
    assert figure(february, "complaints_by_category")["before"]["numerator"] == 0


def test_what_grew_is_a_hot_spot(cast: Cast) -> None:
    for _ in range(3):
        cast.complaint(category="water_quality")
    found = figure(made(cast), "complaints_by_category")
    assert found["hot"] == ["water_quality"]
    assert [(row["key"], row["depth"], row["numerator"]) for row in found["rows"]] == [
        ("quality", 0, 3),
        ("water_quality", 1, 3),
    ]


def test_a_breach_is_not_withdrawn_with_the_case(cast: Cast) -> None:
    case = cast.accepted()
    cases.withdraw(case, "已自行解决", by=cast.actor(cast.liu), at=cast.later(days=20))
    found = figure(made(cast), "closing_rate")
    assert (found["numerator"], found["denominator"], found["result"]) == (0, 1, "miss")


def test_x2_6_forty_complaints_due_for_closing(cast: Cast) -> None:
    """S003 7.7: 38 of 40 closed in time; 38 of 38 called back; 37 of 38 satisfied."""
    opened = JUNE.since + timedelta(days=1)
    rows = Case.objects.bulk_create(
        Case(
            edition=cast.pack.name, kind="complaint", place=cast.company, channel="hotline", title="停水", text="停水",
            secret=f"x2-6-{number}", stage="archived", opened_at=opened,
        )
        for number in range(40)
    )  # fmt: skip
    due_at, said = (
        opened + timedelta(days=7),
        {"allowance": "5wd", "calendar": "office", "started_at": opened},
    )
    for number, case in enumerate(rows):
        closed = due_at - timedelta(days=1) if number < 38 else None
        Clock.objects.create(
            case=case, promise="close", due_at=due_at, stopped_at=closed, met=closed and True, **said
        )
        if closed:
            called = closed + timedelta(days=1)
            later = closed + timedelta(days=3)
            Clock.objects.create(
                case=case, promise="callback", due_at=later, stopped_at=called, met=True, **said
            )
            Callback.objects.create(
                case=case,
                attempt=1,
                result="reached",
                final=True,
                satisfied=number > 0,
                by=cast.chen,
                at=called,
            )
    report = made(cast)
    shown = [figure(report, name) for name in ("closing_rate", "callback_rate", "satisfaction_rate")]
    assert [(one["numerator"], one["denominator"], one["value"], one["result"]) for one in shown] == [
        (38, 40, "95.00", "miss"),
        (38, 38, "100.00", "hit"),
        (37, 38, "97.37", "miss"),
    ]


def test_hours_are_shown_by_unit_and_as_a_whole(cast: Cast) -> None:
    cast.resolved()
    report = made(cast)
    median, ninetieth = figure(report, "handling_median"), figure(report, "handling_ninetieth")
    assert median["numerator"] == ninetieth["numerator"] == 1
    assert median["value"] == ninetieth["value"] == median["rows"][0]["value"]
    assert median["rows"][0]["label"]["zh"] == cast.water.name
    # Accepted on Thursday at 16:50, closed a day later at the same time: one working day.
    assert 6 <= float(median["value"]) <= 9
