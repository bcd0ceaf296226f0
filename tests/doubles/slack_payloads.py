"""What Slack sends to an app: slash commands, events and interactions in their real shapes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.doubles.slack_records import (
    Delivery,
    Payload,
    SlackChannel,
    SlackMessage,
    SlackUser,
    SlackView,
)
from tests.doubles.slack_views import view_on_the_wire
from tests.doubles.slack_world import SlackWorld, message_on_the_wire

if TYPE_CHECKING:
    from collections.abc import Mapping

VERIFICATION_TOKEN = "double-verification-token"
"""The deprecated token that Slack still puts into every payload."""

LIFECYCLE_EVENTS = frozenset({"tokens_revoked", "app_uninstalled"})


def http_body(delivery: Delivery) -> tuple[str, str]:
    """Body and content type of the POST to the app."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload), "application/json"
    form = delivery.payload
    if delivery.kind == "interactive":
        form = {"payload": json.dumps(delivery.payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def slash_command(
    world: SlackWorld,
    command: str,
    text: str,
    *,
    user: SlackUser,
    channel: SlackChannel,
    response_url: str,
) -> Delivery:
    me = world.identity
    payload: Payload = {
        "token": VERIFICATION_TOKEN,
        "team_id": user.team_id or me.team_id,
        "team_domain": me.team_domain,
        "channel_id": channel.id,
        "channel_name": "privategroup" if channel.is_private else channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": me.app_id,
        "is_enterprise_install": str(me.org_install).lower(),
        "response_url": response_url,
        "trigger_id": world.new_trigger(user.id),
    }
    if me.enterprise:
        payload |= {"enterprise_id": me.enterprise["id"], "enterprise_name": me.enterprise["name"]}
    return Delivery("slash_commands", payload)


def url_verification() -> Delivery:
    challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
    body = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
    return Delivery("events_api", body)


def event_callback(world: SlackWorld, inner: Payload, *, ext_shared: bool) -> Delivery:
    """The envelope of the Events API around an event."""
    me = world.identity
    team = None if me.org_install else me.team_id
    payload: Payload = {
        "token": VERIFICATION_TOKEN,
        "team_id": me.team_id,
        "enterprise_id": me.enterprise_id,
        "context_team_id": me.team_id,
        "context_enterprise_id": me.enterprise_id,
        "api_app_id": me.app_id,
        "event": inner,
        "type": "event_callback",
        "event_id": world.serial("Ev"),
        "event_time": int(world.clock().timestamp()),
        "is_ext_shared_channel": ext_shared,
        "event_context": world.serial("4-"),
    }
    if inner["type"] not in LIFECYCLE_EVENTS:
        payload["authorizations"] = [
            {
                "enterprise_id": me.enterprise_id,
                "team_id": team,
                "user_id": me.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": me.org_install,
            }
        ]
    return Delivery("events_api", payload)


def message_event(
    world: SlackWorld,
    kind: str,
    text: str,
    *,
    user: SlackUser,
    channel: SlackChannel,
    thread_ts: str | None,
) -> Payload:
    """The inner event of `app_mention` or `message.im`, `message.channels`, `message.mpim`."""
    me = world.identity
    if kind == "app_mention" and f"<@{me.bot_user_id}>" not in text:
        text = f"<@{me.bot_user_id}> {text}"
    said = world.hear(channel.id, user.id, text, thread_ts)
    inner: Payload = {
        "type": kind.partition(".")[0],
        "user": user.id,
        "text": text,
        "ts": said.ts,
        "client_msg_id": world.serial("client-"),
        "team": me.team_id,
        "channel": channel.id,
        "event_ts": said.ts,
    }
    if kind != "app_mention":
        inner["channel_type"] = channel.kind
    if thread_ts:
        inner["thread_ts"] = thread_ts
    if user.is_bot:
        inner["bot_id"] = f"B{user.id[1:]}"
    if user.team_id not in (None, me.team_id):
        inner |= {"user_team": user.team_id, "source_team": user.team_id}
    return inner


def block_actions(
    world: SlackWorld,
    message: SlackMessage | SlackView,
    action: Payload,
    user: SlackUser,
    response_url: str,
) -> Delivery:
    """A click on a control of a message, a modal or the Home tab."""
    payload = _interaction(world, "block_actions", user)
    payload |= {"actions": [action], "trigger_id": world.new_trigger(user.id)}
    if isinstance(message, SlackView):
        payload["container"] = {"type": "view", "view_id": message.id}
        payload["view"] = view_on_the_wire(world, message)
        return Delivery("interactive", payload)
    payload["container"] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.seen_by is not None,
    }
    if message.thread_ts:
        payload["container"]["thread_ts"] = message.thread_ts
    if message.seen_by is None:  # Slack keeps no ephemeral message, so it can't send one along
        payload["message"] = message_on_the_wire(world.identity, message)
    name = world.channel(message.channel).name
    payload["channel"] = {"id": message.channel, "name": name}
    payload |= {"state": {"values": {}}, "response_url": response_url}
    return Delivery("interactive", payload)


def view_submission(
    world: SlackWorld, view: SlackView, values: Mapping[str, str | list[str]], user: SlackUser
) -> Delivery:
    """A modal sent off, with `values` by block_id, action_id or label of the inputs."""
    payload = _interaction(world, "view_submission", user)
    state = _state(view, dict(values))
    payload |= {
        "trigger_id": world.new_trigger(user.id),
        "view": view_on_the_wire(world, view, state),
        "response_urls": [],
    }
    return Delivery("interactive", payload)


def _interaction(world: SlackWorld, kind: str, user: SlackUser) -> Payload:
    me = world.identity
    team = user.team_id or me.team_id
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": team},
        "api_app_id": me.app_id,
        "token": VERIFICATION_TOKEN,
        "team": None if me.org_install else {"id": me.team_id, "domain": me.team_domain},
        "enterprise": me.enterprise,
        "is_enterprise_install": me.org_install,
    }


