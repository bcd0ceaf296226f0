"""How the double reaches the app: a signed POST, or an envelope over Socket Mode."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

import aiohttp

from tests.doubles.slack_payloads import http_body
from tests.doubles.slack_records import Ack, Delivery, Payload

if TYPE_CHECKING:
    from tests.doubles.slack_socket import SocketHub

STALE_SECONDS = 6 * 60  # an app refuses what was signed more than five minutes ago


class Sending(TypedDict, total=False):
    """How a delivery is sent: with a wrong signature, an old one, or as the nth retry."""

    bad_signature: bool
    stale_timestamp: bool
    retry: int


def signed_headers(
    secret: str, body: str, *, bad_signature: bool = False, stale_timestamp: bool = False
) -> dict[str, str]:
    """Slack's v0 signature of a body: HMAC SHA-256 over version, timestamp and body.

    The timestamp is the machine's, as the app compares it to that, not to the double's clock.
    """
    timestamp = str(int(time.time()) - (STALE_SECONDS if stale_timestamp else 0))
    key = f"not {secret}" if bad_signature else secret
    base = f"v0:{timestamp}:{body}".encode()
    digest = hmac.new(key.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


@dataclass(frozen=True, slots=True)
class HttpRoute:
    """The way to an app that listens on HTTP; `seconds` is how long it may take to answer."""

    session: aiohttp.ClientSession
    url: str
    secret: str
    seconds: float


async def post(route: HttpRoute, delivery: Delivery, how: Sending) -> Ack:
    """Deliver over HTTP; the acknowledgement is what the app answers in time."""
    body, content_type = http_body(delivery)
    headers = signed_headers(
        route.secret,
        body,
        bad_signature=how.get("bad_signature", False),
        stale_timestamp=how.get("stale_timestamp", False),
    )
    headers |= {"Content-Type": content_type, "User-Agent": "Slackbot 1.0"}
    if how.get("retry"):
        headers |= {"X-Slack-Retry-Num": str(how["retry"]), "X-Slack-Retry-Reason": "http_timeout"}
    timeout = aiohttp.ClientTimeout(total=route.seconds)
    try:
        async with route.session.post(
            route.url, data=body, headers=headers, timeout=timeout
        ) as response:
            text = await response.text()
            payload = _message_body(text, response.content_type)
            return Ack(response.status, text, payload, delivery)
    except TimeoutError:
        return Ack(None, "", None, delivery)


async def send_envelope(hub: SocketHub, delivery: Delivery, how: Sending, seconds: float) -> Ack:
    """Deliver over Socket Mode; ValueError where a signature was to be wrong, as there is none."""
    if how.get("bad_signature") or how.get("stale_timestamp"):
        raise ValueError("Socket Mode has no signatures: set request_url")
    try:
        async with asyncio.timeout(seconds):
            payload = await hub.send(delivery, how.get("retry"))
    except (TimeoutError, ConnectionError):  # it is not taken where the app's end is gone, either
        return Ack(None, "", None, delivery)
    return Ack(200, json.dumps(payload) if payload else "", payload, delivery)


def _message_body(text: str, content_type: str) -> Payload | None:
    """The body of an acknowledgement: JSON, or plain words, which Slack shows as a text."""
    if not text.strip():
        return None
    if content_type == "application/json":
        body = json.loads(text)
        return body if isinstance(body, dict) else None
    return {"text": text}
