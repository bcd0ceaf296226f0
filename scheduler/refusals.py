"""Watch the platforms that refuse our token, and let them go on when they take it again.

Which ones refuse it stands in the database: whoever met the refusal, every process knows of it.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Final, Protocol

import structlog

from core.domain.people import Platform
from core.domain.whereabouts import Accepted, Refused
from core.ports import Clock, Sender, Store, StoreAwayError
from core.usecases.whereabouts import note

log = structlog.get_logger()

EVERY: Final = 30.0
"""Seconds between two looks. Only a platform that refuses us is asked anything."""


class Asked(Sender, Protocol):
    """A sender that can be asked whether it may send at all."""

    async def accepted(self) -> bool | None:
        """Whether the platform takes our token now; None where it can't be reached."""
        ...


@asynccontextmanager
async def watching(
    store: Store, clock: Clock, senders: Mapping[Platform, Asked], every: float = EVERY
) -> AsyncIterator[None]:
    """Watch for as long as the context lasts."""
    task = asyncio.create_task(_watch(store, clock, senders, every))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _watch(
    store: Store, clock: Clock, senders: Mapping[Platform, Asked], every: float
) -> None:
    while True:
        await asyncio.sleep(every)
        try:
            await look(store, clock, senders)
        except StoreAwayError as error:
            log.warning("store_away", **error.told)
        except Exception:  # the edge: the next look is not to fall out because of this one
            log.exception("refusals_not_watched")


async def look(store: Store, clock: Clock, senders: Mapping[Platform, Asked]) -> None:
    """Ask each platform that refuses us whether it still does; each day the admins hear it anew.

    Raises:
        StoreAwayError: the records are away.
    """
    for platform, reason in (await asyncio.to_thread(_refusing, store)).items():
        taken = await senders[platform].accepted() if platform in senders else None
        if taken is not None:
            told = Accepted(platform) if taken else Refused(platform, reason)
            await asyncio.to_thread(_note, store, clock, told)


def _refusing(store: Store) -> dict[Platform, str]:
    with store.read() as uow:
        return {one.platform: one.reason for one in uow.refusals.all()}


def _note(store: Store, clock: Clock, told: Accepted | Refused) -> None:
    with store.write() as uow:
        note(told, uow, clock.now())
