import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bots.logs import MOST_TOLD, SELDOM, Seldom, configure

SECRET = "hunter2"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    handlers = logging.getLogger().handlers[:]
    made = io.StringIO()
    configure("INFO", made)
    yield made
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def _fail() -> None:
    try:
        int(SECRET)
    except ValueError as cause:
        raise LookupError(SECRET) from cause


def test_a_line_is_json_with_its_time_and_what_lies_below_the_level_is_left_out(
    stream: io.StringIO,
) -> None:
    log = structlog.get_logger()
    log.debug("quiet")
    log.info("served", platform="slack")
    (line,) = _lines(stream)
    assert line["event"] == "served"
    assert line["platform"] == "slack"
    assert line["timestamp"].endswith("Z")


def test_a_failure_is_told_by_its_kind_and_place_and_not_by_its_text(stream: io.StringIO) -> None:
    try:
        _fail()
    except LookupError:
        structlog.get_logger().exception("failed", incident="a1")
    (line,) = _lines(stream)
    assert line["error"] == "LookupError"
    assert line["caused_by"] == ["ValueError"]
    assert "test_logs.py" in line["calls"][-1]
    assert SECRET not in stream.getvalue()


def test_of_a_library_only_its_name_and_place_are_told(stream: io.StringIO) -> None:
    logging.getLogger("slack_bolt").warning("Unhandled request %s", {"text": SECRET})
    logging.getLogger("telegram").error("Failed", exc_info=ValueError(SECRET))
    logging.getLogger("chatty").info(SECRET)
    first, second = _lines(stream)
    assert first["logger"] == "slack_bolt"
    assert second["error"] == "ValueError"
    assert SECRET not in stream.getvalue()


def test_that_the_database_is_away_is_told_now_and_then_for_each_request(
    stream: io.StringIO,
) -> None:
    log = structlog.get_logger()
    for _ in range(3):
        log.warning("posted_store_away", messages=2)
        log.warning("hints_lost")
        log.warning("answered_store_away", key="telegram:7")
        log.warning("answered_store_away", key="telegram:8")
        log.warning("served")
    told = [(line["event"], line.get("key")) for line in _lines(stream)]
    away = [line for line in told if line[0] != "served"]
    assert away == [
        ("posted_store_away", None),
        ("hints_lost", None),
        ("answered_store_away", "telegram:7"),
        ("answered_store_away", "telegram:8"),
    ]
    assert told.count(("served", None)) == 3


def test_it_is_told_again_after_a_while_also_when_there_is_much_else() -> None:
    now = 100.0
    seldom = Seldom(lambda: now)

    def is_told(**event: object) -> bool:
        try:
            return bool(seldom(None, "warning", {"event": "store_away", **event}))
        except structlog.DropEvent:
            return False

    assert is_told()
    now += SELDOM - 1
    assert not is_told()
    now += 1
    assert is_told()
    assert not is_told()
    assert all(is_told(key=str(number)) for number in range(MOST_TOLD))
    assert not is_told(key=str(MOST_TOLD - 1))
    assert is_told()
