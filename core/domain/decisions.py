"""What was decided, by whom and why: append-only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.people import Role


class DecisionKind(StrEnum):
    """What a decision was about."""

    LEVEL = "level"
    POC = "poc"
    PAUSE = "pause"
    COMMIT = "commit"
    RELEASE = "release"
    ROLE = "role"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the history. `person` is an opaque id; empty for the command line."""

    kind: DecisionKind
    subject: str
    """The case's key, an individual as `MYS-0012/1`, or a person's id."""
    at: datetime
    before: str
    after: str
    reason: str = ""
    person: str = ""
    role: Role = Role.ADMIN
    section: str = ""
