"""What only looks: calls that may be repeated, and what became of a delivery in doubt."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, assert_never

import structlog

from bots.slack.payload import at, many, word
from bots.slack.results import NO_ANSWER, RETRY_SECONDS, failure
from bots.slack.web import SlackWeb
from core.domain.subscriptions import Address, Defect, Failure, Found, Gone, Retry, Unknown
from core.views.mentions import references

log = structlog.get_logger()

LOOK_AGAIN: Final = 1.0
"""Seconds after which a look that got no answer is repeated."""
PATIENCE: Final = 30.0
"""Seconds to wait for Slack while looking for a delivery."""
PAGE: Final = 200
MOST_PAGES: Final = 5
"""A delivery in doubt is minutes old. Where more than a thousand messages came since, it can't
be known any more."""
LONGEST: Final = 86_400.0
"""Seconds before its end in which a delivery of several messages began: one that was interrupted
goes on within minutes, and where Slack was away for longer, as soon as it is back."""
ALL: Final[Mapping[str, object]] = {"limit": PAGE, "include_all_metadata": True}
_PERSON: Final = ("U", "W")


async def patiently(
    look: Callable[[], Awaitable[Mapping[str, object]]], seconds: float
) -> Mapping[str, object]:
    """Repeat what only looks, for a while. Raises the last failure, or at once a refusal."""
    waited = 0.0
    while True:
        try:
            return await look()
        except NO_ANSWER as error:
            problem = failure(error)
            if not isinstance(problem, Retry | Unknown):
                raise
            pause = problem.after if isinstance(problem, Retry) else LOOK_AGAIN
            if waited + pause > seconds:
                raise
            await asyncio.sleep(pause)
            waited += pause


@dataclass(frozen=True, slots=True)
class Part:
    """A message of a delivery as it stands there: its `ts`, and the cases that it names."""

    ts: str
    named: frozenset[str]


def part_id(posting: str, number: int) -> str:
    """The id of a delivery's message that is not its last, which bears the delivery's own."""
    return f"{posting}.{number}"


def found_in(posting: str, parts: Mapping[str, Part]) -> Found:
    """What these parts are of the delivery, in their order."""
    others = [part for part in parts if part != posting]
    others.sort(key=lambda part: int(part.rpartition(".")[2]))
    there = [parts[part] for part in (*others, posting) if part in parts]
    named = frozenset[str]().union(*(part.named for part in there))
    return Found(",".join(part.ts for part in there), posting in parts, named)


class History:
    """Looks through conversations for messages of ours, by their metadata."""

    def __init__(self, web: SlackWeb) -> None:
        self._web = web

    async def parts(
        self, address: Address, posting: str
    ) -> Mapping[str, Part] | Retry | Gone | None:
        """A delivery's parts that are there, by their ids; None where it can never be known.

        A failure where Slack tells nobody anything now: Gone if it refuses our token.
        """
        found: dict[str, Part] = {}
        try:
            async for message in self._messages(address):
                part, ts = word(message, "metadata", "event_payload", "id"), word(message, "ts")
                if part == posting or _is_part(part, posting):
                    found[part] = Part(ts, _named(message))
                if posting in found and _is_before(ts, posting, found):
                    break
        except NO_ANSWER as error:
            problem = failure(error)
            log.warning("slack_history_unknown", posting=posting, reason=problem.reason)
            return _temporary(problem)
        except _TooManyError:
            if posting not in found:
                log.warning("slack_history_unknown", posting=posting, reason="too_many_messages")
                return None
        return found

    async def channel(self, address: Address) -> str:
        """The conversation's own id: a person's id has no history, the one with them has."""
        if not address.conversation.startswith(_PERSON):
            return address.conversation
        find = partial(self._web.call, "conversations.open", users=address.conversation)
        opened = await patiently(find, PATIENCE)
        return word(opened, "channel", "id")

    async def _messages(self, address: Address) -> AsyncIterator[object]:
        method = "conversations.replies" if address.thread else "conversations.history"
        where: dict[str, object] = {"channel": await self.channel(address)}
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


def _is_part(part: str, posting: str) -> bool:
    whole, _, number = part.rpartition(".")
    return whole == posting and number.isascii() and number.isdigit()


def _is_before(ts: str, posting: str, found: Mapping[str, Part]) -> bool:
    """Whether nothing more of it can stand further back. How many parts it has, nobody noted."""
    return part_id(posting, 1) in found or float(ts) < float(found[posting].ts) - LONGEST


def _named(message: object) -> frozenset[str]:
    """The cases that it names, in its text and on its buttons."""
    return references(json.dumps([word(message, "text"), at(message, "blocks")]))


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


class _TooManyError(Exception):
    """There is more than what is looked through."""
