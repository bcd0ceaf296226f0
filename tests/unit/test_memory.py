"""What the garbage collector is told, undone after each test."""

import gc
from collections.abc import Iterator

import pytest

from bots.memory import NEW_OBJECTS, keep_what_is_loaded, look_rarely


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_it_looks_rarely_and_still_looks() -> None:
    look_rarely()
    assert gc.get_threshold()[0] == NEW_OBJECTS
    assert gc.isenabled()


def test_what_is_there_is_kept_and_what_comes_is_not() -> None:
    keep_what_is_loaded()
    assert gc.get_freeze_count() > NEW_OBJECTS
    ring: list[object] = []
    ring.append(ring)
    del ring
    assert gc.collect() >= 1