def _state(view: SlackView, values: dict[str, str | list[str]]) -> Payload:
    state: Payload = {}
    for block in view.view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        action_id = element.get("action_id", "action")
        names = {block["block_id"], action_id, block["label"]["text"]} & values.keys()
        given = values.pop(names.pop()) if names else None
        if given is None and not block.get("optional"):
            raise LookupError(f"Slack would ask for a value of {block['label']['text']!r}")
        state[block["block_id"]] = {action_id: element_state(element, given)}
    if values:
        raise LookupError(f"the modal has no such input: {sorted(values)}")
    return state


def element_state(element: Payload, given: str | list[str] | None) -> Payload:
    """What Slack reports of an element in which `given` was written or chosen."""
    kind: str = element["type"]
    several = [given] if isinstance(given, str) else list(given or ())
    match kind:
        case "checkboxes" | "multi_static_select":
            return {"type": kind, "selected_options": [_option(element, each) for each in several]}
        case "static_select" | "radio_buttons" | "overflow":
            chosen = None if given is None else _option(element, several[0])
            return {"type": kind, "selected_option": chosen}
        case "datepicker" | "timepicker":
            return {"type": kind, f"selected_{kind.removesuffix('picker')}": given}
        case "multi_users_select":
            return {"type": kind, "selected_users": several}
        case "users_select" | "channels_select" | "conversations_select":
            return {"type": kind, f"selected_{kind.removesuffix('s_select')}": given}
        case _:
            return {"type": kind, "value": given}


def _option(element: Payload, wanted: str) -> Payload:
    groups = element.get("option_groups", [{"options": element.get("options", [])}])
    options: list[Payload] = [option for group in groups for option in group["options"]]
    for option in options:
        if wanted in (option["value"], option["text"]["text"]):
            return option
    raise LookupError(
        f"no option {wanted!r} among {[option['text']['text'] for option in options]}"
    )
