"""`vigil doctor` finds what is wrong, says what to do, and prints no secret."""

import asyncio
import json
import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from bots.world import SystemClock
from core.domain.people import Grant, Identity, Platform, Role
from core.domain.subscriptions import SubscriptionState
from storage import migrate
from storage.engine import open_engine
from storage.tables_messages import planner
from storage.unit_of_work import SqlStore
from tests.adapters.console_stage import furnish
from tests.adapters.slack_harness import until
from tests.contract.builders import a_subscription
from tests.contract.test_inbox import REQUEST
from tests.contract.test_outbox import plan
from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_records import SlackIdentity
from tests.doubles.telegram import TelegramDouble
from tests.e2e.command import Done, vigil
from tests.e2e.test_run import free_port, serving

SECRETS = ("hunter2", "s3cr3t-of-the-hook")


def examined(folder: Path, *arguments: str, **settings: str) -> Done:
    return vigil("doctor", *arguments, folder=folder, stdin=b"", **settings)


def marks(done: Done, about: str) -> str:
    """The marks of the lines about something."""
    lines = done.out.splitlines()
    return "".join(line[0] for line in lines if line[2:].startswith(f"{about}:"))


def says(done: Done, about: str) -> str:
    return "\n".join(line for line in done.out.splitlines() if line[2:].startswith(f"{about}:"))


@pytest.fixture
def url(sqlite_url: str) -> str:
    furnish(sqlite_url)
    return sqlite_url


def test_without_a_platform_and_without_a_database(tmp_path: Path) -> None:
    done = vigil("doctor", folder=tmp_path)
    assert done.status == 1
    assert marks(done, "Settings") == "!"
    assert marks(done, "Database") == "✗"
    assert "`vigil db upgrade`" in says(done, "Database")
    assert not (tmp_path / "vigil.db").exists()


def test_a_good_database_without_a_platform(tmp_path: Path, database_url: str) -> None:
    done = vigil("doctor", "--database", database_url, folder=tmp_path)
    assert done.status == 0, done.out
    assert marks(done, "Database") == "✓✓"
    for about in ("Tables", "Clock", "Space", "Outbox", "Requests", "Feedback"):
        assert marks(done, about) == "✓"
    assert marks(done, "People") == "!"


def test_it_changes_nothing(tmp_path: Path, database_url: str, store: SqlStore) -> None:
    vigil("doctor", "--database", database_url, folder=tmp_path)
    with store.write() as uow:
        assert uow.leases.hold("doctor", "another", timedelta(seconds=1))


def test_every_wrong_setting_is_told_without_its_value(tmp_path: Path) -> None:
    done = vigil(
        "doctor",
        folder=tmp_path,
        slack_bot_token="hunter2",
        telegram_webhook_secret="s3cr3t-of-the-hook",
        port="hunter2",
        database_url="mysql://vigil:hunter2@db/vigil",
        slack_api_url="http://127.0.0.1:9/api/",
    )
    assert done.status == 1
    told = says(done, "Settings")
    for name in ("SLACK_BOT_TOKEN", "PORT", "DATABASE_URL", "PUBLIC_URL"):
        assert f"VIGIL_{name}" in told
    assert not marks(done, "Slack"), "what is no token is not tried"
    assert not [secret for secret in SECRETS if secret in done.out + done.told]


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    nowhere = f"postgresql://vigil:hunter2@127.0.0.1:{free_port()}/vigil"
    done = vigil("doctor", "--database", nowhere, folder=tmp_path)
    assert done.status == 1
    assert "can't be used now (unreachable)" in says(done, "Database")
    assert "hunter2" not in done.out + done.told


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "vigil.db").write_text("no database " * 100)
    done = vigil("doctor", folder=tmp_path)
    assert done.status == 1
    assert marks(done, "Database") == "✗"


