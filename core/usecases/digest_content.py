"""A digest's facts as JSON, for the outbox."""

from functools import cache
from typing import TYPE_CHECKING

from core.usecases.digest import GoalsDigest

if TYPE_CHECKING:
    from pydantic import TypeAdapter

VERSION = 1
"""Raise it when the facts change their shape; a reader accepts its own and the one before."""


@cache
def _adapter() -> "TypeAdapter[GoalsDigest]":
    from pydantic import TypeAdapter  # noqa: PLC0415  not needed to answer a question

    return TypeAdapter(GoalsDigest)


def dump(digest: GoalsDigest) -> str:
    """Write the facts."""
    return _adapter().dump_json(digest).decode()


def load(payload: str) -> GoalsDigest:
    """Read the facts back."""
    return _adapter().validate_json(payload)
