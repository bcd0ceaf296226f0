import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bots.logs import configure

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
