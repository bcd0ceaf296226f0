"""The long run: `make soak`, or `python -m tests.crash --help`.

Progress goes to standard error, the tables to standard output; the exit status is 1 if anything is
left that nothing excuses.
"""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from tests.crash import rush, storm
from tests.crash.database import Database, Postgresql, Sqlite
from tests.crash.far_side import Patience
from tests.crash.fleet import PLAIN
from tests.crash.load import conversations_for
from tests.databases import Server, SqliteTemplate

_ROUNDS: Final = 5
_PEOPLE: Final = 50
"""On each platform."""
_WAYS_IN: Final = 2
_COMMITS_A_KILL: Final = 50
_COMMITS_AN_OUTAGE: Final = 1000
_SAY_EVERY: Final = 10.0


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    messages: int
    kills: int
    seed: int
    processes: int
    database: str
    commits: int
    small: int
    """How many times smaller the run on SQLite is."""


def main() -> int:
    """Run what was asked for; the exit status."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing is left running
    folder = Path(mkdtemp(prefix="vigil-soak-"))
    reconciled = _rushes(options, folder)
    if options.database in {"postgresql", "both"}:
        with _postgresql() as data:
            reconciled &= _storm("PostgreSQL", _plan(options), data, folder)
    if options.database in {"sqlite", "both"}:
        file = SqliteTemplate(folder).copy_to(_made(folder / "sqlite"))
        plan = _plan(options, options.small)
        reconciled &= _storm("SQLite", plan, Sqlite(file, lock_seconds=7.0), folder)
    print(f"logs of processes that told of errors: {folder}", file=sys.stderr)
    return 0 if reconciled else 1


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=500, help="of what delivers")
    parser.add_argument("--seed", type=int, default=1, help="the same faults in the same order")
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--database", choices=("postgresql", "sqlite", "both"), default="both")
    parser.add_argument("--commits", type=int, default=10_000, help="of people who chat")
    parser.add_argument("--small", type=int, default=10, help="SQLite's part is so much smaller")
    return Options(**vars(parser.parse_args()))


def _rushes(options: Options, folder: Path) -> bool:
    """What comes in: half of it asked for, half of it posted to us."""
    reconciled, commits = True, options.commits // _WAYS_IN
    for called in (False, True):
        if not options.commits or options.database == "sqlite":
            break
        plan = rush.Plan(
            people=_PEOPLE,
            cases=max(1, commits // (2 * _PEOPLE)),
            kills=commits // _COMMITS_A_KILL,
            disturbances=max(1, commits // _COMMITS_AN_OUTAGE),
            called=called,
            processes=options.processes,
            fault_share=0.002,
            seed=options.seed,
            command=(*PLAIN, *rush.BOTS),
            patience=Patience(),
            answer_within=300.0,
        )
        name = "webhook and HTTP" if called else "polling and Socket Mode"
        with _postgresql() as data:
            report = rush.run(plan, data, _made(folder / name), _sayer(name))
        print(f"\nCommits by {name}\n" + "\n".join(report.lines()), flush=True)
        reconciled &= report.reconciled
    return reconciled


def _plan(options: Options, smaller: int = 1) -> storm.Plan:
    """A run with the program's own patience."""
    kills = options.kills // smaller
    return storm.Plan(
        conversations=conversations_for(options.messages // smaller, _ROUNDS),
        rounds=_ROUNDS,
        kills=kills,
        disturbances=max(1, kills // 50),
        processes=options.processes,
        fault_share=0.002,
        seed=options.seed,
        command=(*PLAIN, *storm.SCHEDULER),
        patience=Patience(),
        finish_within=900.0,
    )


def _storm(name: str, plan: storm.Plan, data: Database, folder: Path) -> bool:
    report = storm.run(plan, data, _made(folder / name), _sayer(name))
    print(f"\nDelivery on {name}\n" + "\n".join(report.lines()), flush=True)
    return report.reconciled


@contextmanager
def _postgresql() -> Iterator[Postgresql]:
    server = Server()
    try:
        yield Postgresql(server)
    finally:
        server.close()


def _sayer(name: str) -> Callable[[str], None]:
    """Tells how far it is, not too often."""
    said = 0.0

    def say(line: str) -> None:
        nonlocal said
        if time.monotonic() > said + _SAY_EVERY:
            said = time.monotonic()
            print(f"{name}: {line}", file=sys.stderr, flush=True)

    return say


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())
