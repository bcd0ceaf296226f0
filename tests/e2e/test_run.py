"""`vigil run` as an operator starts it: both platforms at once, over loopback, until SIGTERM."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.adapters.console_stage import furnish
from tests.databases import SqliteTemplate
from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_text import plain
from tests.doubles.telegram import TelegramDouble, User
from tests.e2e.command import VIGIL, environment

ADA = User(7, "Ada", username="ada")
WILHELMINA = User(70819650, "Wilhelmina", username="wilhelmina")
UNSAID = ("wilhelmina", "malaysia", "mys-0012", "azman", "peridot", "trade unionists")
PATIENCE = 30.0
STOP_WITHIN = 12.0


@asynccontextmanager
async def serving(*arguments: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`vigil run` as a process, which is gone in any case at the end."""
    process = await asyncio.create_subprocess_exec(
        VIGIL, "run", *arguments, stderr=asyncio.subprocess.PIPE, env=environment(**settings)
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def told_when_stopped(process: asyncio.subprocess.Process) -> str:
    """Say SIGTERM; what the process wrote by its end, which must be a good one and soon."""
    process.send_signal(signal.SIGTERM)
    _, told = await asyncio.wait_for(process.communicate(), STOP_WITHIN)
    assert process.returncode == 0
    return told.decode()


@pytest.fixture
def url(sqlite_template: SqliteTemplate, tmp_path: Path) -> str:
    made = sqlite_template.copy_to(tmp_path)
    furnish(made)
    return made


def test_it_serves_slack_and_telegram_and_stops_when_told(url: str) -> None:
    async def scene() -> str:
        async with (
            SlackDouble() as slack,
            TelegramDouble() as telegram,
            serving(
                database_url=url,
                slack_bot_token=slack.bot_token,
                slack_app_token=slack.app_token,
                slack_api_url=slack.base_url,
                telegram_token=telegram.token,
                telegram_api_url=telegram.base_url.removesuffix("/bot"),
            ) as process,
        ):
            await telegram.send_text(ADA, "/cases Malaysia")
            reply = await telegram.wait_for_reply(ADA.id, timeout=PATIENCE)
            assert "MYS-0012" in reply.text
            await slack.connected(timeout=PATIENCE)
            await slack.command("/cases", "Malaysia")
            assert "MYS-0012" in plain(await slack.wait_for_message(timeout=PATIENCE))
            told = await told_when_stopped(process)
            assert telegram.violations == []
            assert slack.violations == []
            return told

    told = run(scene(), seconds=90)
    assert "Traceback" not in told
    assert '"event": "stopped"' in told
    assert "Malaysia" not in told


def test_it_listens_on_one_port_for_both_where_they_call_us(url: str) -> None:
    port = free_port()

    async def scene() -> None:
        async with (
            SlackDouble(request_url=f"http://127.0.0.1:{port}/slack/events") as slack,
            TelegramDouble() as telegram,
            serving(
                database_url=url,
                port=str(port),
                public_url=f"http://127.0.0.1:{port}",
                slack_bot_token=slack.bot_token,
                slack_signing_secret=slack.signing_secret,
                slack_api_url=slack.base_url,
                telegram_token=telegram.token,
                telegram_webhook_secret="a-secret_of-ours",
                telegram_api_url=telegram.base_url.removesuffix("/bot"),
            ) as process,
        ):
            await telegram.send_text(ADA, "/cases Malaysia")
            reply = await telegram.wait_for_reply(ADA.id, timeout=PATIENCE)
            assert "MYS-0012" in reply.text
            await slack.command("/cases", "Malaysia")
            assert "MYS-0012" in plain(await slack.wait_for_message(timeout=PATIENCE))
            await told_when_stopped(process)

    run(scene(), seconds=90)


def test_whoever_watches_over_it_hears_how_it_is(url: str) -> None:
    port = free_port()

    async def scene() -> list[str]:
        async with (
            TelegramDouble() as telegram,
            serving(
                database_url=url,
                port=str(port),
                telegram_token=telegram.token,
                telegram_api_url=telegram.base_url.removesuffix("/bot"),
            ) as process,
            ClientSession() as session,
        ):
            await telegram.send_text(WILHELMINA, "/cases Malaysia")
            await telegram.wait_for_reply(WILHELMINA.id, timeout=PATIENCE)
            told = []
            for path in ("healthz", "readyz", "metrics"):
                async with session.get(f"http://127.0.0.1:{port}/{path}") as answer:
                    assert answer.status == 200
                    told.append(await answer.text())
            told.append(await told_when_stopped(process))
            assert telegram.token not in "".join(told)
            return told

    health, readiness, metrics, logs = run(scene(), seconds=90)
    assert "alive" in health
    for part in ("database", "clock", "telegram"):
        assert f'"{part}": {{"ok": true}}' in readiness
    assert 'vigil_command_seconds_count{intent="cases",platform="telegram"} 1.0' in metrics
    assert "vigil_telegram_polls 1.0" in metrics
    assert not [word for word in UNSAID if word in (health + readiness + metrics + logs).lower()]
    assert str(WILHELMINA.id) not in health + readiness + metrics


def test_a_taken_port_is_no_hindrance_where_nobody_asked_for_one(url: str) -> None:
    async def scene(**settings: str) -> str:
        async with (
            TelegramDouble() as telegram,
            serving(
                database_url=url,
                host="127.0.0.2",
                telegram_token=telegram.token,
                telegram_api_url=telegram.base_url.removesuffix("/bot"),
                **settings,
            ) as process,
        ):
            if settings:
                _, told = await asyncio.wait_for(process.communicate(), PATIENCE)
                assert process.returncode == 2
                return told.decode()
            await telegram.send_text(ADA, "/cases Malaysia")
            await telegram.wait_for_reply(ADA.id, timeout=PATIENCE)
            return await told_when_stopped(process)

    with taking("127.0.0.2", 8080):
        assert "port_taken" in run(scene(), seconds=90)
        told = run(scene(port="8080"), seconds=90)
    assert "on 127.0.0.2 port 8080: address already in use. Set VIGIL_HOST or VIGIL_PORT" in told


def test_a_token_that_telegram_refuses_ends_it_with_a_sentence(url: str) -> None:
    async def scene() -> tuple[int | None, str]:
        async with (
            TelegramDouble(token="4242:another") as telegram,
            serving(
                database_url=url,
                telegram_token="4242:mine",
                telegram_api_url=telegram.base_url.removesuffix("/bot"),
            ) as process,
        ):
            _, told = await asyncio.wait_for(process.communicate(), PATIENCE)
            return process.returncode, told.decode()

    status, told = run(scene(), seconds=60)
    assert status == 2
    assert "Telegram" in told.splitlines()[-1]
    assert "Traceback" not in told
    assert "mine" not in told


def test_a_database_that_is_away_at_the_start_is_waited_for() -> None:
    async def scene() -> str:
        nowhere = f"postgresql://vigil:hunter2@127.0.0.1:{free_port()}/vigil"
        async with serving(database_url=nowhere, telegram_token="4242:mine") as process:
            assert process.stderr
            first = await asyncio.wait_for(process.stderr.readline(), PATIENCE)
            assert b"store_away" in first
            return await told_when_stopped(process)

    assert "hunter2" not in run(scene(), seconds=60)


@contextmanager
def taking(host: str, port: int) -> Iterator[None]:
    """That port taken, by us or by whoever has it already."""
    with ExitStack() as stack:
        with suppress(OSError):
            stack.enter_context(socket.create_server((host, port)))
        yield


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
