"""What waits in the outbox as JSON: the facts of digests and notices."""

from functools import cache
from typing import TYPE_CHECKING

from core.domain.notices import Notice
from core.domain.subscriptions import DigestKind
from core.usecases.digest import GoalsDigest
from core.usecases.digest_lines import LinesDigest
from core.usecases.digests import Digest

if TYPE_CHECKING:
    from pydantic import TypeAdapter

VERSION = 3
"""Raise it when facts change their shape, or with new kinds of digests or notices; a reader accepts
its own and the one before, and leaves what it can't read for a newer process."""


@cache
def _goals() -> "TypeAdapter[GoalsDigest]":
    from pydantic import TypeAdapter  # noqa: PLC0415  not needed to answer a question

    return TypeAdapter(GoalsDigest)


@cache
def _lines() -> "TypeAdapter[LinesDigest]":
    from pydantic import TypeAdapter  # noqa: PLC0415  as above

    return TypeAdapter(LinesDigest)


@cache
def _notices() -> "TypeAdapter[Notice]":
    from pydantic import TypeAdapter  # noqa: PLC0415  as above

    return TypeAdapter(Notice)


def dump(digest: Digest) -> str:
    """Write the facts of a digest."""
    if isinstance(digest, GoalsDigest):
        return _goals().dump_json(digest).decode()
    return _lines().dump_json(digest).decode()


def load(kind: str, payload: str) -> Digest:
    """Read the facts of a digest of that kind back."""
    if kind == DigestKind.GOALS:
        return _goals().validate_json(payload)
    return _lines().validate_json(payload)


def dump_notice(notice: Notice) -> str:
    """Write a notice."""
    return _notices().dump_json(notice).decode()


def load_notice(payload: str) -> Notice:
    """Read it back."""
    return _notices().validate_json(payload)
