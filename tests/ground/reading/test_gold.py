"""Measured against what people marked: in the batches, and in the documents where these are at hand."""

import pytest

from bench.reading import BATCHES, GOALS, SEEDS, Measured, batches, measure

pytestmark = pytest.mark.pure
documents = pytest.mark.skipif(not SEEDS.is_dir(), reason="the documents are not in ../shared")


@pytest.fixture(scope="module")
def splits() -> dict[str, Measured]:
    return measure()


@documents
@pytest.mark.parametrize("split", ["development", "aside"])
def test_clauses_begin_where_they_do(splits: dict[str, Measured], split: str) -> None:
    assert splits[split].boundaries.f1 >= GOALS["boundaries"]


@documents
@pytest.mark.parametrize("split", ["development", "aside"])
def test_figures_and_their_kinds_are_read(splits: dict[str, Measured], split: str) -> None:
    assert splits[split].quantities.f1 >= GOALS["quantities"]
    assert splits[split].kinds.precision >= GOALS["kinds"]


@documents
@pytest.mark.parametrize("split", ["development", "aside"])
def test_confidence_means_something(splits: dict[str, Measured], split: str) -> None:
    assert splits[split].sure.precision >= GOALS["sure"]
    assert splits[split].sure.right > 10


@pytest.mark.parametrize("name", sorted(path.stem for path in BATCHES.glob("*.txt")))
def test_sentences_of_trades_nobody_tuned_for_are_read(name: str) -> None:
    batch = batches()[name]
    assert batch.quantities.f1 >= GOALS["quantities"]
    assert batch.kinds.precision >= GOALS["kinds"]
    assert batch.sure.precision >= GOALS["sure"]
