"""The real application over the sample portfolio, on every platform."""

import shutil
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import pytest

import storage
from bots.database import open_world
from bots.world import SettableClock, World
from core.portfolio.importing import Imported, import_files
from core.ports import Store
from tests.databases import SqliteTemplate
from tests.dialogues.on_console import console_bot
from tests.dialogues.on_slack import slack_bot
from tests.dialogues.on_telegram import telegram_bot
from tests.dialogues.script import ChatBot
from tests.doubles.loop import run

NOW: Final = datetime(2010, 5, 14, 12, tzinfo=UTC)
SAMPLE: Final = sorted((Path(storage.__file__).parent / "sample").glob("*.csv"))


class Platform(Protocol):
    """Opens the bot on a platform."""

    def __call__(
        self, world: World, clock: SettableClock, /
    ) -> AbstractAsyncContextManager[ChatBot]: ...


PLATFORMS: Final[dict[str, Platform]] = {
    "slack": slack_bot,
    "slack-socket": partial(slack_bot, socket=True),
    "telegram": telegram_bot,
    "telegram-webhook": partial(telegram_bot, webhook=True),
    "console": console_bot,
}

Script = Callable[[ChatBot], Awaitable[None]]
Play = Callable[[Script], None]


def load_sample(store: Store) -> None:
    """Bring the sample portfolio in, as `vigil import` would."""
    outcome = import_files(store, SAMPLE, NOW)
    assert isinstance(outcome, Imported), outcome


@pytest.fixture(scope="session")
def sample_file(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample portfolio in a file to copy."""
    folder = tmp_path_factory.mktemp("sample")
    with open_world(sqlite_template.copy_to(folder)) as world:
        load_sample(world.store)
    return folder / "vigil.db"


@pytest.fixture
def sample_url(sample_file: Path, tmp_path: Path) -> str:
    file = tmp_path / "sample.db"
    shutil.copyfile(sample_file, file)
    return f"sqlite:///{file}"


@pytest.fixture(params=["slack", "telegram", "console"])
def platform(request: pytest.FixtureRequest) -> str:
    """Where the dialogue is held; `@pytest.mark.parametrize` names others."""
    name: str = request.param
    return name


@pytest.fixture
def play(platform: str, sample_url: str) -> Play:
    """Plays a script on the platform over the sample portfolio."""
    return partial(perform, platform, sample_url)


def perform(platform: str, url: str, script: Script) -> None:
    """Play a script on a platform over a database that holds the portfolio."""
    clock = SettableClock(NOW)
    with open_world(url, clock) as world:
        perform_in(platform, world, clock, script)


def perform_in(platform: str, world: World, clock: SettableClock, script: Script) -> None:
    """Play a script in a world that is open."""

    async def scenario() -> None:
        async with PLATFORMS[platform](world, clock) as bot:
            await script(bot)

    run(scenario())