def test_tables_of_another_version(tmp_path: Path) -> None:
    old, new = (f"sqlite:///{tmp_path / name}" for name in ("old.db", "new.db"))
    migrate.upgrade(old, "0009")
    done = vigil("doctor", "--database", old, folder=tmp_path)
    assert (done.status, marks(done, "Tables")) == (1, "✗")
    migrate.upgrade(new)
    engine = open_engine(new)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    done = vigil("doctor", "--database", new, folder=tmp_path)
    assert (done.status, marks(done, "Tables")) == (0, "!")


def test_one_that_can_only_be_read(tmp_path: Path, postgresql_url: str) -> None:
    read_only = f"{postgresql_url}&options=-c%20default_transaction_read_only%3Don"
    done = vigil("doctor", "--database", read_only, folder=tmp_path)
    assert done.status == 1
    assert marks(done, "Database") == "✓✗"
    assert "can't be written (read only)" in says(done, "Database")


def test_what_waits_too_long_and_what_went_wrong(
    tmp_path: Path, database_url: str, store: SqlStore
) -> None:
    now = SystemClock().now()
    with store.write() as uow:
        uow.subscriptions.put(a_subscription("1"))
        uow.subscriptions.put(a_subscription("2", state=SubscriptionState.PAUSED))
        uow.inbox.record(replace(REQUEST, key="telegram:9"), now - timedelta(hours=1))
        uow.people.add("p1", Identity(Platform.TELEGRAM, "7"), now)
        uow.people.grant("p1", Grant(Role.ADMIN))
    assert plan(store) == 1
    done = vigil("doctor", "--database", database_url, folder=tmp_path)
    assert done.status == 0, done.out
    for about in ("Outbox", "Requests", "Digests"):
        assert marks(done, about) == "!", done.out
    assert marks(done, "People") == ""
    assert "`vigil deliveries`" in says(done, "Digests")


def test_a_platform_that_refuses_us(tmp_path: Path, database_url: str, store: SqlStore) -> None:
    with store.write() as uow:
        uow.refusals.keep(Platform.SLACK, "token_revoked", SystemClock().now())
    done = vigil("doctor", "--database", database_url, folder=tmp_path)
    assert (done.status, marks(done, "Slack")) == (1, "✗")
    assert "token_revoked" in says(done, "Slack")


def test_a_clock_in_the_past(tmp_path: Path, database_url: str, store: SqlStore) -> None:
    with store.write() as uow:
        later = SystemClock().now() + timedelta(days=1)
        uow.connection.execute(update(planner).values(planned_until=later))
    done = vigil("doctor", "--database", database_url, folder=tmp_path)
    assert (done.status, marks(done, "Clock")) == (1, "✗")


def test_both_platforms_in_good_health(tmp_path: Path, url: str) -> None:
    async def scene() -> Done:
        async with SlackDouble() as slack, TelegramDouble() as telegram:
            return await asyncio.to_thread(
                examined,
                tmp_path,
                database_url=url,
                port=str(free_port()),
                slack_bot_token=slack.bot_token,
                slack_app_token=slack.app_token,
                slack_api_url=slack.base_url,
                telegram_token=telegram.token,
                telegram_api_url=telegram.base_url.removesuffix("/bot"),
            )

    done = run(scene())
    assert done.status == 0, done.out
    assert marks(done, "Slack") == "✓✓✓"
    assert marks(done, "Telegram") == "✓✓"
    assert marks(done, "Port") == "✓"
    assert "double-bot-token" not in done.out + done.told


