"""The views.* methods and what an acknowledged submission does to the open views."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.doubles.slack_records import Payload, SlackError, SlackView
from tests.doubles.slack_validate import check_view

if TYPE_CHECKING:
    from tests.doubles.slack_world import SlackWorld


def views_open(world: SlackWorld, args: Payload) -> Payload:
    content = _checked(args["view"], "modal")
    user = world.use_trigger(args["trigger_id"])
    return {"view": view_on_the_wire(world, _add(world, content, user))}


def views_publish(world: SlackWorld, args: Payload) -> Payload:
    content = _checked(args["view"], "home")
    user = args["user_id"]
    if user not in world.users:
        raise SlackError("user_not_found")
    before = world.homes.get(user)
    if before is not None and args.get("hash", before.hash) != before.hash:
        raise SlackError("hash_conflict")
    world.homes[user] = _add(world, content, user)
    return {"view": view_on_the_wire(world, world.homes[user])}


def views_update(world: SlackWorld, args: Payload) -> Payload:
    content = _checked(args["view"], "modal", "home")
    old = _find(world, args)
    if args.get("hash", old.hash) != old.hash:
        raise SlackError("hash_conflict")
    return {"view": view_on_the_wire(world, _change(world, old, content))}


def apply_submission_ack(world: SlackWorld, submitted: SlackView, ack: Payload | None) -> None:
    """Close, change or stack modals as the acknowledgement of a submission says.

    SlackError if the acknowledgement is not one that Slack understands.
    """
    if not ack:
        world.views.pop(submitted.id, None)
        return
    match ack:
        case {"response_action": "clear"}:
            for view in [v for v in world.views.values() if v.root_id == submitted.root_id]:
                del world.views[view.id]
        case {"response_action": "errors", "errors": dict(errors)}:
            known = {block.get("block_id") for block in submitted.view["blocks"]}
            if not errors or errors.keys() - known:
                raise SlackError("invalid_errors", f"no such block: {sorted(errors)}")
        case {"response_action": "update", "view": dict(content)}:
            _change(world, submitted, _checked(content, "modal"))
        case {"response_action": "push", "view": dict(content)}:
            _add(world, _checked(content, "modal"), submitted.user, on=submitted)
        case _:
            raise SlackError("invalid_response_action", f"not understood: {sorted(ack)}")


def view_on_the_wire(world: SlackWorld, view: SlackView, state: Payload | None = None) -> Payload:
    """The view object as Slack's methods and payloads show it."""
    me = world.identity
    return {
        "id": view.id,
        "team_id": me.team_id,
        "app_id": me.app_id,
        "app_installed_team_id": me.enterprise_id if me.org_install else me.team_id,
        "bot_id": me.bot_id,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        **view.view,
        "hash": view.hash,
        "state": {"values": state or {}},
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
    }


def _checked(view: Payload, *kinds: str) -> Payload:
    problems = check_view(view)
    if problems:
        raise SlackError("invalid_arguments", *problems)
    if view["type"] not in kinds:
        raise SlackError("invalid_arguments", f"unsupported type: {view['type']}")
    return view


def _find(world: SlackWorld, args: Payload) -> SlackView:
    for view in [*world.views.values(), *world.homes.values()]:
        if view.id == args.get("view_id"):
            return view
        if "external_id" in args and view.view.get("external_id") == args["external_id"]:
            return view
    raise SlackError("not_found")


def _add(world: SlackWorld, content: Payload, user: str, on: SlackView | None = None) -> SlackView:
    view_id = world.serial("V")
    view = SlackView(
        id=view_id,
        user=user,
        hash=world.serial("hash"),
        view=_with_block_ids(world, content),
        root_id=on.root_id if on else view_id,
        previous_id=on.id if on else None,
    )
    if content["type"] == "modal":
        world.views[view.id] = view
    world.notify()
    return view


def _change(world: SlackWorld, old: SlackView, content: Payload) -> SlackView:
    new = replace(old, hash=world.serial("hash"), view=_with_block_ids(world, content))
    if old.id in world.views:
        world.views[old.id] = new
    else:
        world.homes[old.user] = new
    world.notify()
    return new


def _with_block_ids(world: SlackWorld, content: Payload) -> Payload:
    blocks = [{"block_id": world.serial("blk"), **block} for block in content["blocks"]]
    return content | {"blocks": blocks}
