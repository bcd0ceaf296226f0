"""`vigil`, with the seconds that it waits for the lost made few. Everything else is as it is.

A message of a killed process waits for its lease to end, and a doubtful one for the request that
may still be on its way: 90 and 60 seconds, which a test does not have.
"""

import importlib
import inspect
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import aiohttp

from bots.telegram.transport import Timeouts
from tests.crash.far_side import Patience

PATIENCE: Final = Patience(telegram=2.0, slack=2.0)
LEASE: Final = timedelta(seconds=5)
AT_ONCE: Final = 8
"""Messages under way: as many as there are for hundreds of times as many to be sent."""
WAITS: Final[Sequence[tuple[str, str, object]]] = (
    ("scheduler.ledger", "LEASE", LEASE),
    ("scheduler.ledger", "HELD", timedelta(seconds=3)),
    ("scheduler.delivery", "LEASE", LEASE),
    ("scheduler.delivery", "POLL", 0.5),
    ("scheduler.delivery", "AWAY", 0.2),
    ("scheduler.courier", "LONGEST_SEND", 4.0),
    ("scheduler.ticks", "PLAN_EVERY", 2),
    ("storage.outbox", "SETTLE_AFTER", timedelta(seconds=3)),
    ("bots.telegram.results", "NOT_WRITTEN_SECONDS", 0.5),
    ("bots.slack.results", "RETRY_SECONDS", 1.0),
    ("bots.slack.web", "_TIMEOUT", aiohttp.ClientTimeout(total=PATIENCE.slack)),
    ("bots.main", "TRY_AGAIN_AFTER", 0.5),
    ("bots.keeper", "LEASE", timedelta(seconds=3)),
    ("bots.keeper", "KEEP_EVERY", 1.0),
    ("bots.keeper", "TRY_EVERY", 0.5),
    ("core.app", "PATIENCE", timedelta(seconds=4)),
)
"""What is shortened. A name that is no more fails the run: it has to be looked for."""
ARGUMENTS: Final[Sequence[tuple[str, str, str, object]]] = (
    ("bots.telegram.transport", "AiohttpRequest", "timeouts", Timeouts(read=PATIENCE.telegram)),
    ("scheduler.delivery", "Delivery", "at_once", AT_ONCE),
    ("bots.holding", "Holding", "every", 1.0),
    ("bots.telegram.app", "TelegramBot", "late_seconds", 1.0),
    ("bots.slack.exchange", "Paces", "recovery", 1.0),
)
"""What is shortened where it is an argument that nobody gives."""


def shorten() -> None:
    """Shorten the waits of this process."""
    for name, constant, value in WAITS:
        module = importlib.import_module(name)
        if not hasattr(module, constant):
            raise AttributeError(f"{name} has no {constant} any more")
        setattr(module, constant, value)
    for name, kind, argument, value in ARGUMENTS:
        _give(getattr(importlib.import_module(name), kind).__init__, argument, value)


def _give(function: Any, argument: str, value: object) -> None:
    """Let an argument have another default.

    Raises:
        AttributeError: there is no such argument any more.
    """
    parameters = inspect.signature(function).parameters
    if argument not in parameters:
        raise AttributeError(f"{function.__qualname__} has no {argument} any more")
    if parameters[argument].kind is inspect.Parameter.KEYWORD_ONLY:
        function.__kwdefaults__[argument] = value
        return
    given = [name for name, one in parameters.items() if one.default is not inspect.Parameter.empty]
    positional = [n for n in given if parameters[n].kind is not inspect.Parameter.KEYWORD_ONLY]
    defaults = dict(zip(positional, function.__defaults__, strict=True))
    function.__defaults__ = tuple({**defaults, argument: value}.values())


if __name__ == "__main__":
    shorten()
    from bots.cli.main import run

    run()
