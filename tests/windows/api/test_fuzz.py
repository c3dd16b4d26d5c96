"""Whatever is sent: never a 5xx, always the declared shape."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.cast import Cast
from tests.windows.api.conftest import Desk

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def numbers(cast: Cast) -> list[str]:
    """Cases at two stages: every call is also made for them."""
    cases = [cast.complaint(), cast.contacted()[0]]
    return [case.number for case in cases]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A real server closes its connection after a call; here it holds the test's transaction."""
    bells = (signals.request_started, signals.request_finished)
    for bell in bells:
        bell.disconnect(close_old_connections)
    yield
    for bell in bells:
        bell.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.filterwarnings("ignore")
def test_nothing_breaks_the_api(case: Any, cast: Cast, desk: Desk, numbers: list[str]) -> None:
    headers = desk(cast.liu, "admin").headers({})
    response = case.call(headers=headers)
    case.validate_response(response, checks=CHECKS)
    if case.path_parameters and "number" in case.path_parameters:
        for number in numbers:
            case.path_parameters["number"] = number
            case.validate_response(case.call(headers=headers), checks=CHECKS)
