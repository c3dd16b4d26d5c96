"""What every test may rely on: its own files, a database on disk as in real life, known hypothesis profiles."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.cast import Cast, assemble

pytest_plugins = ["tests.browser"]

settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """The folder with the standards' originals beside the repository; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder with the originals is not beside this repository")
    return SHARED


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, not in memory: only there do two connections, locks and WAL behave as in real life."""
    from django.conf import settings as django_settings

    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session", autouse=True)
def static_root(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Static files come from their sources; the folder for collected ones only has to be there."""
    from django.conf import settings as django_settings

    django_settings.STATIC_ROOT = tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def own_files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """What a test uploads or imports lands in its own folder."""
    if not {"db", "transactional_db", "client", "live_server"} & set(request.fixturenames):
        yield
        return
    changed = request.getfixturevalue("settings")
    changed.MEDIA_ROOT = tmp_path / "media"
    changed.HOLIDAYS_DIR = tmp_path / "holidays"
    yield


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed company and its people, in the database."""
    return assemble()
