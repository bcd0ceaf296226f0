"""A run of the other way: people ask, what answers is killed, and in the end all is counted."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import Engine, func, select

from storage.engine import open_engine
from storage.tables import cases, chat_identities, commitments
from storage.tables_messages import inbox
from storage.unit_of_work import SqlStore
from tests.contract.builders import a_case, put
from tests.crash import database
from tests.crash.chat_side import ChatSide
from tests.crash.database import Database
from tests.crash.far_side import Patience, place_of
from tests.crash.faults import Schedule, evenly
from tests.crash.fleet import HASTY, Fleet
from tests.crash.hasty import PATIENCE
from tests.crash.journal import Outage, without_the_dead
from tests.crash.people import Crowd
from tests.crash.reconcile import Verdict
from tests.crash.reconcile_commands import Diary, Kept, Wish, reconcile
from tests.crash.storm import UNLIMITED
from tests.crash.story import story_of_wish
from tests.e2e.test_run import free_port

BOTS: Final = ("run", "--only", "bots")
SECRET: Final = "a-secret_of-ours"
_LOOK_OFTEN: Final = 0.005
_LOOK_SELDOM: Final = 0.25
_EXCHANGE: Final = 0.05
"""Seconds that a wish is taken, done, answered and recorded in."""
_TOLD: Final = 50
"""So many irregularities are told of."""
_SLACK_HOME: Final = "T0MOVEMENT:"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How big a run is and how rough. Seconds where nothing else is said."""

    people: int
    """On each platform."""
    cases: int
    kills: int
    disturbances: int
    called: bool
    """The platforms call us (webhook, HTTP), or we ask and listen (polling, Socket Mode)."""
    processes: int = 3
    fault_share: float = 0.01
    seed: int = 1
    command: Sequence[str] = (*HASTY, *BOTS)
    patience: Patience = PATIENCE
    answer_within: float = 60.0
    """The longest that anybody waits for an answer."""


@dataclass(slots=True)
class Report:
    """What a run came to."""

    verdict: Verdict
    diary: Diary
    kills: int
    outages: Sequence[Outage]
    faults: Mapping[str, int]
    errors: Mapping[str, int]
    violations: Sequence[object]
    seconds: float

    @property
    def reconciled(self) -> bool:
        """Whether every irregularity has its excuse."""
        return not self.verdict.problems and not self.violations

    def lines(self) -> Sequence[str]:
        """The table of the counts."""
        counts = {
            **self.verdict.counts,
            "kills": self.kills,
            "outages of the database": len(self.outages),
            **{f"fault: {kind}": number for kind, number in sorted(self.faults.items())},
            **{f"logged: {event}": number for event, number in sorted(self.errors.items())},
            "not reconciled": len(self.verdict.problems) + len(self.violations),
            "seconds": round(self.seconds),
        }
        table = [f"{name:32}{number:>10,}" for name, number in counts.items()]
        return [*table, *self._stories(), *(f"  {broken}" for broken in self.violations[:_TOLD])]

    def _stories(self) -> Iterator[str]:
        """All that is known of what is not reconciled, as far as anybody would read it."""
        for problem in self.verdict.problems[:_TOLD]:
            yield f"  {problem}"
            story = story_of_wish(self.diary, (problem.place, problem.message))
            yield from (f"      {line}" for line in story)


def run(plan: Plan, data: Database, folder: Path, say: Say = lambda _line: None) -> Report:
    """Let it happen."""
    begin = time.monotonic()
    schedule = Schedule(plan.seed, evenly(plan.fault_share))
    keys = [f"MYS-{number:04}" for number in range(1, plan.cases + 1)]
    engine = open_engine(data.url)
    put(SqlStore(engine), *(a_case(key) for key in keys))
    engine.dispose()
    with ChatSide(schedule, plan.patience) as far_side:
        rush = _Rush(plan, data, far_side, folder, say)
        diary = rush.happen(keys)
        return Report(
            reconcile(diary),
            diary,
            len(rush.fleet.kills),
            data.outages,
            schedule.done,
            rush.fleet.errors,
            far_side.violations,
            time.monotonic() - begin,
        )


