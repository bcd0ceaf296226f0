"""A Slack of one's own on loopback: real HTTP, real WebSocket, and strict about what it takes.

    async with SlackDouble() as slack:
        client = AsyncWebClient(slack.bot_token, base_url=slack.base_url)
        slack.request_url = "http://127.0.0.1:3000/slack/events"   # or none: Socket Mode
        await slack.command("/cases", "Malaysia")
        answer = await slack.wait_for_message()

What a bot posted is in `messages` (by channel) and `ephemerals`; what it did wrong in `violations`;
whom it would have rung in `pings`. A test ends well with both of the latter empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from tests.doubles import slack_payloads
from tests.doubles.slack_delivery import Sending
from tests.doubles.slack_records import (
    Ack,
    Payload,
    SlackChannel,
    SlackIdentity,
    SlackMessage,
    SlackUser,
    SlackView,
)
from tests.doubles.slack_response_url import new_response_url
from tests.doubles.slack_server import OK, SlackServer
from tests.doubles.slack_text import block_elements, buttons, control_label, message_blocks, plain
from tests.doubles.slack_views import apply_submission_ack

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "SlackChannel",
    "SlackDouble",
    "SlackIdentity",
    "SlackMessage",
    "SlackUser",
    "SlackView",
    "buttons",
    "plain",
]


class SlackDouble(SlackServer):
    """The double, with people in it who write, click and submit, and waiting for the answers."""

    async def wait_for_message(
        self,
        *,
        channel: SlackChannel | str | None = None,
        seen_by: SlackUser | None = None,
        after: SlackMessage | int = 0,
        timeout: float = 5.0,  # noqa: ASYNC109 - a limit is part of waiting in a test
    ) -> SlackMessage:
        """The bot's first message, or edit of one, after the given message or `revision`.

        `channel` None means any; `seen_by` asks for one that only this user sees. TimeoutError
        tells what there is instead.
        """
        since = after if isinstance(after, int) else after.revision

        def found() -> SlackMessage | None:
            fitting = [m for m in self._everything() if m.revision > since]
            if channel is not None:
                wanted = channel if isinstance(channel, str) else channel.id
                fitting = [m for m in fitting if m.channel == wanted]
            if seen_by is not None:
                fitting = [m for m in fitting if m.seen_by == seen_by.id]
            return min(fitting, key=lambda message: message.revision, default=None)

        try:
            return await self.world.until(found, timeout)
        except TimeoutError as error:
            there = [(m.channel, m.seen_by, plain(m)) for m in self._everything()]
            raise TimeoutError(f"no such message; there are {there}") from error

    async def wait_for_view(
        self,
        *,
        after: SlackView | None = None,
        timeout: float = 5.0,  # noqa: ASYNC109 - as above
    ) -> SlackView:
        """The modal opened or changed last, once it is another than `after`."""

        def found() -> SlackView | None:
            return next((view for view in reversed(self.views) if view != after), None)

        return await self.world.until(found, timeout)

    async def command(
        self,
        name: str,
        text: str = "",
        *,
        user: SlackUser | None = None,
        channel: SlackChannel | None = None,
        **how: Unpack[Sending],
    ) -> Ack:
        """A slash command; a message in the acknowledgement is shown to the user alone."""
        user, channel = self._known(user), channel or self.general
        self.world.channels.setdefault(channel.id, channel)
        url = self.response_address(new_response_url(self.world, channel.id, user.id))
        delivery = slack_payloads.slash_command(
            self.world, name, text, user=user, channel=channel, response_url=url
        )
        return await self.deliver(delivery, **how)

    async def event(
        self,
        kind: str,
        text: str = "",
        *,
        user: SlackUser | None = None,
        channel: SlackChannel | None = None,
        thread_ts: str | None = None,
        fields: Payload | None = None,
        **how: Unpack[Sending],
    ) -> Ack:
        """An event: `url_verification`, `app_mention`, `message.im`, `message.channels`, or any.

        `fields` are put over those of the event. Send the same again by `resend`.
        """
        if kind == "url_verification":
            return await self.deliver(slack_payloads.url_verification(), **how)
        user = self._known(user)
        if channel is None:
            channel = self.im_of(user) if kind == "message.im" else self.general
        self.world.channels.setdefault(channel.id, channel)
        if kind == "app_mention" or kind.startswith("message."):
            inner = slack_payloads.message_event(
                self.world, kind, text, user=user, channel=channel, thread_ts=thread_ts
            )
        else:
            inner = {"type": kind, "user": user.id, "event_ts": self.world.next_ts()}
        outsider = user.team_id not in (None, self.identity.team_id)
        delivery = slack_payloads.event_callback(
            self.world, inner | (fields or {}), ext_shared=channel.is_ext_shared or outsider
        )
        return await self.deliver(delivery, **how)

    async def press(
        self,
        message: SlackMessage | SlackView,
        control: str,
        *,
        user: SlackUser | None = None,
        option: str | None = None,
        **how: Unpack[Sending],
    ) -> Ack:
        """A click on a control, named by its text, action_id or value; `option` is what to choose.

        The message may be an old version of itself: people click on stale buttons.
        """
        user = self._known(user)
        block, element = _control(message, control)
        action: Payload = {
            "type": element["type"],
            "action_id": element.get("action_id", block["block_id"]),
            "block_id": block["block_id"],
            "action_ts": self.world.next_ts(),
        }
        if element["type"] == "button":
            action |= {key: element[key] for key in ("text", "value", "style") if key in element}
        else:
            action |= slack_payloads.element_state(element, option)
        url = ""
        if isinstance(message, SlackMessage):
            url_id = new_response_url(self.world, message.channel, user.id, message)
            url = self.response_address(url_id)
        delivery = slack_payloads.block_actions(self.world, message, action, user, url)
        return await self.deliver(delivery, **how)

    async def submit_view(
        self,
        view: SlackView,
        values: Mapping[str, str | list[str]],
        *,
        user: SlackUser | None = None,
        **how: Unpack[Sending],
    ) -> Ack:
        """A modal sent off; what the acknowledgement says is done to the open modals."""
        sender = user or self.world.users[view.user]
        delivery = slack_payloads.view_submission(self.world, view, values, sender)
        ack = await self.deliver(delivery, **how)
        if ack.status == OK:
            self.settle(
                "view_submission", lambda: apply_submission_ack(self.world, view, ack.payload)
            )
        return ack

    async def resend(self, ack: Ack, *, retry: int | None = None) -> Ack:
        """Send the same again: `retry` as Slack does with events (1, 2, 3), else a second click."""
        how = Sending(retry=retry) if retry else Sending()
        return await self.deliver(ack.delivery, **how)

    def _known(self, user: SlackUser | None) -> SlackUser:
        """Who acts: somebody unknown so far becomes known, nobody stands for `member`."""
        user = user or self.member
        self.world.users.setdefault(user.id, user)
        return user

    def _everything(self) -> list[SlackMessage]:
        return [*self.ephemerals, *(m for posted in self.messages.values() for m in posted)]


def _control(message: SlackMessage | SlackView, wanted: str) -> tuple[Payload, Payload]:
    labels: list[str] = []
    for block in message_blocks(message):
        for element in block_elements(block):
            label = control_label(element)
            if wanted in (label, element.get("action_id"), element.get("value")):
                return block, element
            labels.append(label)
    raise LookupError(f"no control {wanted!r} among {labels}")
