"""One JSON line an event, to standard error, with ids and never with names, texts or bodies."""

import logging
import sys
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

FRAMES = 8
"""How many of the innermost calls of a failure are logged."""


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send our own lines, and what the libraries have to say, to one stream."""
    stream = stream or sys.stderr
    threshold = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
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
