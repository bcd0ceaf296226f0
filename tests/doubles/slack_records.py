"""What the Slack double knows and records: people, places, messages, deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Payload: TypeAlias = dict[str, Any]
"""A JSON object as it travels: its values are whatever the other side sent."""

ChannelKind: TypeAlias = Literal["im", "channel", "mpim"]
DeliveryKind: TypeAlias = Literal["slash_commands", "events_api", "interactive"]


@dataclass(frozen=True, slots=True)
class SlackIdentity:
    """The workspace, the app in it, and the app's secrets."""

    team_id: str = "T0MOVEMENT"
    team_domain: str = "movement"
    enterprise_id: str | None = None
    org_install: bool = False
    app_id: str = "A0VIGIL"
    bot_user_id: str = "U0VIGILBOT"
    bot_id: str = "B0VIGIL"
    bot_name: str = "vigil"
    scopes: str = (
        "app_mentions:read,channels:history,channels:read,chat:write,commands,groups:history,"
        "groups:read,im:history,im:write,users:read"
    )
    bot_token: str = "xoxb-double-bot-token"
    app_token: str = "xapp-double-app-token"
    signing_secret: str = "double-signing-secret"

    @property
    def enterprise(self) -> Payload | None:
        if self.enterprise_id is None:
            return None
        return {"id": self.enterprise_id, "name": "Movement"}


@dataclass(frozen=True, slots=True)
class SlackUser:
    """Somebody in the workspace; `team_id` None means the double's own team."""

    id: str
    name: str = "member"
    tz: str = "Etc/UTC"
    locale: str = "en-GB"
    team_id: str | None = None
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class SlackChannel:
    """A conversation; `user` is the other side of an im, `has_bot` that the bot was invited."""

    id: str
    kind: ChannelKind = "channel"
    name: str = "general"
    user: str | None = None
    has_bot: bool = True
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """A message as it stands; `seen_by` is set on one that only that user sees.

    `revision` counts every post and edit of the double, so two versions of a message differ in it.
    """

    ts: str
    channel: str
    text: str
    user: str
    revision: int
    blocks: tuple[Payload, ...] = ()
    thread_ts: str | None = None
    reply_broadcast: bool = False
    metadata: Payload | None = None
    edited_ts: str | None = None
    seen_by: str | None = None


@dataclass(frozen=True, slots=True)
class SlackView:
    """A modal or a Home tab that the bot opened, with the user who sees it."""

    id: str
    user: str
    hash: str
    view: Payload
    root_id: str
    previous_id: str | None = None


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that a well-behaved app never sends: `error` is Slack's word for it."""

    method: str
    error: str
    detail: str


@dataclass(frozen=True, slots=True)
class Ping:
    """A live mention in a bot's message: it would have rung somebody's phone."""

    method: str
    target: str


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the Web API or a response_url, whatever became of it."""

    method: str
    arguments: Payload


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the double sent to the app: it can be sent again as it was."""

    kind: DeliveryKind
    payload: Payload


@dataclass(frozen=True, slots=True)
class Ack:
    """The app's acknowledgement; `status` None means that none came in time."""

    status: int | None
    body: str
    payload: Payload | None
    delivery: Delivery


class SlackError(Exception):
    """Slack refuses the call with this error code."""

    def __init__(self, error: str, *problems: str) -> None:
        super().__init__(error, *problems)
        self.error = error
        self.problems = problems


class RateLimitedError(SlackError):
    """Too many calls; `retry_after` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after
