"""The full answer to `/cases Malaysia` on Telegram against an echo, in updates a second."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks import portfolio
from benchmarks.processes import child
from benchmarks.remote import Remote
from benchmarks.table import Bound, Line

QUESTION: Final = "/cases Malaysia"
CHATS: Final = 16
UPDATES: Final = 640
ROUNDS: Final = 9
_OURS: Final = "1:ours"
_FLOORS: Final = {"httpx": ("2:httpx", 1.2), "aiohttp": ("3:aiohttp", 0.5)}
"""The echo's token and our bound, by transport."""


def measure(folder: Path) -> Iterator[Line]:
    """Every bot empties the same kind of mailbox, in turns."""
    database = portfolio.sample_portfolio(folder / "telegram.db")
    with ExitStack() as stack:
        server = stack.enter_context(child("far_side"))
        stack.enter_context(child("telegram_ours", server, _OURS, database))
        for transport, (token, _) in _FLOORS.items():
            stack.enter_context(child("telegram_floor", server, token, transport))
        remote = Remote(server)
        stack.callback(remote.close)
        tokens = (_OURS, *(token for token, _ in _FLOORS.values()))
        for token in tokens:
            _empty(remote, token, UPDATES // 4)  # whoever is new is welcomed; caches fill
        rounds = [
            {token: _empty(remote, token, UPDATES) for token in tokens} for _ in range(ROUNDS)
        ]
    for transport, (token, bound) in _FLOORS.items():
        yield Line(
            f"Telegram: an answer against an echo on {transport}",
            [each[_OURS] for each in rounds],
            [each[token] for each in rounds],
            Bound(bound, at_least=True),
            "/s",
        )


def _empty(remote: Remote, token: str, count: int) -> float:
    """How many updates a second a bot takes from a mailbox in which so many wait."""
    done = remote.ask("/control/feed", token=token, count=count, chats=CHATS, text=QUESTION)
    if token == _OURS and "MYS-0012" not in str(done["text"]):
        raise RuntimeError("That was no answer to the question")
    return count / float(done["seconds"])
