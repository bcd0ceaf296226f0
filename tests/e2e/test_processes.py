"""Several `vigil run` on one PostgreSQL, as an operator starts them, share the work."""

from bots.world import SystemClock
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Identity, Platform
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.adapters.console_stage import furnish
from tests.doubles.loop import run
from tests.doubles.telegram import TelegramDouble, User
from tests.e2e.test_run import PATIENCE, serving, told_when_stopped

ADA = User(7, "Ada", username="ada")
STOP = Notice(NoticeKind.STOP_ACTION, "pause:1", case="MYS-0012", again=True)


def test_one_answers_and_the_other_delivers(postgresql_url: str) -> None:
    furnish(postgresql_url)

    async def scene() -> None:
        async with TelegramDouble() as telegram:
            settings = {
                "database_url": postgresql_url,
                "telegram_token": telegram.token,
                "telegram_api_url": telegram.base_url.removesuffix("/bot"),
            }
            async with (
                serving("--only", "bots", **settings) as bots,
                serving("--only", "scheduler", **settings) as scheduler,
            ):
                await telegram.send_text(ADA, "/cases Malaysia")
                reply = await telegram.wait_for_reply(ADA.id, timeout=PATIENCE)
                assert "MYS-0012" in reply.text
                welcome = await telegram.wait_for_reply(ADA.id, after=reply, timeout=PATIENCE)
                put_down(postgresql_url)
                notice = await telegram.wait_for_reply(ADA.id, after=welcome, timeout=PATIENCE)
                assert "Stop all action on MYS-0012 now" in notice.text
                assert '"event": "delivery"' in await told_when_stopped(scheduler)
                assert '"event": "delivery"' not in await told_when_stopped(bots)

    run(scene(), seconds=120)


def test_whoever_polls_hands_over_when_it_stops(postgresql_url: str) -> None:
    furnish(postgresql_url)

    async def scene() -> str:
        async with TelegramDouble() as telegram:
            settings = {
                "database_url": postgresql_url,
                "telegram_token": telegram.token,
                "telegram_api_url": telegram.base_url.removesuffix("/bot"),
            }
            async with serving(**settings) as first:
                asked = await telegram.send_text(ADA, "/cases Malaysia")
                await telegram.wait_for_reply(ADA.id, after=asked, timeout=PATIENCE)
                async with serving(**settings) as second:
                    told = await told_when_stopped(first)
                    asked = await telegram.send_text(ADA, "/case MYS-0012")
                    reply = await telegram.wait_for_reply(ADA.id, after=asked, timeout=PATIENCE)
                    assert "MYS-0012" in reply.text
                    return told + await told_when_stopped(second)

    told = run(scene(), seconds=120)
    assert told.count('"event": "lease_taken"') == 2
    assert "telegram_conflict" not in told


def put_down(url: str) -> None:
    """Let the person whom the bot heard be told to stop."""
    engine = open_engine(url)
    with SqlStore(engine).write() as uow:
        known = uow.people.find(Identity(Platform.TELEGRAM, str(ADA.id)))
        assert known is not None
        assert uow.notices.tell(STOP, To((known.person or "",)), SystemClock().now()) == 1
    engine.dispose()
