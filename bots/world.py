"""The real time and the real chance, a clock that can be set, and all that a bot consists of."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.app import App
from core.ports import Chance, Clock, Store

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 and O, no 1, I and L: a code is read aloud and typed."""
CODE_LENGTH = 12
GROUP = 4


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)


class SettableClock:
    """A clock that stands where it is set: the demo's and the tests' time."""

    def __init__(self, moment: datetime) -> None:
        """Stand at that moment."""
        self._moment = moment

    def now(self) -> datetime:
        """The moment at which it stands, in UTC."""
        return self._moment

    def set(self, moment: datetime) -> None:
        """Stand at another moment."""
        self._moment = moment.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Go on by so much."""
        self._moment += by


class SystemChance:
    """The operating system's randomness."""

    def new_id(self) -> str:
        """128 bits as 32 hexadecimal digits."""
        return secrets.token_hex(16)

    def code(self) -> str:
        """Twelve characters in three groups: about 59 bits."""
        letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        return "-".join(letters[i : i + GROUP] for i in range(0, CODE_LENGTH, GROUP))


@dataclass(frozen=True, slots=True)
class World:
    """The application, and what it was made of."""

    app: App
    store: Store
    clock: Clock
    chance: Chance
