"""The state of the Slack double: who and what is there, what was posted, what went wrong."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from tests.doubles.slack_records import (
    Call,
    Payload,
    Ping,
    SlackChannel,
    SlackError,
    SlackIdentity,
    SlackMessage,
    SlackUser,
    SlackView,
    Violation,
)
from tests.doubles.slack_text import live_mentions

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")

TRIGGER_LIFETIME = timedelta(seconds=3)  # docs.slack.dev/interactivity: a trigger_id expires


@dataclass(slots=True)
class ResponseUrl:
    """One response_url: good for five answers within thirty minutes."""

    channel: str
    user: str
    issued_at: datetime
    original: SlackMessage | None = None
    uses: int = 0


class SlackWorld:
    """Everything the double remembers; it does no input or output."""

    def __init__(self, identity: SlackIdentity, clock: Callable[[], datetime]) -> None:
        self.identity = identity
        self.clock = clock
        self.users: dict[str, SlackUser] = {}
        self.channels: dict[str, SlackChannel] = {}
        self.messages: defaultdict[str, list[SlackMessage]] = defaultdict(list)
        self.said: defaultdict[str, list[SlackMessage]] = defaultdict(list)
        self.ephemerals: list[SlackMessage] = []
        self.views: dict[str, SlackView] = {}
        self.homes: dict[str, SlackView] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.triggers: dict[str, tuple[str, datetime]] = {}
        self.calls: list[Call] = []
        self.violations: list[Violation] = []
        self.pings: list[Ping] = []
        self.allowed_pings: set[str] = set()
        self.post_interval: timedelta | None = None
        self.free_at: dict[str, datetime] = {}
        self.revision = 0
        self._changed = asyncio.Event()
        self._last_ts = 0
        self._serial = 0

    async def until(self, found: Callable[[], Found | None], timeout: float) -> Found:  # noqa: ASYNC109 - a limit is part of waiting in a test
        """What `found` gives once it gives something; TimeoutError after `timeout` seconds."""
        async with asyncio.timeout(timeout):
            while (result := found()) is None:
                await self._changed.wait()
        return result

    def notify(self) -> None:
        """Something changed: whoever waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    def serial(self, prefix: str) -> str:
        """A new id of Slack's look."""
        self._serial += 1
        return f"{prefix}{self._serial:09d}"

    def next_ts(self) -> str:
        """A message timestamp: the clock's, and always later than the one before."""
        now = int(self.clock().timestamp() * 1_000_000)
        self._last_ts = max(now, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_trigger(self, user: str) -> str:
        trigger = f"{self.serial('')}.{self.serial('')}.double"
        self.triggers[trigger] = (user, self.clock() + TRIGGER_LIFETIME)
        return trigger

    def use_trigger(self, trigger: str) -> str:
        """The user whose trigger this is; SlackError if unknown or too old."""
        if trigger not in self.triggers:
            raise SlackError("invalid_trigger_id")
        user, expires = self.triggers.pop(trigger)
        if self.clock() > expires:
            raise SlackError("expired_trigger_id")
        return user

    def im_of(self, user: str) -> SlackChannel:
        """The direct conversation of the bot with a user, opened on first need."""
        channel_id = f"D{user[1:]}"
        return self.channels.setdefault(
            channel_id, SlackChannel(channel_id, kind="im", name="directmessage", user=user)
        )

    def channel_to_post(self, target: str) -> SlackChannel:
        """Where a post to this id goes; a user's id stands for the direct conversation."""
        if target in self.users:
            if self.users[target].deleted:
                raise SlackError("user_disabled")
            return self.im_of(target)
        channel = self.channel(target)
        if channel.is_archived:
            raise SlackError("is_archived")
        if not channel.has_bot:
            raise SlackError("not_in_channel")
        return channel

    def channel(self, channel_id: str) -> SlackChannel:
        if channel_id not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[channel_id]

    def post(
        self,
        channel: str,
        text: str,
        blocks: list[Payload],
        *,
        thread_ts: str | None = None,
        reply_broadcast: bool = False,
        metadata: Payload | None = None,
        seen_by: str | None = None,
    ) -> SlackMessage:
        """Record a message of the bot."""
        message = SlackMessage(
            ts=self.next_ts(),
            channel=channel,
            text=text,
            user=self.identity.bot_user_id,
            revision=self._next_revision(),
            blocks=self._with_ids(blocks),
            thread_ts=thread_ts,
            reply_broadcast=reply_broadcast,
            metadata=metadata,
            seen_by=seen_by,
        )
        (self.ephemerals if seen_by else self.messages[channel]).append(message)
        self.notify()
        return message

    def hear(self, channel: str, user: str, text: str, thread_ts: str | None) -> SlackMessage:
        """Record what a person wrote."""
        message = SlackMessage(
            ts=self.next_ts(),
            channel=channel,
            text=text,
            user=user,
            revision=self._next_revision(),
            thread_ts=thread_ts,
        )
        self.said[channel].append(message)
        return message

    def edit(
        self, old: SlackMessage, text: str, blocks: list[Payload], metadata: Payload | None
    ) -> SlackMessage:
        """Put a new version in the message's place."""
        new = replace(
            old,
            text=text,
            blocks=self._with_ids(blocks),
            metadata=metadata,
            edited_ts=self.next_ts(),
            revision=self._next_revision(),
        )
        shelf = self._shelf(old)
        shelf[self._place(old)] = new
        self.notify()
        return new

    def delete(self, old: SlackMessage) -> None:
        del self._shelf(old)[self._place(old)]
        self.notify()

    def is_there(self, message: SlackMessage) -> bool:
        return any(other.ts == message.ts for other in self._shelf(message))

    def bots_message(self, channel: str, ts: str) -> SlackMessage:
        """The bot's message with this timestamp; SlackError if there is none."""
        for message in self.messages[channel]:
            if message.ts == ts:
                return message
        if any(message.ts == ts for message in self.said[channel]):
            raise SlackError("cant_update_message")
        raise SlackError("message_not_found")

    def conversation(self, channel: str) -> list[SlackMessage]:
        """What everybody in the channel sees, oldest first."""
        everything = [*self.messages[channel], *self.said[channel]]
        return sorted(everything, key=lambda message: float(message.ts))

    def note_pings(self, method: str, text: str, blocks: list[Payload]) -> None:
        for target in live_mentions(text, blocks):
            if target not in self.allowed_pings:
                self.pings.append(Ping(method, target))

    def violate(self, method: str, error: str, *details: str) -> None:
        self.violations += [Violation(method, error, detail) for detail in details or ("",)]

    def _next_revision(self) -> int:
        self.revision += 1
        return self.revision

    def _shelf(self, message: SlackMessage) -> list[SlackMessage]:
        return self.ephemerals if message.seen_by else self.messages[message.channel]

    def _place(self, message: SlackMessage) -> int:
        stamps = [other.ts for other in self._shelf(message)]
        if message.ts not in stamps:
            raise SlackError("message_not_found")
        return stamps.index(message.ts)

    def _with_ids(self, blocks: list[Payload]) -> tuple[Payload, ...]:
        """Blocks as Slack keeps them: with an id each, generated where the app gave none."""
        return tuple({"block_id": self.serial("blk"), **block} for block in blocks)


def message_on_the_wire(
    identity: SlackIdentity, message: SlackMessage, *, with_metadata: bool = False
) -> Payload:
    """The message object as Slack's methods and payloads show it."""
    shown: Payload = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": identity.team_id,
    }
    if message.user == identity.bot_user_id:
        shown |= {"bot_id": identity.bot_id, "app_id": identity.app_id}
    if message.blocks:
        shown["blocks"] = list(message.blocks)
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if with_metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown
