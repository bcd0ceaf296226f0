"""`vigil`, with the seconds that it waits for the lost made few. Everything else is as it is.

A message of a killed process waits for its lease to end, and a doubtful one for the request that
may still be on its way: 90 and 60 seconds, which a test does not have.
"""

import importlib
from datetime import timedelta
from typing import Final

import aiohttp

from tests.crash.far_side import Patience

PATIENCE: Final = Patience(telegram=2.0, slack=2.0)
LEASE: Final = timedelta(seconds=5)
AT_ONCE: Final = 8
"""Messages under way: as many as there are for hundreds of times as many to be sent."""
WAITS: Final = (
    ("scheduler.ledger", "LEASE", LEASE),
    ("scheduler.ledger", "HELD", LEASE),
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
    ("bots.holding", "EVERY", 1.0),
    ("bots.keeper", "LEASE", timedelta(seconds=3)),
    ("bots.keeper", "KEEP_EVERY", 1.0),
    ("bots.keeper", "TRY_EVERY", 0.5),
    ("core.app", "PATIENCE", timedelta(seconds=4)),
)
"""What is shortened. A name that is no more fails the run: it has to be looked for."""


def shorten() -> None:
    """Shorten the waits of this process."""
    for name, constant, value in WAITS:
        module = importlib.import_module(name)
        if not hasattr(module, constant):
            raise AttributeError(f"{name} has no {constant} any more")
        setattr(module, constant, value)
    transport = importlib.import_module("bots.telegram.transport")
    patience = transport.Timeouts(read=PATIENCE.telegram)
    transport.AiohttpRequest.__init__.__defaults__ = (patience,)
    delivery = importlib.import_module("scheduler.delivery")
    delivery.Delivery.__init__.__kwdefaults__["at_once"] = AT_ONCE


if __name__ == "__main__":
    shorten()
    from bots.cli.main import run

    run()
