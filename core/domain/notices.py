"""What people are told in private because something happened, and who is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.domain.people import Platform, Role


class NoticeKind(StrEnum):
    """What a notice is about. Each has its words in `core.views.notices.NOTICE_VIEWS`."""

    STOP_ACTION = "stop_action"
    CASE_CHANGED = "case_changed"
    CASE_REOPENED = "case_reopened"
    """To those who had taken it on until it left active work."""
    NOT_RETRACTED = "not_retracted"
    PROPOSAL = "proposal"
    """To the committed: a protected person is to be taken out of active work, or is now."""
    FEEDBACK_FILED = "feedback_filed"
    FEEDBACK_ACKNOWLEDGED = "feedback_acknowledged"
    FEEDBACK_ANSWERED = "feedback_answered"
    FEEDBACK_COMMENTED = "feedback_commented"
    FEEDBACK_ACCEPTED = "feedback_accepted"
    FEEDBACK_APPEALED = "feedback_appealed"
    FEEDBACK_RULED = "feedback_ruled"
    FEEDBACK_STEP = "feedback_step"
    """To the other sections that have taken the case on, or had until it left active work."""
    NOBODY_TO_RULE = "nobody_to_rule"
    RULING_LACKS = "ruling_lacks"
    DIGEST_PAUSED = "digest_paused"
    """To whoever can mend it: nothing arrives in a conversation any more."""
    DIGEST_REVIVED = "digest_revived"
    """To the same: it arrives again."""
    PLATFORM_REFUSED = "platform_refused"
    """To the admins, on another platform: this one takes nothing from the bot."""
    ACTION_RESUMED = "action_resumed"
    """To those who were told to stop: the case may be spoken of again."""
    NOMINATED = "nominated"
    NOMINATION_REFUSED = "nomination_refused"
    NOMINATION_PUBLISHED = "nomination_published"
    """To the section: whom it nominated is in the portfolio now."""


EVEN_IN_QUIET_HOURS = frozenset({NoticeKind.STOP_ACTION})
"""What can't wait for the morning."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One event, told once to each recipient: in codes, references, numbers and ISO dates.

    Free texts only where every recipient may read them.
    """

    kind: NoticeKind
    key: str
    """The event's id: nobody is told of the same kind and key twice. At most 128 characters."""
    facts: Mapping[str, str | int] = field(default_factory=dict)
    case: str = ""
    """The case that it rests on; whoever may not see it any more when it is sent is not told."""
    again: bool = False
    """Never lost, though it may come twice where the platform can't say whether it took it;
    otherwise never repeated, though it may be missing there."""


@dataclass(frozen=True, slots=True)
class To:
    """Who is told, each person once however often they are meant."""

    persons: tuple[str, ...] = ()
    """People's opaque ids."""
    sections: tuple[str, ...] = ()
    """Codes of sections whose coordinators are meant."""
    roles: tuple[Role, ...] = ()
    """Everybody who holds one of these roles anywhere."""
    committed_to: str = ""
    """A case: the coordinators of the sections that are committed to it, and committed members."""
    left_by: str = ""
    """A case: those whose commitment it ended when it left active work last."""
    followers_of: str = ""
    """A case: everybody who follows it, at whatever pace."""
    followers_at_once_of: str = ""
    """A case: only those followers who want to hear at once."""
    reporters_of: str = ""
    """A case: whoever reported an action on it in the 90 days before."""
    stopped_on: str = ""
    """A case: whoever was told to stop all action on it, as long as that is on record."""
    not_on: tuple[Platform, ...] = ()
    """Platforms on which nobody is told: who has no address on another is passed over."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When a person is told only what can't wait: minutes after midnight, over it where needed."""

    begins: int
    ends: int

    def over_at(self, now: datetime, zone: str) -> datetime | None:
        """When the quiet hours that run now in that zone are over, in UTC; None if none run."""
        local = now.astimezone(ZoneInfo(zone))
        minute = local.hour * 60 + local.minute
        over_midnight = self.begins > self.ends
        runs = (
            minute >= self.begins or minute < self.ends
            if over_midnight
            else self.begins <= minute < self.ends
        )
        if not runs:
            return None
        tomorrow = over_midnight and minute >= self.begins
        day = local.date() + timedelta(days=int(tomorrow))
        hours, minutes = divmod(self.ends, 60)
        end = datetime(day.year, day.month, day.day, hours, minutes, tzinfo=local.tzinfo)
        return end.astimezone(UTC)
