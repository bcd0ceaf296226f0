"""One JSON line an event, to standard error, with ids and never with names, texts or bodies."""

import logging
import sys
import time
import traceback
from collections.abc import Callable
from math import inf
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

FRAMES = 8
"""How many of the innermost calls of a failure are logged."""

AWAY: Final = ("store_away", "hints_lost")
"""What the lines end with that say of work that the database is away for it."""
SELDOM: Final = 30.0
"""Seconds after which such a line is repeated: work tries again twice a second, for hours."""
MOST_TOLD: Final = 1_000
"""Of so many requests it is known when it was told."""


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send our own lines, and what the libraries have to say, to one stream."""
    stream = stream or sys.stderr
    threshold = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            Seldom(),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _failure,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_FromLibraries()], level=logging.WARNING, force=True)


class Seldom:
    """Lets a line about a database that is away through now and then, for each work and request."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told: dict[tuple[object, ...], float] = {}

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """The event, if it is not what was told a moment ago.

        Raises:
            structlog.DropEvent: it is.
        """
        if not event["event"].endswith(AWAY):
            return event
        subject = event["event"], event.get("lease"), event.get("key")
        now = self._clock()
        if now < self._told.get(subject, -inf) + SELDOM:
            raise structlog.DropEvent
        self._told.pop(subject, None)  # it is the newest from now on
        self._told[subject] = now
        if len(self._told) > MOST_TOLD:
            del self._told[next(iter(self._told))]
        return event


def _failure(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put the kind and place of an exception in place of its text, which may quote anything."""
    told = event.pop("exc_info", None)
    if told:
        error = told if isinstance(told, BaseException) else sys.exc_info()[1]
        event.update(_described(error))
    return event


def _described(error: BaseException | None) -> dict[str, Any]:
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    calls = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    causes = (error.__cause__ or error.__context__,)
    named = [type(cause).__name__ for cause in causes if cause]
    return {"error": type(error).__name__, "caused_by": named, "calls": calls}


class _FromLibraries(logging.Handler):
    """Says which library said something and where, but not what.

    Bolt's own warnings quote whole messages, and others' quote addresses with a token in them.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Log one record of the standard library's logging."""
        log = structlog.get_logger()
        error = record.exc_info[1] if record.exc_info else None
        log.log(
            record.levelno,
            "library",
            logger=record.name,
            at=f"{record.filename}:{record.lineno}",
            **_described(error),
        )
