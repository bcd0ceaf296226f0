"""What Python is told, undone after each test."""

import gc
import sys
from collections.abc import Iterator

import pytest

from bots.runtime import NEW_OBJECTS, TURN, keep_what_is_loaded, prepare_to_serve


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    threshold, turn = gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.set_threshold(*threshold)
    sys.setswitchinterval(turn)
    gc.unfreeze()


def test_it_looks_rarely_and_still_looks() -> None:
    prepare_to_serve()
    assert gc.get_threshold()[0] == NEW_OBJECTS
    assert gc.isenabled()


def test_threads_take_shorter_turns() -> None:
    usual = sys.getswitchinterval()
    prepare_to_serve()
    assert sys.getswitchinterval() < usual
    assert sys.getswitchinterval() == pytest.approx(TURN)


def test_what_is_there_is_kept_and_what_comes_is_not() -> None:
    keep_what_is_loaded()
    assert gc.get_freeze_count() > NEW_OBJECTS
    ring: list[object] = []
    ring.append(ring)
    del ring
    assert gc.collect() >= 1