def test_tokens_that_are_refused_and_scopes_that_lack(tmp_path: Path, url: str) -> None:
    async def scene() -> tuple[Done, Done]:
        bare = SlackIdentity(scopes="chat:write,commands,im:history")
        async with SlackDouble(bare) as slack, TelegramDouble() as telegram:
            settings = {
                "database_url": url,
                "slack_api_url": slack.base_url,
                "telegram_api_url": telegram.base_url.removesuffix("/bot"),
            }
            refused = await asyncio.to_thread(
                examined,
                tmp_path,
                **settings,
                slack_bot_token="xoxb-hunter2",
                slack_app_token="xapp-hunter2",
                telegram_token="42:hunter2",
            )
            lacking = await asyncio.to_thread(
                examined,
                tmp_path,
                **settings,
                slack_bot_token=slack.bot_token,
                slack_signing_secret=slack.signing_secret,
            )
            return refused, lacking

    refused, lacking = run(scene())
    assert refused.status == 1
    assert marks(refused, "Slack") == "✗✗"
    assert "VIGIL_SLACK_APP_TOKEN" in says(refused, "Slack")
    assert marks(refused, "Telegram") == "✗"
    assert "hunter2" not in refused.out + refused.told
    assert lacking.status == 1
    assert marks(lacking, "Slack") == "✓✗!!"
    assert "users:read" in says(lacking, "Slack")
    assert "groups:history" in says(lacking, "Slack")


def test_platforms_that_can_not_be_reached(tmp_path: Path, url: str) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    done = vigil(
        "doctor",
        folder=tmp_path,
        database_url=url,
        slack_bot_token="xoxb-1",
        slack_signing_secret="s3cr3t-of-the-hook",
        slack_api_url=f"{nowhere}/api/",
        telegram_token="42:hunter2",
        telegram_api_url=nowhere,
    )
    assert done.status == 1
    assert "can't be reached" in says(done, "Slack")
    assert "can't be reached" in says(done, "Telegram")
    assert not [secret for secret in SECRETS if secret in done.out + done.told]


def test_the_public_address_leads_here_and_the_webhook_is_set(tmp_path: Path, url: str) -> None:
    port = free_port()

    async def scene() -> tuple[Done, Done]:
        async with TelegramDouble() as telegram:
            settings = {
                "database_url": url,
                "port": str(port),
                "public_url": f"http://127.0.0.1:{port}",
                "telegram_token": telegram.token,
                "telegram_webhook_secret": "s3cr3t-of-the-hook",
                "telegram_api_url": telegram.base_url.removesuffix("/bot"),
            }

            def ask() -> Done:
                return examined(tmp_path, "--json", **settings)

            before = await asyncio.to_thread(ask)
            async with serving(**settings):
                await until(lambda: "setWebhook" in [call.method for call in telegram.calls], 30)
                return before, await asyncio.to_thread(ask)

    before, after = (
        {(one["about"], one["level"]) for one in map(json.loads, done.out.splitlines())}
        for done in run(scene(), seconds=90)
    )
    assert {("Port", "fine"), ("Public address", "wrong"), ("Telegram webhook", "note")} <= before
    assert {("Port", "fine"), ("Public address", "fine"), ("Telegram webhook", "fine")} <= after


def test_a_port_that_another_program_has(tmp_path: Path, url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = vigil(
            "doctor",
            folder=tmp_path,
            database_url=url,
            port=str(port),
            telegram_token="42:hunter2",
            telegram_api_url=f"http://127.0.0.1:{free_port()}",
        )
    assert marks(done, "Port") == "✗"
    assert done.status == 1


def test_it_names_nobody_and_quotes_nothing(tmp_path: Path, url: str) -> None:
    engine = open_engine(url)
    now = SystemClock().now()
    with SqlStore(engine).write() as uow:
        uow.subscriptions.put(a_subscription("70819650", state=SubscriptionState.PAUSED))
        asked = replace(REQUEST, key="telegram:70819651", text="shibboleth for wilhelmina")
        uow.inbox.record(asked, now - timedelta(days=1))
        uow.refusals.keep(Platform.TELEGRAM, "401", now)
    engine.dispose()
    done = vigil("doctor", "--database", url, folder=tmp_path)
    told = (done.out + done.told).casefold()
    assert marks(done, "Requests") == "!"
    for word in ("70819650", "70819651", "shibboleth", "wilhelmina", "azman", "mys-0012"):
        assert word not in told
