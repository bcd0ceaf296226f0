"""A run: messages fall due, those that deliver them are killed, and in the end all is counted."""

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Final, ParamSpec

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from core.domain.notices import Notice
from core.ports import StoreAwayError
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.crash import database
from tests.crash.database import Database
from tests.crash.far_side import FarSide, Patience
from tests.crash.faults import Schedule, evenly
from tests.crash.fleet import HASTY, Fleet
from tests.crash.hasty import PATIENCE
from tests.crash.journal import Journal, without_the_dead
from tests.crash.load import Load
from tests.crash.reconcile import Verdict, reconcile
from tests.crash.story import story_of
from tests.e2e.command import vigil

_LOOK_EVERY: Final = 1.0
_LOOK_OFTEN: Final = 0.005
_EXCHANGE: Final = 0.05
"""Seconds that a message is marked, written, answered and recorded in."""
_MOST_TOLD: Final = 50
_MOST_STORIES: Final = 5
UNLIMITED: Final[Mapping[str, str]] = {"telegram_rate": "0", "slack_rate": "0"}
SCHEDULER: Final = ("run", "--only", "scheduler")
Say = Callable[[str], None]
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Plan:
    """How big a run is and how rough. Seconds where nothing else is said."""

    conversations: int
    rounds: int
    """Notices to each person, beside the digest."""
    kills: int
    disturbances: int
    """Restarts of the server, or locks of the file."""
    processes: int = 3
    fault_share: float = 0.01
    """Of the requests, for each kind of fault."""
    seed: int = 1
    command: Sequence[str] = (*HASTY, *SCHEDULER)
    patience: Patience = PATIENCE
    finish_within: float = 60.0
    """After the last kill, until nothing waits."""
    settings: Mapping[str, str] = field(default_factory=lambda: UNLIMITED)


@dataclass(slots=True)
class Report:
    """What a run came to."""

    verdict: Verdict
    journal: Journal
    faults: dict[str, int]
    errors: dict[str, int]
    violations: Sequence[object]
    started: int
    seconds: float

    @property
    def reconciled(self) -> bool:
        """Whether every irregularity has its excuse."""
        return not self.verdict.problems and not self.violations

    def lines(self) -> list[str]:
        """The table of the counts."""
        counts = {
            **self.verdict.counts,
            "kills": len(self.journal.kills),
            "processes started": self.started,
            "outages of the database": len(self.journal.outages),
            **{f"fault: {kind}": number for kind, number in sorted(self.faults.items())},
            **{f"logged: {event}": number for event, number in sorted(self.errors.items())},
            "not reconciled": len(self.verdict.problems) + len(self.violations),
            "seconds": round(self.seconds),
        }
        table = [f"{name:32}{number:>10,}" for name, number in counts.items()]
        return [*table, *self._told()]

    def _told(self) -> Iterator[str]:
        """What is not reconciled, the first of it with all that is known."""
        for place, problem in enumerate(self.verdict.problems[:_MOST_TOLD]):
            yield f"  {problem}"
            if place < _MOST_STORIES:
                yield from (f"      {line}" for line in story_of(self.journal, problem.message))
        yield from (f"  {violation}" for violation in self.violations[:_MOST_TOLD])


def run(plan: Plan, data: Database, folder: Path, say: Say = lambda _line: None) -> Report:
    """Let it happen.

    Raises:
        TimeoutError: messages still waited when all had been quiet for long.
    """
    begin = time.monotonic()
    schedule = Schedule(plan.seed, evenly(plan.fault_share))
    with FarSide(schedule, plan.patience) as far_side:
        storm = _Storm(plan, data, far_side, folder, say)
        storm.blow()
        journal = storm.journal
        return Report(
            reconcile(journal),
            journal,
            dict(schedule.done),
            dict(storm.fleet.errors),
            far_side.violations,
            storm.fleet.started,
            time.monotonic() - begin,
        )