class _Rush:
    def __init__(
        self, plan: Plan, data: Database, far_side: ChatSide, folder: Path, say: Say
    ) -> None:
        self._plan = plan
        self._data = data
        self._far_side = far_side
        self._say = say
        self._ports: dict[str, int] = {}
        self._random = Random(plan.seed)  # noqa: S311
        self.fleet = Fleet(plan.command, self._settings, folder, Random(plan.seed + 1))  # noqa: S311

    def happen(self, keys: Sequence[str]) -> Diary:
        """All of it."""
        plan, far_side = self._plan, self._far_side
        crowd = Crowd(far_side, Random(plan.seed + 2), plan.answer_within)  # noqa: S311
        far_side.ports = self._living
        if plan.called:
            far_side.slack.request_url = f"{far_side.entrance}/slack/events"
        assert far_side._loop is not None
        with self.fleet:
            self.fleet.grow_to(plan.processes)
            lives = asyncio.run_coroutine_threadsafe(crowd.live(plan.people, keys), far_side._loop)
            self._rage(plan.people * 2 * len(keys), lives)
            lives.result()
            self._wait_until_told()
            time.sleep(plan.patience.over("slack") + plan.patience.over("telegram"))
            self.fleet.stop_all()
        with database.looking(self._data.url) as engine:
            kept = Kept(_commitments(engine), _answered(engine), _owed(engine))
        heard = without_the_dead(far_side.heard(), self.fleet.kills)
        wishes = sorted({(asked.person, asked.case) for asked in crowd.asked})
        return Diary(wishes, kept, crowd.asked, heard, self.fleet.kills, self._data.outages)

    def _settings(self, process: str) -> dict[str, str]:
        settings = {
            **self._far_side.settings(process),
            **UNLIMITED,
            "inbound_limit": "0",
            "database_url": self._data.url_for(process),
        }
        if not self._plan.called:
            return {**settings, "slack_app_token": self._far_side.slack.app_token, "port": "0"}
        self._ports[process] = free_port()
        return {
            **settings,
            "public_url": self._far_side.entrance,
            "telegram_webhook_secret": SECRET,
            "port": str(self._ports[process]),
        }

    def _living(self) -> Sequence[int]:
        return [self._ports[name] for name in self.fleet.names if name in self._ports]

    def _rage(self, answers: int, lives: "Future[None]") -> None:
        """Kill and disturb, each after so many answers."""
        moments = [(self._random.uniform(0, answers * 0.9), True) for _ in range(self._plan.kills)]
        each = answers * 0.9 / max(1, self._plan.disturbances)
        moments += [(each * (n + 0.5), False) for n in range(self._plan.disturbances)]
        disturbed = 0
        with ThreadPoolExecutor(1) as threads:
            for moment, is_kill in sorted(moments):
                if not self._until(partial(self._has_arrived, moment), lives):
                    break
                if is_kill:
                    self._kill(lives)
                else:
                    threads.submit(self._data.disturb, disturbed)
                    disturbed += 1
            self._until(lives.done, lives)

    def _wait_until_told(self) -> None:
        """What may have been lost is told again: let that come, too."""
        end = time.monotonic() + self._plan.answer_within
        with database.looking(self._data.url) as engine:
            while _owed(engine) and time.monotonic() < end:
                self.fleet.grow_to(self._plan.processes)
                time.sleep(_LOOK_SELDOM)

    def _kill(self, lives: "Future[None]") -> None:
        """End one that is at work, at a moment which is random within an exchange."""
        self._until(lambda: self.fleet.kill_one(self._far_side.serving), lives)
        self.fleet.grow_to(self._plan.processes)
        time.sleep(self._random.uniform(0, _EXCHANGE))

    def _has_arrived(self, answers: float) -> bool:
        return self._far_side.arrived >= answers

    def _until(self, reached: Callable[[], bool], lives: "Future[None]") -> bool:
        """Wait; False where everybody is done."""
        while not reached():
            if lives.done():
                return False
            self.fleet.grow_to(self._plan.processes)
            self._say(
                f"kills {len(self.fleet.kills)} of {self._plan.kills}, "
                f"answers {self._far_side.arrived}"
            )
            time.sleep(_LOOK_OFTEN)
        return True


def _commitments(engine: Engine) -> Mapping[Wish, int]:
    """How often each person took each case on."""
    wanted = (
        select(
            chat_identities.c.platform,
            chat_identities.c.key,
            cases.c.key.label("case"),
            func.count(),
        )
        .select_from(
            commitments.join(cases).join(
                chat_identities, chat_identities.c.person == commitments.c.person
            )
        )
        .group_by(chat_identities.c.platform, chat_identities.c.key, cases.c.key)
    )
    with engine.connect() as connection:
        return {
            (place_of(platform, key.removeprefix(_SLACK_HOME)), case): number
            for platform, key, case, number in connection.execute(wanted)
        }


def _owed(engine: Engine) -> frozenset[str]:
    waiting = select(inbox.c.key).where(inbox.c.request.is_not(None))
    with engine.connect() as connection:
        return frozenset(connection.execute(waiting).scalars())


def _answered(engine: Engine) -> Mapping[str, float | None]:
    with engine.connect() as connection:
        rows = connection.execute(select(inbox.c.key, inbox.c.answered_at))
        return {row.key: row.answered_at.timestamp() if row.answered_at else None for row in rows}
