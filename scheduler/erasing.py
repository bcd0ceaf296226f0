"""Erase what was kept for long enough, now and then, in short steps."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from threading import Event

import structlog

from core.domain.keeping import USUAL, Keeping
from core.ports import Store
from core.ports_dialogues import FORGOTTEN_AFTER
from core.ports_erasure import Expired

log = structlog.get_logger()

STEP = 500
"""So many rows are erased in one transaction."""
PAUSE = 0.05
"""Seconds between two transactions, in which others have their turn."""
UNUSED_SLOT = timedelta(days=60)


def _before(now: datetime, keeping: Keeping) -> Mapping[Expired, datetime]:
    """What is older than that is erased; in this order, as one thing rests on another."""
    return {
        Expired.BODIES: now - keeping.bodies,
        Expired.DELIVERIES: now - keeping.deliveries,
        Expired.CONTENTS: now - keeping.deliveries,
        Expired.REPLIES: now - keeping.replies,
        Expired.QUESTIONS: now - keeping.questions,
        Expired.DIALOGUES: now - FORGOTTEN_AFTER,
        Expired.LINK_CODES: now,
        Expired.SLOTS: now - UNUSED_SLOT,
    }


def erase(
    store: Store, now: datetime, keeping: Keeping = USUAL, stop: Event | None = None
) -> Mapping[Expired, int]:
    """Erase all that was kept for long enough; how many rows of what.

    Requests that nobody could answer for so long are erased too, and told to the operator: they
    hold what somebody wrote, and no platform would take the answer any more.

    Raises:
        StoreAwayError: the database is away; what was erased by then is.
    """
    stop = stop or Event()
    erased = dict.fromkeys(Expired, 0)
    for what, before in _before(now, keeping).items():
        for count in _steps(store, what, before, stop):
            erased[what] += count
    with store.write() as uow:
        given_up = uow.erasure.give_up(now - keeping.replies, now, STEP)
    if given_up:
        log.error("requests_never_answered", requests=list(given_up))
    return {what: count for what, count in erased.items() if count}


def set_aside_unwanted(store: Store, now: datetime) -> int:
    """Set aside what waits for nobody any more; how many that were."""
    total, done = 0, STEP
    while done == STEP:
        with store.read() as uow:
            ids = uow.erasure.unwanted(now, STEP)
        if not ids:
            return total
        with store.write() as uow:
            done = uow.erasure.set_aside(ids, now)
        total += done
    return total


def _steps(store: Store, what: Expired, before: datetime, stop: Event) -> Iterator[int]:
    while not stop.is_set():
        with store.write() as uow:
            count = uow.erasure.erase(what, before, STEP)
        yield count
        if count < STEP:
            return
        stop.wait(PAUSE)
