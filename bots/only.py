"""The two parts of `vigil run`, each of which may have processes of its own."""

from enum import StrEnum


class Only(StrEnum):
    """What a process does, where it does not do both."""

    BOTS = "bots"
    """Take in what people ask, and answer."""
    SCHEDULER = "scheduler"
    """Plan and deliver what nobody waits for at a prompt."""
