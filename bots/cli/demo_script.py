"""What the demo plays: who says what, which button is pressed, and how long is waited.

No answer stands here: each one is asked of the application. The people, their roles and their time
zones are in the sample portfolio.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bots.console.personas import Persona
from bots.console.talk import Seat

START: Final = datetime(2010, 5, 14, 12, tzinfo=UTC)
"""The fixed moment at which the demo begins, so that nothing in it grows old: a Friday."""

AISHA: Final = Persona("aisha")
LARS: Final = Persona("lars")
BEATRIZ: Final = Persona("beatriz")
CHANNEL: Final = "#section-sweden"


@dataclass(frozen=True, slots=True)
class Says:
    """Somebody types something."""

    told: str
    seat: Seat
    text: str


@dataclass(frozen=True, slots=True)
class Presses:
    """Somebody presses the first button of the last answer whose label begins like this."""

    told: str
    seat: Seat
    label: str


@dataclass(frozen=True, slots=True)
class WaitsForMonday:
    """The clock moves on to the next Monday, 09:00, in a zone, and what is due is delivered."""

    told: str
    zone: str


Step = Says | Presses | WaitsForMonday

SCRIPT: Final[tuple[Step, ...]] = (
    Says("A member in Kuala Lumpur looks for cases", Seat(AISHA), "/cases Malaysia"),
    Presses("She opens one by its button", Seat(AISHA), "Open MYS-0012"),
    Says(
        "A coordinator commits Section Sweden to it",
        Seat(LARS, CHANNEL),
        "/commit MYS-0012 for Sweden",
    ),
    Says("He has the weekly digest sent there", Seat(LARS, CHANNEL), "/digest Mon 09:00"),
    Says("A member of the board, in São Paulo, says hello", Seat(BEATRIZ), "hello"),
    WaitsForMonday("Monday, 09:00, in Kuala Lumpur", "Asia/Kuala_Lumpur"),
    WaitsForMonday("Monday, 09:00, in Stockholm", "Europe/Stockholm"),
    WaitsForMonday("Monday, 09:00, in São Paulo", "America/Sao_Paulo"),
)
