"""The tutorial shows what the demo prints and what the chat answers, line by line."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bots.cli.demo_script import AISHA
from bots.database import open_world
from bots.world import SettableClock
from tests.adapters.console_stage import Stage
from tests.e2e.command import vigil

TUTORIAL: Final = Path(__file__).parents[2] / "docs" / "tutorial.md"
SEE, TRY = TUTORIAL.read_text(encoding="utf-8").split("\n## Try it\n")
AFTER_THE_DEMO: Final = datetime(2010, 5, 17, 12, tzinfo=UTC)
LEFT_OUT: Final = "…"
_BLOCK: Final = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TYPED: Final = re.compile(r"^\S+ > (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tutorial")


@pytest.fixture(scope="module")
def played(folder: Path) -> str:
    return vigil("demo", folder=folder).out


def _missing(tutorial: str, transcript: str) -> list[str]:
    """The lines of the tutorial's blocks that are not in the transcript, in their order."""
    missing, at = [], 0
    for line in "\n".join(_BLOCK.findall(tutorial)).splitlines():
        if line in {"", LEFT_OUT} or _TYPED.match(line):
            continue
        found = transcript.find(f"\n{line}\n", at)
        if found < 0:
            missing.append(line)
        at = max(found, at)
    return missing


def test_what_it_shows_of_the_demo_is_what_the_demo_prints(played: str) -> None:
    lines = "\n".join(_BLOCK.findall(SEE)).splitlines()
    assert len(lines) > 20
    printed = played.splitlines()
    assert [line for line in lines if line not in {*printed, LEFT_OUT}] == []


def test_what_it_shows_of_the_chat_is_what_the_chat_answers(folder: Path, played: str) -> None:
    assert played
    typed = _TYPED.findall("\n".join(_BLOCK.findall(TRY)))
    assert len(typed) > 5
    clock = SettableClock(AFTER_THE_DEMO)
    with open_world(f"sqlite:///{folder / '.demo' / 'vigil.db'}", clock) as world:
        transcript = Stage(world, clock).plays(*typed, persona=AISHA)
    assert _missing(TRY, transcript) == []
