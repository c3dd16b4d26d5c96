"""Pages that many look at all day cost the same few queries, however many rows they show."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.windows.desk.conftest import SignedIn


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/desk/cases/", 3),
        ("/desk/cases/?stage=closed", 3),
        ("/desk/board/", 4),
        ("/desk/search/?q=停水", 5),
        ("/desk/search/?q=打电话没有人接", 6),
    ],
)
def test_a_page_costs_few_queries_for_one_case_and_for_many(
    signed_in: SignedIn, cast: Cast, django_assert_max_num_queries: Any, path: str, most: int
) -> None:
    desk = signed_in(cast.liu)
    for _more in range(2):
        cast.dispatched()
        cast.archived()
        desk.get(path)
        with django_assert_max_num_queries(most):
            assert desk.get(path).status_code == 200
        for _ in range(4):
            cast.complaint()
