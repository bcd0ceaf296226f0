"""A database that can't be used now, and what whoever runs it can do about it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Away(StrEnum):
    """Why the database can't be used now."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read_only"
    CROWDED = "crowded"
    STARTING = "starting"

    @property
    def remedy(self) -> str:
        """What whoever runs the bot can do about it."""
        return REMEDIES[self]


REMEDIES: Final[Mapping[Away, str]] = {
    Away.UNREACHABLE: "The database can't be reached. Is it running, and is its address right? "
    "If it is a file: may Vigil write to it and to its folder?",
    Away.BUSY: "The database is in use for too long. Is somebody else holding it?",
    Away.FULL: "The database's disk is full. Make room there; then everything goes on by itself.",
    Away.READ_ONLY: "The database takes no changes: it is a standby, or read-only on its disk. "
    "Let Vigil write to it.",
    Away.CROWDED: "The database takes no more connections. Raise its max_connections, or run "
    "fewer processes.",
    Away.STARTING: "The database is starting or stopping. Please wait a moment.",
}
