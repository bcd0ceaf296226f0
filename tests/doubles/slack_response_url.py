"""response_url: the second way to answer a command or a click.

At most five answers within thirty minutes (docs.slack.dev/interactivity/handling-user-interaction).
"""

from __future__ import annotations

from datetime import timedelta

from tests.doubles.slack_chat import check_message
from tests.doubles.slack_records import Payload, SlackError, SlackMessage
from tests.doubles.slack_world import ResponseUrl, SlackWorld

USES_LIMIT = 5
LIFETIME = timedelta(minutes=30)
_METHOD = "response_url"
_KEYS = frozenset(
    {
        "text",
        "blocks",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "metadata",
        "unfurl_links",
        "unfurl_media",
        "mrkdwn",
    }
)


def new_response_url(
    world: SlackWorld, channel: str, user: str, original: SlackMessage | None = None
) -> str:
    """The id of a fresh response_url; `original` is the message that was clicked on."""
    url_id = world.serial("R")
    world.response_urls[url_id] = ResponseUrl(channel, user, world.clock(), original)
    return url_id


def answer_response_url(world: SlackWorld, url_id: str, body: Payload) -> None:
    """Do what the answer says; SlackError if the url or the answer is not good."""
    url = world.response_urls.get(url_id)
    if url is None or world.clock() - url.issued_at > LIFETIME:
        raise SlackError("expired_url")
    if url.uses >= USES_LIMIT:
        raise SlackError("used_url")
    url.uses += 1
    unknown = body.keys() - _KEYS
    if unknown:
        raise SlackError("invalid_arguments", f"unknown argument: {sorted(unknown)}")
    if body.get("delete_original"):
        world.delete(_original(url))
        return
    answer_in_place(world, _METHOD, url, body)


def answer_in_place(world: SlackWorld, method: str, url: ResponseUrl, body: Payload) -> None:
    """Post to where the interaction came from, or replace the message that was clicked on."""
    text, blocks = check_message(world, method, body)
    response_type = body.get("response_type", "ephemeral")
    if response_type not in {"ephemeral", "in_channel"}:
        raise SlackError("invalid_arguments", f"response_type: {response_type}")
    if body.get("replace_original"):
        old = _original(url)
        url.original = world.edit(old, text, blocks, body.get("metadata") or old.metadata)
        return
    world.post(
        url.channel,
        text,
        blocks,
        thread_ts=body.get("thread_ts"),
        metadata=body.get("metadata") or None,
        seen_by=url.user if response_type == "ephemeral" else None,
    )


def _original(url: ResponseUrl) -> SlackMessage:
    if url.original is None:
        raise SlackError("invalid_arguments", "there is no original message to replace or delete")
    return url.original
