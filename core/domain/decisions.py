"""What was decided, by whom and why: append-only."""

from dataclasses import dataclass, field
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
    """Of a goal: entries that older versions made stay as they are."""
    JOIN = "join"
    ERASE = "erase"
    CAPACITY = "capacity"
    GOAL = "goal"
    """Set, or revised: its target and date before and after."""
    STRIKE = "strike"
    """A report of what was done, which does not count any more."""
    EDIT = "edit"
    """`after` has the fields that changed."""
    CONSENT = "consent"
    """The scopes, and whether it is safe to publicise."""
    STATUS = "status"
    """Of a person on a case."""
    ACTION = "action"
    VERIFY = "verify"
    FEEDBACK = "feedback"
    """A step of it; an answer and a ruling with what they say, as `answered:upheld`."""
    NOMINATION = "nomination"
    PROPOSAL = "proposal"
    """That something is `proposed` about a protected person, or that this has `lapsed`."""
    RESEARCH = "research"
    """A research team's capacity; or that a case was activated beyond it."""


ABOUT_PEOPLE = frozenset({DecisionKind.ROLE, DecisionKind.JOIN})
"""The kinds whose subject is a person's id, which can be erased."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the history. `person` is an opaque id; empty for the command line.

    `before` and `after` are codes, dates and numbers: never a name, never what somebody typed, as
    they are kept for good. What was typed is the `reason`, which can be erased.
    """

    kind: DecisionKind
    subject: str
    """The case's key, an individual as `MYS-0012/1`, a person's id, or a section's code."""
    at: datetime
    before: str
    after: str
    reason: str = ""
    person: str = ""
    role: Role = Role.ADMIN
    section: str = ""
    number: int = field(default=0, compare=False)
    """Its place in the history, from 1; given when it is read."""
