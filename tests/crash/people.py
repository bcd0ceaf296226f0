"""People who take cases on, one after the other, and go on when they have heard an answer."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.crash.chat_side import AWAY, ChatSide
from tests.crash.far_side import SLACK, TELEGRAM, place_of
from tests.crash.journal import Sending
from tests.doubles.slack_records import Ack, SlackUser
from tests.doubles.telegram import User

_RETYPE_AFTER: Final = 0.5
"""Seconds after which Slack sends again, or somebody types again, what was not taken."""
_REDELIVERED: Final = 0.05
"""The share of updates that Telegram delivers again although they were confirmed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish as it came in. `key` is what the platform repeats with it."""

    person: str
    case: str
    key: str
    at: float


class Crowd:
    """Everybody, in the far side's loop. `asked` and `unheard` tell how it went."""

    def __init__(self, far_side: ChatSide, random: Random, patience: float) -> None:
        self._far_side = far_side
        self._random = random
        self._patience = patience
        self._inboxes: defaultdict[str, asyncio.Queue[str]] = defaultdict(asyncio.Queue)
        self.asked: list[Asked] = []
        self.unheard: list[tuple[str, str]] = []
        far_side.hear = self._hear

    async def live(self, people: int, cases: Sequence[str]) -> None:
        """Let so many on each platform take all of these on."""
        await self._far_side.open()
        numbers = range(20_000, 20_000 + people)
        lives = [self._on_telegram(User(number), cases) for number in numbers]
        lives += [self._on_slack(SlackUser(f"U{number:08}"), cases) for number in numbers]
        await asyncio.gather(*lives)

    def _hear(self, sending: Sending) -> None:
        self._inboxes[owner_of(sending.place)].put_nowait(sending.text)

    async def _on_telegram(self, user: User, cases: Sequence[str]) -> None:
        """An update comes again until it is confirmed, and now and then after that."""
        person, updates = place_of(TELEGRAM, user.id), self._far_side.telegram.updates
        for case in self._shuffled(cases):
            while True:
                said = await self._far_side.telegram.send_text(user, f"/commit {case}")
                update = next(u for u in updates.pending if u["update_id"] == said.update_id)
                self._note(person, case, f"telegram:{said.update_id}")
                if await self._has_answer(person, case):
                    break
                await asyncio.sleep(_RETYPE_AFTER)
            if self._random.random() < _REDELIVERED and update not in updates.pending:
                await updates.redeliver(update)

    async def _on_slack(self, user: SlackUser, cases: Sequence[str]) -> None:
        """An event comes again until it is acknowledged; a command is typed again by its author."""
        person = place_of(SLACK, user.id)
        for case in self._shuffled(cases):
            while True:
                ack = await self._say(user, case)
                if ack.status == 200 and await self._has_answer(person, case):
                    break
                await asyncio.sleep(_RETYPE_AFTER)

    async def _say(self, user: SlackUser, case: str) -> Ack:
        slack, person = self._far_side.slack, place_of(SLACK, user.id)
        if self._random.random() < 0.5:
            ack = await slack.command("/commit", case, user=user, channel=slack.im_of(user))
            self._note(person, case, f"slack:{ack.delivery.payload['trigger_id']}")
            return ack
        ack = await slack.event("message.im", f"commit {case}", user=user)
        self._note(person, case, f"slack:{ack.delivery.payload['event_id']}")
        retry = 0
        while ack.status != 200:
            await asyncio.sleep(_RETYPE_AFTER)
            retry += 1
            ack = await slack.resend(ack, retry=retry)
        return ack

    def _note(self, person: str, case: str, key: str) -> None:
        self.asked.append(Asked(person, case, key, time.time()))

    async def _has_answer(self, person: str, case: str) -> bool:
        """Wait for the answer; False where it is to be asked again."""
        try:
            async with asyncio.timeout(self._patience):
                while (heard := await self._inboxes[person].get()) != case:
                    if heard == AWAY:
                        return False
        except TimeoutError:
            self.unheard.append((person, case))
        return True

    def _shuffled(self, cases: Sequence[str]) -> Sequence[str]:
        return self._random.sample(cases, len(cases))


def owner_of(place: str) -> str:
    """A person's direct conversation on Slack is called by their id or by its own."""
    platform, _, conversation = place.partition(" ")
    if platform == SLACK and conversation.startswith("D"):
        return place_of(SLACK, f"U{conversation[1:]}")
    return place
