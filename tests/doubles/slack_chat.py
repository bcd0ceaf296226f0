"""The chat.* methods, and the checks that every message of the bot passes."""

from __future__ import annotations

import math

from tests.doubles.slack_records import Payload, RateLimitedError, SlackError, SlackMessage
from tests.doubles.slack_text import plain, text_size
from tests.doubles.slack_validate import MESSAGE_TEXT_OF_BLOCKS_LIMIT, check_blocks
from tests.doubles.slack_world import SlackWorld, message_on_the_wire

TEXT_LIMIT = 40_000
UPDATE_TEXT_LIMIT = 4_000
"""chat.update is stricter than chat.postMessage (docs.slack.dev/reference/methods/chat.update)."""

FULL_FALLBACK = 2_000
"""A fallback of this many characters is full enough, however long the blocks are."""


def check_message(
    world: SlackWorld, method: str, args: Payload, *, text_limit: int = TEXT_LIMIT
) -> tuple[str, list[Payload]]:
    """The text and blocks of a valid message; SlackError if Slack, or this project, refuses it."""
    text, blocks = args.get("text", ""), args.get("blocks") or []
    if not isinstance(text, str) or not text.strip():
        raise SlackError("no_text", "text is needed, beside blocks too: screen readers read it")
    if len(text) > text_limit:
        raise SlackError("msg_too_long", f"{len(text)} characters, at most {text_limit}")
    problems = check_blocks(blocks, "message")
    if problems:
        raise SlackError("invalid_blocks", *problems)
    if text_size(blocks) > MESSAGE_TEXT_OF_BLOCKS_LIMIT:
        raise SlackError("msg_blocks_too_long", f"{text_size(blocks)} characters in blocks")
    _check_metadata(args.get("metadata"))
    world.note_pings(method, text, blocks)
    _note_vague_fallback(world, method, text, blocks)
    return text, blocks


def _check_metadata(metadata: object) -> None:
    if metadata in (None, {}):
        return
    if not isinstance(metadata, dict) or metadata.keys() != {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_format", "event_type and event_payload are needed")
    if not isinstance(metadata["event_payload"], dict):
        raise SlackError("invalid_metadata_format", "event_payload must be an object")


def _note_vague_fallback(world: SlackWorld, method: str, text: str, blocks: list[Payload]) -> None:
    """Slack takes "New message" as the text beside blocks; whoever can't see blocks does not."""
    words = [block for block in blocks if block["type"] not in {"actions", "context_actions"}]
    seen = plain(SlackMessage(ts="", channel="", text="", user="", revision=0, blocks=tuple(words)))
    if len(text) < min(len(seen) / 2, FULL_FALLBACK):
        detail = f"text has {len(text)} characters beside {len(seen)} visible ones in blocks"
        world.violate(method, "vague_text", detail)


def post_message(world: SlackWorld, args: Payload) -> Payload:
    channel = world.channel_to_post(args["channel"])
    text, blocks = check_message(world, "chat.postMessage", args)
    _limit_rate(world, channel.id)
    message = world.post(
        channel.id,
        text,
        blocks,
        thread_ts=args.get("thread_ts"),
        reply_broadcast=args.get("reply_broadcast", False),
        metadata=args.get("metadata") or None,
    )
    shown = message_on_the_wire(world.identity, message)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(world: SlackWorld, args: Payload) -> Payload:
    channel = world.channel_to_post(args["channel"])
    if args["user"] not in world.users:
        raise SlackError("user_not_in_channel")
    text, blocks = check_message(world, "chat.postEphemeral", args)
    message = world.post(
        channel.id, text, blocks, thread_ts=args.get("thread_ts"), seen_by=args["user"]
    )
    return {"message_ts": message.ts}


def update(world: SlackWorld, args: Payload) -> Payload:
    """Metadata stays unless new metadata is given; an empty object removes it."""
    channel = world.channel(args["channel"])
    old = world.bots_message(channel.id, args["ts"])
    text, blocks = check_message(world, "chat.update", args, text_limit=UPDATE_TEXT_LIMIT)
    metadata = args["metadata"] or None if "metadata" in args else old.metadata
    new = world.edit(old, text, blocks, metadata)
    shown = message_on_the_wire(world.identity, new)
    return {"channel": channel.id, "ts": new.ts, "text": new.text, "message": shown}


def delete(world: SlackWorld, args: Payload) -> Payload:
    channel = world.channel(args["channel"])
    world.delete(world.bots_message(channel.id, args["ts"]))
    return {"channel": channel.id, "ts": args["ts"]}


def _limit_rate(world: SlackWorld, channel: str) -> None:
    """One post an interval in a channel, if the test asked for a limit at all."""
    if world.post_interval is None:
        return
    now = world.clock()
    free_at = world.free_at.get(channel, now)
    if now < free_at:
        raise RateLimitedError(retry_after=math.ceil((free_at - now).total_seconds()))
    world.free_at[channel] = now + world.post_interval
