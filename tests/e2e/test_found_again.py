"""A sender is killed between its post and its record: the message is found, and can be stopped."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from bots.world import SystemClock
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.ports_notices import Reach
from core.usecases.retraction import stop_action
from storage.portfolio import put_cases
from storage.tables_messages import deliveries, outbox
from storage.types import Result
from tests.adapters.console_stage import CASES, furnish
from tests.adapters.slack_harness import until
from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_text import plain
from tests.e2e.test_run import PATIENCE, serving, told_when_stopped
from tests.e2e.test_stopping import opened

NEWS = Notice(NoticeKind.CASE_REOPENED, "news:1", case="MYS-0012")


def tell(url: str) -> None:
    """A member of the workspace is to hear of a case."""
    now = SystemClock().now()
    with opened(url) as store, store.write() as uow:
        uow.people.add("p1", Identity(Platform.SLACK, "T0HOME:U0MEMBER"), now)
        uow.reach.use("p1", Reach(Address(Platform.SLACK, "U0MEMBER"), "UTC", "en"), now)
        assert uow.notices.tell(NEWS, To(("p1",)), now) == 1


def end_its_lease(url: str) -> None:
    """As if the time that its sender had were over."""
    with opened(url) as store, store.write() as uow:
        over = SystemClock().now() - timedelta(seconds=1)
        uow.connection.execute(update(outbox).where(outbox.c.sending).values(available_at=over))


def stop(url: str) -> None:
    paused = replace(CASES[0], paused=True)
    with opened(url) as store, store.write() as uow:
        put_cases(uow.connection, [paused])
        stop_action(uow, paused, SystemClock().now())


def done(url: str) -> Sequence[tuple[str, str]]:
    with opened(url) as store, store.read() as uow:
        rows = uow.connection.execute(select(deliveries.c.result, deliveries.c.message))
        return [(row.result, row.message) for row in rows]


def test_a_message_whose_sender_died_is_taken_back_when_its_case_is_stopped(
    database_url: str,
) -> None:
    furnish(database_url)

    async def scene() -> None:
        async with SlackDouble() as slack:
            settings = {
                "database_url": database_url,
                "slack_bot_token": slack.bot_token,
                "slack_app_token": slack.app_token,
                "slack_api_url": slack.base_url,
            }
            slack.fail_next("chat.postMessage", "delay", seconds=60)
            tell(database_url)
            async with serving("--only", "scheduler", **settings) as first:
                await until(lambda: any(slack.messages.values()), PATIENCE)
                first.kill()
                await first.wait()
            end_its_lease(database_url)
            [(message,)] = [posted for posted in slack.messages.values() if posted]
            assert "MYS-0012" in plain(message)
            async with serving("--only", "scheduler", **settings) as second:
                await until(lambda: bool(done(database_url)), PATIENCE)
                assert done(database_url) == [(Result.DELIVERED, message.ts)]
                stop(database_url)
                await until(lambda: "taken back" in text_of(slack), PATIENCE)
                await told_when_stopped(second)
            assert "MYS-0012" not in text_of(slack)
            assert slack.violations == []

    run(scene(), seconds=120)


def text_of(slack: SlackDouble) -> str:
    return "\n".join(plain(message) for posted in slack.messages.values() for message in posted)
