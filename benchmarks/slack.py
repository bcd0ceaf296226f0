"""How long Slack waits for the acknowledgement of a command that is then on record."""

import hashlib
import hmac
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Final
from urllib.parse import urlencode

from benchmarks import portfolio
from benchmarks.processes import child
from benchmarks.remote import Remote
from benchmarks.table import Bound, Line

ROUNDS: Final = 7
COMMANDS: Final = 100
"""To each, in a round."""
PAUSE: Final = 0.02
"""Seconds between two commands: our answer to the one before is sent by then."""
_PATH: Final = "/slack/events"
_SECRET: Final = "of-the-benchmark"  # noqa: S105  it guards nothing


def measure(folder: Path) -> Iterator[Line]:
    """One command at a time, in turns; what counts is the median of each round."""
    databases = [portfolio.sample_portfolio(folder / f"slack-{who}.db") for who in ("us", "floor")]
    with ExitStack() as stack:
        server = stack.enter_context(child("far_side"))
        ours = Slack(
            stack.enter_context(child("slack_ours", server, _SECRET, databases[0])), server
        )
        floor = Slack(stack.enter_context(child("slack_floor", _SECRET, databases[1])), server)
        rounds = [_round(ours, floor) for _ in range(ROUNDS + 1)][1:]
        ours.close()
        floor.close()
    for database in databases:
        _check(database)
    yield Line(
        "Slack: acknowledgement of what is on record",
        [ours for ours, _ in rounds],
        [floor for _, floor in rounds],
        Bound(2.0),
    )


class Slack:
    """Slack as it calls one app."""

    def __init__(self, url: str, answers_to: str) -> None:
        self._remote = Remote(url)
        self._answers_to = answers_to
        self._count = 0

    def command(self) -> float:
        """Type a command; the seconds until it was acknowledged."""
        self._count += 1
        body = urlencode(
            {
                "command": "/cases",
                "text": "Malaysia",
                "team_id": "T1",
                "user_id": "U1",
                "channel_id": "C1",
                "channel_name": "general",
                "trigger_id": f"trigger-{self._count}",
                "response_url": f"{self._answers_to}/answer/{self._count}",
            }
        )
        now = str(int(time.time()))
        digest = hmac.new(_SECRET.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
        }
        started = time.perf_counter()
        self._remote.post(_PATH, body.encode(), headers)
        seconds = time.perf_counter() - started
        time.sleep(PAUSE)
        return seconds

    def close(self) -> None:
        self._remote.close()


def _round(ours: Slack, floor: Slack) -> tuple[float, float]:
    pairs = [(ours.command(), floor.command()) for _ in range(COMMANDS)]
    return median(first for first, _ in pairs), median(second for _, second in pairs)


def _check(database: str) -> None:
    """Make sure that all was recorded."""
    connection = sqlite3.connect(database.removeprefix("sqlite:///"))
    (count,) = connection.execute("SELECT count(*) FROM inbox").fetchone()
    connection.close()
    if count != (ROUNDS + 1) * COMMANDS:
        raise RuntimeError(f"{count} commands are on record")
