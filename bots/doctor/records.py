"""The database, and what stands in it."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bots.database import open_store
from bots.doctor.finding import Finding, fine, note, wrong
from bots.settings import Settings
from core.domain.away import Away
from core.domain.clocks import Timing
from core.ports import Clock, StoreAwayError
from core.ports_pauses import Refusal
from core.usecases.feedback_figures import waiting_for_board, waiting_for_stewards
from scheduler.clocks import clock_problem
from storage.backlog import backlog
from storage.examination import Eyes, Room, eyes, room, try_to_write
from storage.schema import NEWEST, step_of
from storage.types import Result
from storage.unit_of_work import SqlStore

DATABASE: Final = "Database"
TABLES: Final = "Tables"
SPACE: Final = "Space"
CLOCK: Final = "Clock"
OUTBOX: Final = "Outbox"
REQUESTS: Final = "Requests"
DIGESTS: Final = "Digests"
FEEDBACK: Final = "Feedback"
PEOPLE: Final = "People"

LITTLE_ROOM: Final = 1024**3
NO_ROOM: Final = 100 * 1024**2
"""Bytes free on the disk of an SQLite file."""
LATE: Final = timedelta(minutes=15)
"""So long nothing that is due should wait, unless a platform's limits keep it back."""
LATELY: Final = timedelta(days=7)


def examine(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """The database, from whether it is there to what waits in it."""
    url = make_url(settings.database_url)
    named = url.render_as_string(hide_password=True)
    file = url.database if url.get_backend_name() == "sqlite" else None
    if file and not Path(file).exists():
        yield wrong(DATABASE, f"there is none at {named}.", "Make it with `vigil db upgrade`.")
        return
    with open_store(settings.database_url, settings.terms) as store:
        try:
            yield from _examined(store, clock, named)
        except StoreAwayError as error:
            yield wrong(
                DATABASE, f"{named} can't be used now ({_plain(error.why)}).", error.why.remedy
            )
        except DBAPIError as error:
            yield wrong(
                DATABASE,
                f"{named} can't be used ({type(error.orig).__name__}).",
                "See that it is Vigil's, and that its user may read and write all its tables.",
            )


def _examined(store: SqlStore, clock: Clock, named: str) -> Iterator[Finding]:
    step = step_of(store.engine)
    yield fine(DATABASE, f"{named} answers.")
    if step is None or step < NEWEST:
        yield wrong(TABLES, "are not those of this version.", "Run `vigil db upgrade`.")
        return
    if step > NEWEST:
        yield note(TABLES, "are those of a newer version.", "Update this one soon.")
    else:
        yield fine(TABLES, "are those of this version.")
    yield _writable(store)
    yield from _inside(store, clock)


def _writable(store: SqlStore) -> Finding:
    try:
        with suppress(_UndoneError), store.write() as uow:
            try_to_write(uow.connection)
            raise _UndoneError
    except StoreAwayError as error:
        return wrong(DATABASE, f"can't be written ({_plain(error.why)}).", error.why.remedy)
    return fine(DATABASE, "can be written.")


class _UndoneError(Exception):
    """What was written is not to stay."""


def _inside(store: SqlStore, clock: Clock) -> Iterator[Finding]:
    now = clock.now()
    problem = clock_problem(store, clock)
    yield wrong(CLOCK, str(problem)) if problem else fine(CLOCK, "agrees with the database.")
    with store.read() as uow:
        measured, found = room(uow.connection), eyes(uow.connection, now - LATELY)
        waiting, refusing = backlog(uow.connection, now), uow.refusals.all()
        clocks = [*waiting_for_stewards(uow, now.date()), *waiting_for_board(uow, now.date())]
    yield _space(measured)
    yield from map(_refusing, refusing)
    due = [one for one in waiting.waiting if one.state == "due"]
    yield _outbox(sum(one.messages for one in due), max((one.age for one in due), default=None))
    yield from _results(found)
    yield _requests(waiting.unanswered, waiting.unanswered_age)
    if found.paused:
        yield note(DIGESTS, f"{found.paused} can't arrive and are paused.", _SEE)
    late = sum(line.due is not None and line.due.timing is not Timing.IN_TIME for line in clocks)
    if late:
        yield note(FEEDBACK, f"{late} overdue.", "Remind the stewards and the board.")
    else:
        yield fine(FEEDBACK, "none is overdue.")
    if not found.admins:
        yield note(PEOPLE, "nobody is an administrator yet.", "See `vigil grant --help`.")


_SEE: Final = "See `vigil deliveries`."


def _space(measured: Room) -> Finding:
    size = f"the database takes {_megabytes(measured.size)}"
    if measured.free is None:
        return fine(SPACE, f"{size}; see on its own machine how much is free.")
    says = f"{size}, {_megabytes(measured.free)} are free on its disk."
    if measured.free < NO_ROOM:
        return wrong(SPACE, says, "Make room: soon nothing can be written.")
    if measured.free < LITTLE_ROOM:
        return note(SPACE, says, "Make room.")
    return fine(SPACE, says)


def _refusing(one: Refusal) -> Finding:
    since = one.since.isoformat(timespec="minutes")
    return wrong(
        one.platform.capitalize(),
        f"has refused our token since {since} ({one.reason}); what is for it waits.",
        "Set a new token and start `vigil run` again, or install the app again.",
    )


def _outbox(due: int, oldest: timedelta | None) -> Finding:
    if oldest is None:
        return fine(OUTBOX, "nothing waits that could be sent now.")
    says = f"{due} to be sent now, the oldest for {_plainly(oldest)}."
    if oldest > LATE:
        return note(
            OUTBOX, says, "See that `vigil run` runs, and whether a platform limits or refuses us."
        )
    return fine(OUTBOX, says)


def _results(found: Eyes) -> Iterator[Finding]:
    said = {
        Result.UNKNOWN: "of which nobody knows whether they arrived",
        Result.DEFECT: "that we could not send by a fault of ours",
        Result.GONE: "whose readers can't be reached any more",
    }
    lately = [f"{found.results[one]} {how}" for one, how in said.items() if found.results.get(one)]
    if lately:
        yield note(OUTBOX, f"in the last 7 days messages {', '.join(lately)}.", _SEE)


def _requests(unanswered: int, oldest: timedelta) -> Finding:
    if unanswered and oldest > LATE:
        says = f"{unanswered} on record are not answered, the oldest for {_plainly(oldest)}."
        return note(REQUESTS, says, "See that `vigil run` runs, and what its log says.")
    return fine(REQUESTS, "all are answered, or were asked just now.")


def _plain(why: Away) -> str:
    return why.value.replace("_", " ")


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"


def _plainly(age: timedelta) -> str:
    return str(age).partition(".")[0]
