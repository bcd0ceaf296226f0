"""Turns as the database gives them, to all that ask at about the same moment in one transaction."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

import structlog

from core.domain.grid import SECOND
from core.domain.limits import Held, Lane, Standing, Want, book, whole_key
from core.domain.people import Platform
from core.ports import Store, StoreAwayError

log = structlog.get_logger()

AWAY: Final = 5.0
"""Seconds for which a database that is away is not asked again."""
FORGET_EVERY: Final = 60.0
UNUSED: Final = 300.0
"""Seconds; far longer than any limit looks back."""
MOST_FORGOTTEN: Final = 5000
MOST_ALONE: Final = 5000
"""Conversations that are kept apart without a database; beyond that the whole bot's rate does."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Due:
    """A turn by this process's own clock, or when to ask again."""

    at: float
    booked: bool = True


@dataclass(frozen=True, slots=True)
class _Asked:
    wants: Sequence[Want]
    dues: "asyncio.Future[Sequence[Due]]"


class Turns:
    """Asks the store in a thread, one transaction at a time; who comes meanwhile is in the next."""

    def __init__(
        self, store: Store, rates: Mapping[Platform, int], clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._rates = rates
        self._clock = clock
        self._alone = _Alone(rates)
        self._away_until = 0.0
        self._forget_at = clock() + FORGET_EVERY
        self._waiting: list[_Asked] = []
        self._work: asyncio.Task[None] | None = None
        # A thread of its own: answers that are slow to make must not hold up those that are made.
        self._thread = ThreadPoolExecutor(1, "gate")

    async def book(self, wants: Sequence[Want]) -> Sequence[Due]:
        """When each may be sent, never earlier than the database's clock has it."""
        asked = _Asked(wants, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._work_off())
        return await asked.dues

    async def pause(self, key: str, seconds: float) -> None:
        """Let all processes know of a pause."""

        def pause() -> None:
            with self._store.write() as uow:
                uow.limits.pause(key, seconds)

        await self._attempt(pause)

    async def is_paused(self, want: Want) -> bool:
        """Whether anybody told of a pause that is not over."""

        def look() -> bool:
            with self._store.read() as uow:
                return uow.limits.paused((want.whole, want.part)) > 0

        return await self._attempt(look) or False

    async def _work_off(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, []
            dues = iter(await self._given([want for one in asked for want in one.wants]))
            for one in asked:
                its = [next(dues) for _ in one.wants]
                if not one.dues.done():
                    one.dues.set_result(its)
            await self._forget()

    async def _given(self, wants: Sequence[Want]) -> Sequence[Due]:
        dues = await self._attempt(lambda: self._book(wants))
        return self._alone.book(wants, self._clock()) if dues is None else dues

    def _book(self, wants: Sequence[Want]) -> Sequence[Due]:
        """In the thread: one short transaction."""
        with self._store.write() as uow:
            held = uow.limits.hold({want.whole for want in wants}, {want.part for want in wants})
            read_at = self._clock()
            booking = book(wants, held, self._rates)
            uow.limits.keep(booking.states, held.now)
        return [Due(read_at + (p.at - held.now) / SECOND, p.booked) for p in booking.places]

    async def _forget(self) -> None:
        """Now and then, delete what nobody will ask for again."""
        if self._clock() < self._forget_at:
            return
        self._forget_at = self._clock() + FORGET_EVERY

        def forget() -> None:
            with self._store.write() as uow:
                uow.limits.forget(UNUSED, MOST_FORGOTTEN)

        await self._attempt(forget)

    async def _attempt(self, act: Callable[[], T]) -> T | None:
        """Do it in the thread; None if the database is away, or was a moment ago."""
        if self._clock() < self._away_until:
            return None
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, act)
        except StoreAwayError as error:
            log.warning("gate_store_away", **error.told)
        except Exception:  # the edge: whoever waits for a turn must not wait for ever
            log.exception("gate_failed")
        self._away_until = self._clock() + AWAY
        return None


class _Alone:
    """Without a database: answers keep the limits within this process, and digests wait."""

    def __init__(self, rates: Mapping[Platform, int]) -> None:
        self._rates = rates
        self._standings: dict[str, Standing] = {}

    def book(self, wants: Sequence[Want], now: float) -> Sequence[Due]:
        """Turns for the answers."""
        answers = [want for want in wants if want.lane is Lane.ANSWER]
        if len(self._standings) > MOST_ALONE:
            whole = {whole_key(platform) for platform in self._rates}
            self._standings = {k: s for k, s in self._standings.items() if k in whole}
        booking = book(answers, Held(round(now * SECOND), self._standings), self._rates)
        self._standings |= {key: Standing(state) for key, state in booking.states.items()}
        places = iter(booking.places)
        return [
            Due((place := next(places)).at / SECOND, place.booked)
            if want.lane is Lane.ANSWER
            else Due(now + AWAY, booked=False)
            for want in wants
        ]
