"""Requests and replies as text in the database.

A reader ignores fields that it does not know, so that a field can be added without a new version.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Generic, TypeVar

from core.request import Reply, Request

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")
VERSION = 1
READABLE = range(VERSION - 1, VERSION + 1)
"""Two neighbouring versions of the program may run side by side."""


class UnreadableError(ValueError):
    """Written by a version of the program that this one can't read."""


@dataclass(frozen=True, slots=True)
class _Stored(Generic[T]):
    version: int
    value: T


@dataclass(frozen=True, slots=True)
class _Stamp:
    version: int


@cache
def _stamps() -> "TypeAdapter[_Stamp]":
    from pydantic import TypeAdapter  # noqa: PLC0415  a cold start that stores nothing is spared it

    return TypeAdapter(_Stamp)


@cache
def _requests() -> "TypeAdapter[_Stored[Request]]":
    from pydantic import TypeAdapter  # noqa: PLC0415  as above

    return TypeAdapter(_Stored[Request])


@cache
def _replies() -> "TypeAdapter[_Stored[Reply]]":
    from pydantic import TypeAdapter  # noqa: PLC0415  as above

    return TypeAdapter(_Stored[Reply])


def _check(text: str) -> None:
    version = _stamps().validate_json(text).version
    if version not in READABLE:
        raise UnreadableError(version)


def write_request(request: Request) -> str:
    """A request as JSON."""
    return _requests().dump_json(_Stored(VERSION, request)).decode()


def read_request(text: str) -> Request:
    """A request from JSON.

    Raises:
        UnreadableError: it is of an unknown version.
    """
    _check(text)
    return _requests().validate_json(text).value


def write_reply(reply: Reply) -> str:
    """A reply as JSON."""
    return _replies().dump_json(_Stored(VERSION, reply)).decode()


def read_reply(text: str) -> Reply:
    """A reply from JSON.

    Raises:
        UnreadableError: it is of an unknown version.
    """
    _check(text)
    return _replies().validate_json(text).value
