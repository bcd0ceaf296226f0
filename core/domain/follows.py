"""Who follows a case, and what they are told of it."""

from dataclasses import dataclass
from enum import StrEnum


class Pace(StrEnum):
    """How soon a follower hears of a change; who is told nothing does not follow."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


class ChangeKind(StrEnum):
    """What changed on a case."""

    LEVEL = "level"
    STATUS = "status"
    """Of a person on it; `number` says of which."""
    ACTION_OPENED = "action_opened"
    ACTION_OVER = "action_over"
    ACTION_CHANGED = "action_changed"


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A change that followers are told of, in codes: its words are found for each reader.

    `before` and `after` are levels or statuses, or for an action its kind and its deadline (ISO).
    `number` is the individual's or the action's own on the case; 0 for the case itself.
    """

    kind: ChangeKind
    before: str = ""
    after: str = ""
    number: int = 0
