"""Slack's tokens, and what they allow."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Final

from aiohttp import ClientConnectorError
from slack_sdk.errors import SlackApiError

from bots.doctor.finding import Finding, fine, note, wrong
from bots.settings import Settings, is_set
from bots.slack.manifest import SCOPES
from bots.slack.results import NO_ANSWER, failure
from bots.slack.web import open_web

SLACK: Final = "Slack"
PATIENCE: Final = 10.0
HISTORY: Final = "a message in doubt can't be looked up there, and is listed by `vigil deliveries`"
INVITED: Final = "a digest that was paused there does not come again by itself"
OPTIONAL: Final = {
    "channels:history": HISTORY,
    "groups:history": HISTORY,
    "channels:read": INVITED,
    "groups:read": INVITED,
}
"""Scopes that may be left out, with what that costs."""


async def examine(settings: Settings) -> list[Finding]:
    """Ask Slack who we are, what we may do, and for a socket if that is how we listen."""
    found = await _bot(settings)
    if is_set(settings.slack_app_token):
        found.append(await _socket(settings))
    return found


async def _bot(settings: Settings) -> list[Finding]:
    token = settings.slack_bot_token.get_secret_value()
    try:
        async with asyncio.timeout(PATIENCE), open_web(token, settings.slack_api_url) as web:
            answer = await web.client.api_call("auth.test")
    except NO_ANSWER as error:
        return [_refused("the bot token", "VIGIL_SLACK_BOT_TOKEN", error)]
    known = fine(SLACK, "takes the bot token.")
    return [known, *_scopes(_header(answer.headers, "X-OAuth-Scopes"))]


def _scopes(told: str) -> Iterator[Finding]:
    granted = {scope.strip() for scope in told.split(",")} - {""}
    if not granted:
        return
    missing = set(SCOPES) - granted
    needed = missing - OPTIONAL.keys()
    if needed:
        yield wrong(
            SLACK,
            f"the app lacks the scopes {', '.join(sorted(needed))}.",
            "Put the output of `vigil slack manifest` into the app's manifest, and reinstall it.",
        )
    for cost in dict.fromkeys(OPTIONAL.values()):
        lacking = sorted(scope for scope in missing if OPTIONAL.get(scope) == cost)
        if lacking:
            yield note(SLACK, f"the app lacks {', '.join(lacking)}: {cost}.")
    if not missing:
        yield fine(SLACK, "the app has all its scopes.")


async def _socket(settings: Settings) -> Finding:
    token = settings.slack_app_token.get_secret_value()
    try:
        async with asyncio.timeout(PATIENCE), open_web(token, settings.slack_api_url) as web:
            await web.client.api_call("apps.connections.open")
    except NO_ANSWER as error:
        return _refused("the app-level token", "VIGIL_SLACK_APP_TOKEN", error)
    return fine(SLACK, "takes the app-level token: Socket Mode can connect.")


def _refused(what: str, setting: str, error: Exception) -> Finding:
    if isinstance(error, SlackApiError) and not error.response.get("ok", True):
        says = f"does not take {what} ({failure(error).reason})."
        return wrong(SLACK, says, f"Copy it anew from the app's page into {setting}.")
    return wrong(
        SLACK,
        f"can't be reached ({_how(error)}).",
        "See the network, its proxy, and VIGIL_SLACK_API_URL.",
    )


def _how(error: Exception) -> str:
    if isinstance(error, ClientConnectorError):
        return "no connection"
    return "no answer" if isinstance(error, TimeoutError) else type(error).__name__


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")
