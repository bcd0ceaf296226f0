"""auth.test, conversations.* and users.info."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from tests.doubles.slack_records import Payload, SlackChannel, SlackError
from tests.doubles.slack_world import SlackWorld, message_on_the_wire

if TYPE_CHECKING:
    from tests.doubles.slack_records import SlackMessage

DEFAULT_PAGE, LARGEST_PAGE = 100, 999


def auth_test(world: SlackWorld, _args: Payload) -> Payload:
    me = world.identity
    shown: Payload = {
        "url": f"https://{me.team_domain}.slack.com/",
        "team": "Movement",
        "user": me.bot_name,
        "team_id": me.team_id,
        "user_id": me.bot_user_id,
        "bot_id": me.bot_id,
        "is_enterprise_install": me.org_install,
    }
    if me.enterprise_id:
        shown["enterprise_id"] = me.enterprise_id
    return shown


def conversations_open(world: SlackWorld, args: Payload) -> Payload:
    if "channel" in args:
        return {"channel": {"id": world.channel(args["channel"]).id}}
    people = [user for user in args.get("users", "").split(",") if user]
    if not people:
        raise SlackError("users_list_not_supplied")
    for user in people:
        if user not in world.users:
            raise SlackError("user_not_found")
        if world.users[user].deleted:
            raise SlackError("user_disabled")
    if len(people) == 1:
        channel = world.im_of(people[0])
    else:
        group = "G" + "".join(sorted(person[1:] for person in people))
        channel = world.channels.setdefault(group, SlackChannel(group, "mpim", "mpdm"))
    shown = _channel(world, channel) if args.get("return_im") else {"id": channel.id}
    return {"channel": shown}


def conversations_info(world: SlackWorld, args: Payload) -> Payload:
    shown = _channel(world, world.channel(args["channel"]))
    if args.get("include_locale"):
        shown["locale"] = "en-US"
    return {"channel": shown}


def _channel(world: SlackWorld, channel: SlackChannel) -> Payload:
    shown: Payload = {
        "id": channel.id,
        "created": 1_449_252_889,
        "is_channel": channel.kind == "channel" and not channel.is_private,
        "is_group": False,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private or channel.kind != "channel",
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_ext_shared,
        "is_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "context_team_id": world.identity.team_id,
    }
    if channel.kind == "im":
        return shown | {"user": channel.user, "is_user_deleted": False}
    return shown | {"name": channel.name, "is_member": channel.has_bot, "is_general": False}


def users_info(world: SlackWorld, args: Payload) -> Payload:
    if args["user"] not in world.users:
        raise SlackError("user_not_found")
    user = world.users[args["user"]]
    shown: Payload = {
        "id": user.id,
        "team_id": user.team_id or world.identity.team_id,
        "name": user.name,
        "real_name": user.name,
        "deleted": user.deleted,
        "profile": {"real_name": user.name, "display_name": user.name},
        "is_bot": user.is_bot,
    }
    if user.deleted:  # Slack tells neither zone nor role of one who has left
        return {"user": shown}
    shown |= {
        "tz": user.tz,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_stranger": user.team_id not in (None, world.identity.team_id),
    }
    if args.get("include_locale"):
        shown["locale"] = user.locale
    return {"user": shown}


def conversations_history(world: SlackWorld, args: Payload) -> Payload:
    """Newest first, without replies in threads unless they were broadcast."""
    everything = world.conversation(_readable(world, args))
    shown = [m for m in everything if m.thread_ts in (None, m.ts) or m.reply_broadcast]
    return _page(world, args, list(reversed(_between(shown, args))))


def conversations_replies(world: SlackWorld, args: Payload) -> Payload:
    """The thread's first message, then its replies, oldest first."""
    everything = world.conversation(_readable(world, args))
    root = [message for message in everything if message.ts == args["ts"]]
    if not root:
        raise SlackError("thread_not_found")
    replies = [m for m in everything if m.thread_ts == args["ts"] and m.ts != args["ts"]]
    return _page(world, args, root + _between(replies, args))


def _readable(world: SlackWorld, args: Payload) -> str:
    channel = world.channel(args["channel"])
    if not channel.has_bot:
        raise SlackError("not_in_channel")
    return channel.id


def _between(messages: list[SlackMessage], args: Payload) -> list[SlackMessage]:
    oldest, latest = float(args.get("oldest", 0)), float(args.get("latest", "inf"))
    inclusive = args.get("inclusive", False)
    return [
        message
        for message in messages
        if oldest < float(message.ts) < latest
        or (inclusive and float(message.ts) in (oldest, latest))
    ]


def _page(world: SlackWorld, args: Payload, messages: list[SlackMessage]) -> Payload:
    start, size = _cursor(args.get("cursor", "")), args.get("limit", DEFAULT_PAGE)
    if not 1 <= size <= LARGEST_PAGE:
        raise SlackError("invalid_limit")
    with_metadata = args.get("include_all_metadata", False)
    page = messages[start : start + size]
    answer: Payload = {
        "messages": [
            message_on_the_wire(world.identity, message, with_metadata=with_metadata)
            for message in page
        ],
        "has_more": start + size < len(messages),
        "pin_count": 0,
    }
    if answer["has_more"]:
        cursor = base64.b64encode(f"next:{start + size}".encode()).decode()
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def _cursor(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError) as error:
        raise SlackError("invalid_cursor") from error
