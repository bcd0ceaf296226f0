"""Everything that is looked at, in the order in which it is needed."""

from collections.abc import AsyncIterator, Iterator
from typing import Final

from bots.doctor import places, records
from bots.doctor.finding import Finding, fine, note, wrong
from bots.settings import Settings, asks_slack, asks_telegram, database_problems, problems
from core.ports import Clock

SETTINGS: Final = "Settings"


async def examination(
    settings: Settings, misread: list[str], clock: Clock
) -> AsyncIterator[Finding]:
    """Look at everything. `misread` is what is wrong with single values of the environment.

    Platforms are asked where there is what looks like their token, and nothing is changed anywhere.
    """
    for found in _settings(settings, misread):
        yield found
    if not database_problems(settings.database_url):
        for found in records.examine(settings, clock):
            yield found
    if asks_slack(settings):
        from bots.doctor import slack  # noqa: PLC0415  a platform's libraries take long

        for found in await slack.examine(settings):
            yield found
    if asks_telegram(settings):
        from bots.doctor import telegram  # noqa: PLC0415  as above

        for found in await telegram.examine(settings, clock):
            yield found
    if settings.slack or settings.telegram:
        for found in await places.examine(settings):
            yield found


def _settings(settings: Settings, misread: list[str]) -> Iterator[Finding]:
    if not (settings.slack or settings.telegram):
        yield note(
            SETTINGS,
            "no platform is configured.",
            "Set VIGIL_SLACK_BOT_TOKEN or VIGIL_TELEGRAM_TOKEN before `vigil run`.",
        )
        wrongs = [*misread, *database_problems(settings.database_url)]
    else:
        wrongs = [*misread, *problems(settings)]
    yield from (wrong(SETTINGS, line) for line in wrongs)
    if not wrongs and (settings.slack or settings.telegram):
        yield fine(SETTINGS, f"nothing is wrong with them; {_listening(settings)}")


def _listening(settings: Settings) -> str:
    slack = "by HTTP" if settings.slack_over_http else "by Socket Mode"
    telegram = "by webhook" if settings.telegram_webhook else "by polling"
    used = [
        *([f"Slack {slack}"] if settings.slack else []),
        *([f"Telegram {telegram}"] if settings.telegram else []),
    ]
    return f"{', '.join(used)}."