class _Storm:
    def __init__(
        self, plan: Plan, data: Database, far_side: FarSide, folder: Path, say: Say
    ) -> None:
        self._plan = plan
        self._data = data
        self._far_side = far_side
        self._say = say
        self._folder = folder
        self._random = Random(plan.seed)  # noqa: S311
        self.fleet = Fleet(plan.command, self._settings, folder, Random(plan.seed + 1))  # noqa: S311
        self.journal = Journal()
        self._threads = ThreadPoolExecutor(2)
        self._others: list[Future[None]] = []
        self._looked = 0.0

    def blow(self) -> None:
        """All of it."""
        with database.looking(self._data.url) as engine, self._filled() as load:
            with self.fleet:
                self._rage(load, engine)
                self._wait_until_done(engine, load.messages)
                self.fleet.stop_all()
            time.sleep(self._far_side_is_done())
            self._engine.dispose()  # its connections may be older than the server
            self.journal = Journal(
                list(load.expected()),
                without_the_dead(self._far_side.sendings, self.fleet.kills),
                database.marks(engine),
                self.fleet.kills,
                self._data.outages,
                database.records(engine),
                _listed(self._data.url, folder=self._folder),
                database.waiting(engine),
            )

    def _settings(self, process: str) -> dict[str, str]:
        return {
            **self._far_side.settings(process),
            **self._plan.settings,
            "database_url": self._data.url_for(process),
            "log_level": "INFO",
        }

    @contextmanager
    def _filled(self) -> Iterator[Load]:
        self._engine = open_engine(self._data.url)
        load = Load(
            SqlStore(self._engine), self._far_side, self._plan.conversations, datetime.now(UTC)
        )
        try:
            load.settle()
            load.prepare_rounds(self._plan.rounds)
            yield load
        finally:
            self._engine.dispose()

    def _rage(self, load: Load, engine: Engine) -> None:
        """Kill, disturb and tell, each when so many messages have come to the far side."""
        self.fleet.grow_to(self._plan.processes)
        for moment, act in self._events(load):
            if not self._until(partial(self._has_arrived, moment), engine):
                break
            act()
        for other in self._others:
            other.result()
        self._threads.shutdown()

    def _events(self, load: Load) -> Sequence[tuple[float, Callable[[], None]]]:
        """What happens, each after so many messages."""
        plan, total = self._plan, load.requests
        events: list[tuple[float, Callable[[], None]]] = [
            (self._random.uniform(0, total * 0.9), self._kill) for _ in range(plan.kills)
        ]
        for number in range(plan.disturbances):
            moment = total * 0.9 * (number + 0.5) / plan.disturbances
            events.append((moment, partial(self._beside, self._data.disturb, number)))
        told = len(load.places)
        for notice in load.rounds:
            events.append((told * 0.7, partial(self._beside, self._tell, load, notice)))
            told += load.requests_of(notice)
        return sorted(events, key=lambda event: event[0])

    def _kill(self) -> None:
        """End one that is at work, at a moment which is random within an exchange."""
        while not self.fleet.kill_one(self._far_side.serving):
            self.fleet.grow_to(self._plan.processes)
            time.sleep(_LOOK_OFTEN)
        self.fleet.grow_to(self._plan.processes)
        time.sleep(self._random.uniform(0, _EXCHANGE))

    def _has_arrived(self, messages: float) -> bool:
        return self._far_side.arrived >= messages

    def _until(self, reached: Callable[[], bool], engine: Engine) -> bool:
        """Wait; False where nothing happens any more."""
        end, before = 0.0, -1
        while not reached():
            now = time.monotonic()
            if self._far_side.arrived != before:
                end, before = now + self._plan.finish_within, self._far_side.arrived
            if now > end:
                return False
            if now > self._looked + _LOOK_EVERY:
                self._looked = now
                self.fleet.grow_to(self._plan.processes)
                self._progress(engine)
            time.sleep(_LOOK_OFTEN)
        return True

    def _beside(self, act: Callable[P, None], *arguments: P.args, **named: P.kwargs) -> None:
        """Do it in a thread: the kills go on meanwhile."""
        self._others.append(self._threads.submit(act, *arguments, **named))

    def _tell(self, load: Load, notice: Notice) -> None:
        while True:
            with suppress(StoreAwayError):
                load.tell(notice)
                return
            time.sleep(_LOOK_EVERY / 4)

    def _wait_until_done(self, engine: Engine, messages: int) -> None:
        """Let the weather be fair, until nothing waits; what still does then fails the run."""
        end = time.monotonic() + self._plan.finish_within
        while time.monotonic() < end:
            if self._done(engine) >= messages and database.waiting(engine) == 0:
                return
            self.fleet.grow_to(self._plan.processes)
            self._progress(engine)
            time.sleep(_LOOK_EVERY / 4)

    def _done(self, engine: Engine) -> int:
        try:
            return database.done(engine)
        except SQLAlchemyError:
            return 0

    def _progress(self, engine: Engine) -> None:
        self._say(
            f"kills {len(self.fleet.kills)} of {self._plan.kills}, "
            f"requests {len(self._far_side.sendings)}, done {self._done(engine)}"
        )

    def _far_side_is_done(self) -> float:
        """Seconds until what is late has come."""
        return self._plan.patience.over("slack") + self._plan.patience.over("telegram")


def _listed(url: str, folder: Path) -> Collection[str]:
    """The ids that the operator is shown as unknown."""
    how = ("--result", "unknown", "--most", "1000000", "--json", "--database", url)
    shown = json.loads(vigil("deliveries", *how, folder=folder).out)
    return {one["id"] for one in shown["messages"]}
