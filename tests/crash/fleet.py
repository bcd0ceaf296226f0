"""Several `vigil run`, killed at random moments and replaced by new ones."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Final, Self

from tests.crash.journal import Kill
from tests.e2e.command import VIGIL, environment

_END_WITHIN: Final = 15.0
HASTY: Final = (sys.executable, "-m", "tests.crash.hasty")
"""`vigil` with its waits shortened, for a run that is to end within seconds."""
PLAIN: Final = (str(VIGIL),)

Settings = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    process: "subprocess.Popen[bytes]"
    log: Path


class Fleet:
    """As many processes as wished for, each with settings of its own.

    Use as a context: at its end nobody is left. What was logged at the level of an error is counted
    in `errors`, by event.
    """

    def __init__(
        self,
        command: Sequence[str],
        settings: Callable[[str], Settings],
        folder: Path,
        random: Random,
    ) -> None:
        self._command = command
        self._settings = settings
        self._folder = folder
        self._random = random
        # Compiled once for all, also where the environment wants no caches: else it is all they do.
        self._compiled = {
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(folder.parent / "compiled"),
        }
        self._numbers = count(1)
        self._members: list[_Member] = []
        self.kills: list[Kill] = []
        self.errors: Counter[str] = Counter()
        self.started = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        for member in self._members:
            member.process.kill()
            member.process.wait()
        self._members.clear()

    @property
    def names(self) -> Sequence[str]:
        """Of those that were started and not killed."""
        return [member.name for member in self._members]

    def grow_to(self, size: int) -> None:
        """Start what is missing, also in the place of what ended by itself."""
        for member in [m for m in self._members if m.process.poll() is not None]:
            self._members.remove(member)
            self.errors["process ended by itself"] += 1
            self._read(member)
        while len(self._members) < size:
            self._start()

    def kill_one(self, among: Collection[str]) -> bool:
        """End one of these at this very moment; False if none of them is there."""
        there = [member for member in self._members if member.name in among]
        if not there:
            return False
        member = self._random.choice(there)
        self._members.remove(member)
        self.kills.append(Kill(member.name, time.time()))
        member.process.kill()
        member.process.wait()
        self._read(member)
        return True

    def stop_all(self) -> None:
        """Let all end as an operator would; SIGKILL is noted where one does not."""
        for member in self._members:
            member.process.terminate()
        for member in self._members:
            try:
                member.process.wait(_END_WITHIN)
            except subprocess.TimeoutExpired:
                self.errors["did not stop"] += 1
                self.kills.append(Kill(member.name, time.time()))
                member.process.kill()
                member.process.wait()
            self._read(member)
        self._members.clear()

    def _start(self) -> None:
        name = f"p{next(self._numbers)}"
        log = self._folder / f"{name}.log"
        with log.open("wb") as told:
            process = subprocess.Popen(
                self._command,
                stdout=subprocess.DEVNULL,
                stderr=told,
                env={**environment(**self._settings(name)), **self._compiled},
            )
        self.started += 1
        self._members.append(_Member(name, process, log))

    def _read(self, member: _Member) -> None:
        """Count the errors of a log; one without any is not kept."""
        errors: Counter[str] = Counter()
        for line in member.log.read_text(errors="replace").splitlines():
            if line.startswith("{") and '"level": "error"' in line:
                errors[str(_event(line))] += 1
            elif line.startswith("Traceback"):
                errors["traceback"] += 1
        self.errors += errors
        if not errors:
            member.log.unlink()


def _event(line: str) -> object:
    try:
        return json.loads(line).get("event")
    except ValueError:  # it was killed in the middle of a line
        return "half a line"
