"""Messages that nobody waits for at a prompt: digests and notices."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bots.rendered import Rendered
from bots.slack.looking import History, found_in, part_id
from bots.slack.payload import word
from bots.slack.render import SlackMessage, render
from bots.slack.results import HELD_BACK, NO_ANSWER, RETRY_SECONDS, failure
from bots.slack.web import SlackWeb
from core.domain.limits import Lane, Want
from core.domain.subscriptions import (
    Address,
    Defect,
    Delivered,
    Found,
    Gone,
    Retry,
    SendResult,
)
from core.parts import View
from core.ports_limits import Gate, Open

EVENT_TYPE: Final = "vigil_delivery"
_MISSING: Final = "message_not_found"
"""Somebody deleted it: it is there no more."""


class SlackSender:
    """Sends deliveries, each marked in its message's metadata so that it can be found again.

    A view too long for one message is sent in parts: the last bears the delivery's own id, the
    others `id.1`, `id.2` and so on. Repeated after a failure in between, such a delivery first
    looks which parts are there and sends the others. Where the app may not read the history, it
    goes on after those that it knows of: a reader may see a part again, and never misses the end.
    The turn of the first call was booked; the others go through the gate.
    """

    def __init__(self, web: SlackWeb, gate: Gate | None = None) -> None:
        self._web = web
        self._gate = gate or Open()
        self._history = History(web)
        self._rendered = Rendered(_posted)

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        """Post a view under the delivery's opaque id. Delivered names the messages, with commas."""
        bodies = self._rendered.of(view)
        ids = [*(part_id(posting, number) for number in range(1, len(bodies))), posting]
        there = await self._there(address, posting, ids, begun)
        if isinstance(there, Retry | Gone):
            return replace(there, begun=begun)
        sent: list[str] = []
        booked = True
        for part, body in zip(ids, bodies, strict=True):
            if part not in there and posting not in there:
                wait = 0.0 if booked else await self._gate.pass_through(_want(address))
                if wait:
                    return Retry(wait, HELD_BACK, begun=",".join(sent))
                booked = False
                result = await self._post(address, body, part)
                if not isinstance(result, Delivered):
                    return replace(result, begun=",".join(sent))
                sent.append(result.message)
            elif part in there:
                sent.append(there[part])
        return Delivered(",".join(sent))

    async def was_sent(self, address: Address, posting: str) -> Found | Retry | Gone | None:
        """What of the delivery is in the conversation; None where it can never be known.

        Retry where Slack does not tell now: it is busy or away. Gone where it refuses our token.
        """
        parts = await self._history.parts(address, posting)
        if parts is None or isinstance(parts, Retry | Gone):
            return parts
        return found_in(posting, parts)

    async def accepted(self) -> bool | None:
        """Whether Slack takes our token now; None where it can't be reached."""
        problem = await self._web.attempt("auth.test")
        if problem is None:
            return True
        return False if isinstance(problem, Gone) and problem.wide else None

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:
        """Edit a message of ours; delete it where the workspace lets nobody edit."""
        try:
            place: dict[str, object] = {
                "channel": await self._history.channel(address),
                "ts": message,
            }
        except NO_ANSWER as error:
            return failure(error)
        problem = await self._web.attempt("chat.update", **place, **_body(render(instead)[0]))
        if isinstance(problem, Defect | Gone) and problem.reason != _MISSING:
            wait = await self._gate.pass_through(_want(address, Lane.ANSWER))
            if wait:
                return Retry(wait, HELD_BACK)
            problem = await self._web.attempt("chat.delete", **place)
        if problem is None or problem.reason == _MISSING:
            return Delivered(message)
        return Gone(problem.reason) if isinstance(problem, Defect) else problem

    async def _there(
        self, address: Address, posting: str, ids: Sequence[str], begun: str
    ) -> Mapping[str, str] | Retry | Gone:
        """The `ts` of each part that is there: looked up, or as far as it is known.

        The last is never among those that are known: with it the delivery would be done, also
        where it is shorter now than when it began.
        """
        found = await self._history.parts(address, posting) if len(ids) > 1 else None
        if isinstance(found, Retry | Gone):
            return found
        if found is not None:
            return {part: there.ts for part, there in found.items()}
        return dict(zip(ids[:-1], begun.split(","), strict=False)) if begun else {}

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


def _want(address: Address, lane: Lane = Lane.DIGEST) -> Want:
    return Want(address.platform, address.conversation, lane)


def _body(message: SlackMessage) -> dict[str, object]:
    return {"text": message.text, "blocks": list(message.blocks)}


def _posted(view: View) -> Sequence[bytes]:
    """What chat.postMessage takes for everybody, as JSON."""
    quietly = {"unfurl_links": False, "unfurl_media": False}
    return [json.dumps(_body(message) | quietly).encode() for message in render(view)]
