"""What waits in the outbox as JSON: the facts of digests and notices."""

from functools import cache
from typing import TYPE_CHECKING

from core.domain.notices import Notice
from core.usecases.digest import GoalsDigest

if TYPE_CHECKING:
    from pydantic import TypeAdapter

VERSION = 2
"""Raise it when facts change their shape, or with new kinds of digests or notices; a reader accepts
its own and the one before, and leaves what it can't read for a newer process."""


@cache
def _goals() -> "TypeAdapter[GoalsDigest]":
    from pydantic import TypeAdapter  # noqa: PLC0415  not needed to answer a question

    return TypeAdapter(GoalsDigest)


@cache
def _notices() -> "TypeAdapter[Notice]":
    from pydantic import TypeAdapter  # noqa: PLC0415  as above

    return TypeAdapter(Notice)


def dump(digest: GoalsDigest) -> str:
    """Write the facts of a digest of the goals."""
    return _goals().dump_json(digest).decode()


def load(payload: str) -> GoalsDigest:
    """Read them back."""
    return _goals().validate_json(payload)


def dump_notice(notice: Notice) -> str:
    """Write a notice."""
    return _notices().dump_json(notice).decode()


def load_notice(payload: str) -> Notice:
    """Read it back."""
    return _notices().validate_json(payload)
