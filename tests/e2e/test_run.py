"""`vigil run` as an operator starts it: both platforms at once, over loopback, until SIGTERM."""

import asyncio
import signal
from pathlib import Path

from tests.adapters.console_stage import furnish
from tests.databases import SqliteTemplate
from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_text import plain
from tests.doubles.telegram import TelegramDouble, User
from tests.e2e.command import VIGIL, environment

ADA = User(7, "Ada", username="ada")
PATIENCE = 20.0


def test_it_serves_slack_and_telegram_and_stops_when_told(
    sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    url = sqlite_template.copy_to(tmp_path)
    furnish(url)

    async def scene() -> str:
        async with SlackDouble() as slack, TelegramDouble() as telegram:
            process = await asyncio.create_subprocess_exec(
                VIGIL,
                "run",
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=environment(
                    database_url=url,
                    slack_bot_token=slack.bot_token,
                    slack_app_token=slack.app_token,
                    slack_api_url=slack.base_url,
                    telegram_token=telegram.token,
                    telegram_api_url=telegram.base_url.removesuffix("/bot"),
                ),
            )
            try:
                await telegram.send_text(ADA, "/cases Malaysia")
                reply = await telegram.wait_for_reply(ADA.id, timeout=PATIENCE)
                assert "MYS-0012" in reply.text
                await slack.connected()
                await slack.command("/cases", "Malaysia")
                assert "MYS-0012" in plain(await slack.wait_for_message(timeout=PATIENCE))
                process.send_signal(signal.SIGTERM)
                _, told = await asyncio.wait_for(process.communicate(), PATIENCE)
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
            assert process.returncode == 0
            return told.decode()

    told = run(scene(), seconds=60)
    assert "Traceback" not in told
    assert '"event": "stopped"' in told
    assert "Malaysia" not in told
