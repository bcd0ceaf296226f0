"""The HTTP side of the Slack double: the Web API and response_url, strict about every argument."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from aiohttp import web

from tests.doubles import slack_chat, slack_lookups, slack_views
from tests.doubles.slack_records import Call, Payload, RateLimitedError, SlackError
from tests.doubles.slack_response_url import answer_response_url
from tests.doubles.slack_world import SlackWorld

if TYPE_CHECKING:
    from tests.doubles.slack_faults import Fault, Faults

Kind: TypeAlias = Literal["string", "flag", "number", "json"]
Handler: TypeAlias = Callable[[SlackWorld, Payload], Payload]

RESPONSE_URL = "response_url"
COMMON_ARGUMENTS = frozenset({"team_id"})
"""Bolt's clients add these to every call."""

OUR_DEFECTS = frozenset(
    {
        "unknown_method",
        "invalid_arguments",
        "no_text",
        "msg_too_long",
        "invalid_blocks",
        "msg_blocks_too_long",
        "invalid_metadata_format",
    }
)
"""Refusals that only a defect of the app earns; they are recorded as violations."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method's handler and arguments; `required` ones are a part of `kinds`."""

    handle: Handler
    kinds: Mapping[str, Kind]
    required: frozenset[str] = frozenset()


def _method(handle: Handler, required: str = "", optional: str = "") -> Method:
    """Arguments as words, each `name`, `name:flag`, `name:number` or `name:json`."""
    words = [word.partition(":") for word in f"{required} {optional}".split()]
    kinds: dict[str, Kind] = {}
    for name, _, kind in words:
        match kind:
            case "flag" | "number" | "json":
                kinds[name] = kind
            case _:
                kinds[name] = "string"
    needed = frozenset(word.partition(":")[0] for word in required.split())
    return Method(handle, kinds, needed)


_MESSAGE = "text blocks:json thread_ts"
_PAGING = "cursor inclusive:flag include_all_metadata:flag latest limit:number oldest"

METHODS: dict[str, Method] = {
    "auth.test": _method(slack_lookups.auth_test),
    "chat.postMessage": _method(
        slack_chat.post_message,
        "channel",
        f"{_MESSAGE} metadata:json reply_broadcast:flag unfurl_links:flag unfurl_media:flag"
        " mrkdwn:flag",
    ),
    "chat.postEphemeral": _method(slack_chat.post_ephemeral, "channel user", _MESSAGE),
    "chat.update": _method(slack_chat.update, "channel ts", "text blocks:json metadata:json"),
    "chat.delete": _method(slack_chat.delete, "channel ts"),
    "conversations.open": _method(
        slack_lookups.conversations_open, "", "channel users return_im:flag"
    ),
    "conversations.info": _method(
        slack_lookups.conversations_info, "channel", "include_locale:flag include_num_members:flag"
    ),
    "conversations.history": _method(slack_lookups.conversations_history, "channel", _PAGING),
    "conversations.replies": _method(slack_lookups.conversations_replies, "channel ts", _PAGING),
    "users.info": _method(slack_lookups.users_info, "user", "include_locale:flag"),
    "views.open": _method(slack_views.views_open, "trigger_id view:json"),
    "views.publish": _method(slack_views.views_publish, "user_id view:json", "hash"),
    "views.update": _method(slack_views.views_update, "view:json", "view_id external_id hash"),
}
APP_METHOD = "apps.connections.open"


