"""Messages that nobody waits for at a prompt: digests and notices."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, assert_never

import structlog

from bots.rendered import Rendered
from bots.slack.looking import patiently
from bots.slack.payload import many, word
from bots.slack.render import SlackMessage, render
from bots.slack.results import HELD_BACK, NO_ANSWER, RETRY_SECONDS, Failure, failure
from bots.slack.web import SlackWeb
from core.domain.limits import Want
from core.domain.subscriptions import (
    Address,
    Defect,
    Delivered,
    Gone,
    Retry,
    SendResult,
    Unknown,
)
from core.parts import View
from core.ports_limits import Gate, Open

log = structlog.get_logger()

EVENT_TYPE: Final = "vigil_delivery"
PAGE: Final = 200
MOST_PAGES: Final = 5
"""A delivery in doubt is minutes old. Where more than a thousand messages came since, it can't
be known any more."""
ALL: Final[Mapping[str, object]] = {"limit": PAGE, "include_all_metadata": True}
TOKEN_AWAY: Final = 300.0
"""Seconds until Slack is asked again for a delivery in doubt where it refuses our token."""
PATIENCE: Final = 30.0
"""Seconds to wait for Slack while looking for a delivery."""
_PERSON: Final = ("U", "W")
_MISSING: Final = "message_not_found"
"""Somebody deleted it: it is there no more."""


class SlackSender:
    """Sends deliveries, each marked in its message's metadata so that it can be found again.

    A view too long for one message is sent in parts: the last bears the delivery's own id, the
    others `id.1`, `id.2` and so on. Repeated after a failure in between, such a delivery first
    looks which parts are there and sends the others. Where the app may not read the history, it
    goes on after those that it knows of: a reader may see a part again, and never misses the end.
    The turn of the first message was booked; the others go through the gate.
    """

    def __init__(self, web: SlackWeb, gate: Gate | None = None) -> None:
        self._web = web
        self._gate = gate or Open()
        self._rendered = Rendered(_posted)

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        """Post a view under the delivery's opaque id. Delivered names the messages, with commas."""
        bodies = self._rendered.of(view)
        ids = [f"{posting}.{number}" for number in range(1, len(bodies))] + [posting]
        known = dict(zip(ids, begun.split(","), strict=False)) if begun else {}
        found = await self._found(address, posting, ids) if len(ids) > 1 else None
        if isinstance(found, Retry | Gone):
            return replace(found, begun=begun)
        there = known if found is None else found
        sent: list[str] = []
        booked = True
        for part, body in zip(ids, bodies, strict=True):
            if part not in there and posting not in there:
                wait = 0.0 if booked else await self._gate.pass_through(_want(address))
                if wait:
                    return Retry(wait, HELD_BACK, begun=",".join(sent))
                booked = False
                result = await self._post(address, body, part)
                if isinstance(result, Retry | Gone | Unknown):
                    return replace(result, begun=",".join(sent))
                if not isinstance(result, Delivered):
                    return result
                sent.append(result.message)
            elif part in there:
                sent.append(there[part])
        return Delivered(",".join(sent))

    async def was_sent(self, address: Address, posting: str) -> bool | Retry | None:
        """Whether the whole delivery is in the conversation; None where it can never be known.

        Retry where Slack does not tell now: it is busy or away, or refuses our token.
        """
        there = await self._found(address, posting, [posting])
        if isinstance(there, Gone):
            return Retry(TOKEN_AWAY, there.reason)
        return there if there is None or isinstance(there, Retry) else posting in there

    async def accepted(self) -> bool | None:
        """Whether Slack takes our token now; None where it can't be reached."""
        problem = await self._web.attempt("auth.test")
        if problem is None:
            return True
        return False if isinstance(problem, Gone) and problem.wide else None

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:
        """Edit a message of ours; delete it where the workspace lets nobody edit."""
        try:
            place: dict[str, object] = {"channel": await self._channel(address), "ts": message}
        except NO_ANSWER as error:
            return failure(error)
        problem = await self._web.attempt("chat.update", **place, **_body(render(instead)[0]))
        if isinstance(problem, Defect | Gone) and problem.reason != _MISSING:
            problem = await self._web.attempt("chat.delete", **place)
        if problem is None or problem.reason == _MISSING:
            return Delivered(message)
        return Gone(problem.reason) if isinstance(problem, Defect) else problem

    async def _post(self, address: Address, said: bytes, part: str) -> SendResult:
        """Post what is the same for everybody, to this conversation and under this id."""
        place: dict[str, object] = {
            "channel": address.conversation,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"id": part}},
        }
        if address.thread:
            place["thread_ts"] = address.thread
        body = json.dumps(place).encode()[:-1] + b", " + said[1:]
        if self._web.is_closed:
            return Retry(RETRY_SECONDS, "closed")
        try:
            answer = await self._web.post("chat.postMessage", body)
        except NO_ANSWER as error:
            return failure(error)
        return Delivered(word(answer, "ts"))

    async def _found(
        self, address: Address, posting: str, wanted: Sequence[str]
    ) -> Mapping[str, str] | Retry | Gone | None:
        """This delivery's parts that are there, with their `ts`; None where it can never be known.

        A failure where Slack tells nobody anything now: Gone if it refuses our token.
        """
        found: dict[str, str] = {}
        try:
            async for message in self._history(address):
                part = word(message, "metadata", "event_payload", "id")
                if part == posting or part.startswith(f"{posting}."):
                    found[part] = word(message, "ts")
                if found.keys() >= set(wanted):
                    break
        except NO_ANSWER as error:
            problem = failure(error)
            log.warning("slack_history_unknown", posting=posting, reason=problem.reason)
            return _temporary(problem)
        except _TooManyError:
            log.warning("slack_history_unknown", posting=posting, reason="too_many_messages")
            return None
        return found

    async def _history(self, address: Address) -> AsyncIterator[object]:
        method = "conversations.replies" if address.thread else "conversations.history"
        where: dict[str, object] = {"channel": await self._channel(address)}
        if address.thread:
            where["ts"] = address.thread
        cursor = ""
        for _ in range(MOST_PAGES):
            more = {"cursor": cursor} if cursor else {}
            page = await patiently(
                partial(self._web.look_up, method, **ALL, **where, **more), PATIENCE
            )
            for message in many(page, "messages"):
                yield message
            cursor = word(page, "response_metadata", "next_cursor")
            if not cursor:
                return
        raise _TooManyError

    async def _channel(self, address: Address) -> str:
        """The conversation's own id: a person's id has no history, the one with them has."""
        if not address.conversation.startswith(_PERSON):
            return address.conversation
        find = partial(self._web.call, "conversations.open", users=address.conversation)
        opened = await patiently(find, PATIENCE)
        return word(opened, "channel", "id")


def _temporary(problem: Failure) -> Retry | Gone | None:
    """What a look-up may be repeated after; None where this conversation shows us nothing."""
    match problem:
        case Gone(wide=True) | Retry():
            return problem
        case Unknown(reason):
            return Retry(RETRY_SECONDS, reason)
        case Gone() | Defect():
            return None
        case _:
            assert_never(problem)


def _want(address: Address) -> Want:
    return Want(address.platform, address.conversation)


def _body(message: SlackMessage) -> dict[str, object]:
    return {"text": message.text, "blocks": list(message.blocks)}


def _posted(view: View) -> Sequence[bytes]:
    """What chat.postMessage takes for everybody, as JSON."""
    quietly = {"unfurl_links": False, "unfurl_media": False}
    return [json.dumps(_body(message) | quietly).encode() for message in render(view)]


class _TooManyError(Exception):
    """The delivery is older than what is looked through."""
