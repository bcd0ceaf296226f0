from datetime import date

import pytest
from pydantic import SecretStr

from bots.only import Only
from bots.settings import PREFIX, Settings, problems, read_settings
from core.domain.clocks import USUAL

BOT = SecretStr("xoxb-1-2-abc")
APP = SecretStr("xapp-1-A1-2-abc")
TELEGRAM = SecretStr("123456:AAF-abc_DEF")


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(PREFIX + field.upper(), raising=False)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(slack_bot_token=BOT, slack_app_token=APP),
        Settings(slack_bot_token=BOT, slack_signing_secret=SecretStr("8f742231b10e8888abcd")),
        Settings(telegram_token=TELEGRAM),
        Settings(telegram_token=TELEGRAM, telegram_api_url="http://telegram-bot-api:8081"),
        Settings(
            telegram_token=TELEGRAM,
            telegram_webhook_secret=SecretStr("a" * 256),
            public_url="https://vigil.example.org/bot",
        ),
        Settings(
            telegram_token=TELEGRAM,
            telegram_webhook_secret=SecretStr("s"),
            public_url="http://127.0.0.1:8080",
        ),
        Settings(telegram_token=TELEGRAM, database_url="postgresql://vigil:pw@db/vigil"),
        Settings(telegram_token=TELEGRAM, database_url="postgresql:///vigil"),
    ],
)
def test_what_can_run_has_no_problems(settings: Settings) -> None:
    assert problems(settings) == []


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(), ["No platform is configured"]),
        (Settings(slack_bot_token=BOT), ["VIGIL_SLACK_APP_TOKEN (Socket Mode"]),
        (Settings(slack_bot_token=APP, slack_app_token=APP), ["begins with xoxb-"]),
        (Settings(slack_bot_token=BOT, slack_app_token=BOT), ["begins with xapp-"]),
        (Settings(slack_app_token=APP, telegram_token=TELEGRAM), ["Slack is half configured"]),
        (Settings(telegram_token=SecretStr("AAF-abc")), ["copy it whole from BotFather"]),
        (
            Settings(telegram_token=TELEGRAM, telegram_webhook_secret=SecretStr("a" * 257)),
            ["1 to 256 characters", "set VIGIL_PUBLIC_URL"],
        ),
        (
            Settings(telegram_token=TELEGRAM, public_url="https://vigil.example.org"),
            ["set VIGIL_TELEGRAM_WEBHOOK_SECRET"],
        ),
        (
            Settings(
                telegram_token=TELEGRAM,
                telegram_webhook_secret=SecretStr("s"),
                public_url="http://vigil.example.org",
            ),
            ["must be an https address"],
        ),
        (
            Settings(
                telegram_token=TELEGRAM,
                telegram_webhook_secret=SecretStr("s"),
                public_url="https://vigil.example.org/?a=1",
            ),
            ["remove what follows"],
        ),
        (
            Settings(slack_bot_token=BOT, slack_signing_secret=SecretStr("s"), port=0),
            ["VIGIL_PORT is 0"],
        ),
        (Settings(telegram_token=TELEGRAM, slack_api_url="slack.com"), ["VIGIL_SLACK_API_URL"]),
        (Settings(telegram_token=TELEGRAM, database_url="mysql://db"), ["no database that Vigil"]),
        (Settings(telegram_token=TELEGRAM, database_url="sqlite:///:memory:"), ["names no file"]),
        (
            Settings(telegram_token=TELEGRAM, database_url="postgresql://db:port/x"),
            ["no database that Vigil"],
        ),
    ],
)
def test_each_problem_says_what_to_do(settings: Settings, told: list[str]) -> None:
    found = problems(settings)
    assert len(found) == len(told)
    assert all(part in line for part, line in zip(told, found, strict=True))


def test_all_problems_are_told_at_once_and_no_value_is() -> None:
    secret = "hunter2hunter2"
    settings = Settings(
        slack_bot_token=SecretStr(secret),
        slack_app_token=SecretStr(secret),
        telegram_token=SecretStr(secret),
        telegram_webhook_secret=SecretStr(f"{secret}!"),
        public_url=f"ftp://{secret}",
        slack_api_url=secret,
        telegram_api_url=secret,
        database_url=f"oracle://me:{secret}@db",
    )
    found = problems(settings)
    assert len(found) == 8
    assert secret not in "\n".join(found)
    for field in ("slack_bot_token", "slack_app_token", "telegram_token", "database_url"):
        assert f"{field}='{secret}" not in repr(settings)
    assert f":{secret}@" not in repr(settings)


def test_the_environment_is_read_and_an_empty_value_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VIGIL_TELEGRAM_TOKEN", TELEGRAM.get_secret_value())
    monkeypatch.setenv("VIGIL_SLACK_BOT_TOKEN", "")
    monkeypatch.setenv("VIGIL_LOG_LEVEL", "debug")
    settings, wrong = read_settings()
    assert wrong == []
    assert settings.telegram
    assert not settings.slack
    assert settings.log_level == "DEBUG"


def test_a_value_of_another_kind_is_told_without_itself_beside_the_other_problems(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VIGIL_PORT", "hunter2")
    monkeypatch.setenv("VIGIL_LOG_LEVEL", "hunter2")
    settings, wrong = read_settings()
    assert [line.partition(":")[0] for line in wrong] == ["VIGIL_LOG_LEVEL", "VIGIL_PORT"]
    assert "hunter2" not in "\n".join(wrong)
    assert settings.port == 8080
    assert len(problems(settings)) == 1


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_is_in_its_range(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("VIGIL_PORT", port)
    _, wrong = read_settings()
    assert len(wrong) == 1


def test_a_process_that_only_sends_needs_no_secrets_of_what_comes_in() -> None:
    assert problems(Settings(slack_bot_token=BOT), Only.SCHEDULER) == []
    public = Settings(telegram_token=TELEGRAM, public_url="https://vigil.example.org")
    assert problems(public, Only.SCHEDULER) == []
    assert problems(public, Only.BOTS) != []
    (told,) = problems(Settings(slack_bot_token=APP), Only.SCHEDULER)
    assert "begins with xoxb-" in told


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_clocks_of_feedback(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().terms == USUAL
    for name, value in (("HOLIDAYS", "2010-12-24, 2010-12-27"), ("ANSWER_DAYS", "10")):
        monkeypatch.setenv(PREFIX + name, value)
    terms = Settings().terms
    assert (terms.answer, terms.rule) == (10, USUAL.rule)
    assert terms.calendar.holidays == {date(2010, 12, 24), date(2010, 12, 27)}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("HOLIDAYS", "24 December", "must be days as 2010-12-24"),
        ("RULING_DAYS", "0", "must be 1 or more."),
        ("RULING_DAYS", "soon", "must be a whole number."),
    ],
)
def test_clocks_that_can_not_be_are_told(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    settings, wrong = read_settings()
    assert settings.terms == USUAL
    assert len(wrong) == 1
    assert told in wrong[0]
    assert PREFIX + name in wrong[0]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "99999", "VIGIL_PORT: must be 65535 or less."),
        ("LOG_LEVEL", "LOUD", "VIGIL_LOG_LEVEL: must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'."),
        ("HOLIDAYS", "soon", "VIGIL_HOLIDAYS: must be days as 2010-12-24, with commas between."),
    ],
)
def test_what_a_value_must_be_is_told_without_the_words_of_a_library(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    assert read_settings()[1] == [told]