class WebApi:
    """Answers the app's requests out of the world, after the faults that a test planned."""

    def __init__(
        self,
        world: SlackWorld,
        faults: Faults,
        closing: asyncio.Event,
        socket_url: Callable[[], str],
    ) -> None:
        self._world = world
        self._faults = faults
        self._closing = closing
        open_socket = _method(lambda _world, _args: {"url": socket_url()})
        self._methods = METHODS | {APP_METHOD: open_socket}

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call of a Web API method."""
        name = request.match_info["method"]
        args = await _arguments(request)
        token = _token(request, args)
        self._world.calls.append(Call(name, args))
        return await self._through_fault(request, name, lambda: self._answer(name, args, token))

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """One use of a response_url."""
        body = await _json_object(request)
        self._world.calls.append(Call(RESPONSE_URL, body))
        url_id = request.match_info["url_id"]
        return await self._through_fault(
            request, RESPONSE_URL, lambda: self._answer_response_url(url_id, body)
        )

    async def _through_fault(
        self, request: web.Request, name: str, answer: Callable[[], web.Response]
    ) -> web.StreamResponse:
        fault = self._faults.take(name)
        if fault is None:
            return answer()
        match fault.kind:
            case "reset_before":
                return _reset(request)
            case "reset_after":
                answer()
                return _reset(request)
            case "delay":
                response = answer()
                await self._pause(fault)
                return response
            case int() as status:
                return _broken(status, fault)
            case str() as error:
                return web.json_response({"ok": False, "error": error})

    async def _pause(self, fault: Fault) -> None:
        """Wait, but no longer than the double lives."""
        try:
            await asyncio.wait_for(self._closing.wait(), fault.seconds)
        except TimeoutError:
            return

    def _answer(self, name: str, args: Payload, token: str | None) -> web.Response:
        try:
            self._authorize(name, token)
            method = self._method(name)
            shown = method.handle(self._world, _typed(method, args))
        except SlackError as refusal:
            return self._refuse(name, refusal)
        scopes = self._world.identity.scopes
        return web.json_response({"ok": True, **shown}, headers={"X-OAuth-Scopes": scopes})

    def _answer_response_url(self, url_id: str, body: Payload) -> web.Response:
        try:
            answer_response_url(self._world, url_id, body)
        except SlackError as refusal:
            response = self._refuse(RESPONSE_URL, refusal)
            response.set_status(404 if refusal.error in {"used_url", "expired_url"} else 400)
            return response
        return web.Response(text="ok")

    def _method(self, name: str) -> Method:
        if name not in self._methods:
            raise SlackError("unknown_method", f"no such method here: {name}")
        return self._methods[name]

    def _authorize(self, name: str, token: str | None) -> None:
        me = self._world.identity
        if token is None:
            raise SlackError("not_authed")
        if token not in {me.bot_token, me.app_token}:
            raise SlackError("invalid_auth")
        if (token == me.app_token) != (name == APP_METHOD):
            raise SlackError("not_allowed_token_type")

    def _refuse(self, name: str, refusal: SlackError) -> web.Response:
        if isinstance(refusal, RateLimitedError):
            headers = {"Retry-After": str(refusal.retry_after)}
            body = {"ok": False, "error": refusal.error}
            return web.json_response(body, status=429, headers=headers)
        if refusal.error in OUR_DEFECTS:
            self._world.violate(name, refusal.error, *refusal.problems)
        body_with_details: Payload = {"ok": False, "error": refusal.error}
        if refusal.problems:
            messages = [f"[ERROR] {problem}" for problem in refusal.problems]
            body_with_details |= {
                "errors": list(refusal.problems),
                "response_metadata": {"messages": messages},
            }
        return web.json_response(body_with_details)


def _reset(request: web.Request) -> web.Response:
    """Close the connection with no answer; what is returned can't be written any more."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _broken(status: int, fault: Fault) -> web.Response:
    if status == 429:
        headers = {"Retry-After": str(fault.retry_after)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    return web.Response(status=status, text="<html>Server Error</html>", content_type="text/html")


async def _arguments(request: web.Request) -> Payload:
    args: Payload = dict(request.query)
    if request.content_type == "application/json":
        return args | await _json_object(request)
    return args | dict(await request.post())


async def _json_object(request: web.Request) -> Payload:
    try:
        body = json.loads(await request.text())
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _token(request: web.Request, args: Payload) -> str | None:
    """The bearer token, or the `token` argument, which is none of the method's own."""
    argument = args.pop("token", None)
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme == "Bearer" and bearer:
        return bearer
    return str(argument) if argument else None


def _typed(method: Method, args: Payload) -> Payload:
    """The arguments in their types; Slack ignores unknown ones, this double refuses them."""
    args = {name: value for name, value in args.items() if name not in COMMON_ARGUMENTS}
    problems = [f"unknown argument: {name}" for name in args.keys() - method.kinds.keys()]
    problems += [f"missing required field: {name}" for name in method.required - args.keys()]
    typed: Payload = {}
    for name in args.keys() & method.kinds.keys():
        try:
            typed[name] = _READERS[method.kinds[name]](args[name])
        except (TypeError, ValueError, KeyError):
            problems.append(f"{name} must be a {method.kinds[name]}")
    if problems:
        raise SlackError("invalid_arguments", *sorted(problems))
    return typed


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError
    return int(value)


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    return {"1": True, "true": True, "0": False, "false": False}[_string(value)]


def _json(value: object) -> object:
    if isinstance(value, str):
        value = json.loads(value)
    if not isinstance(value, dict | list):
        raise TypeError
    return value


_READERS: dict[Kind, Callable[[object], object]] = {
    "string": _string,
    "flag": _flag,
    "number": _number,
    "json": _json,
}
