"""What Python itself is told by a process that loads much once and then serves long."""

import gc
import sys
from typing import Final

NEW_OBJECTS: Final = 10_000
"""By default the garbage collector looks through new objects after every 700 of them, and through
everything now and then. A start makes half a million objects that stay, and one answer a few
thousand that go by themselves: looking took a tenth of the time of each."""
TURN: Final = 0.001
"""Seconds after which a thread that works lets another one work, 0.005 by default. What the event
loop and a thread with the database do goes to and fro between them: an answer waited longer for its
turn than for its records."""


def prepare_to_serve() -> None:
    """From now on look through new objects only when there are many, and take shorter turns."""
    gc.set_threshold(NEW_OBJECTS)
    sys.setswitchinterval(TURN)


def keep_what_is_loaded() -> None:
    """Never again look through what is there now."""
    gc.freeze()
