"""What the operator sets: the only place that reads the environment."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bots.only import Only
from core.domain.clocks import USUAL, Calendar, Terms, holidays_of
from core.domain.keeping import LEAST_DAYS, Keeping
from core.domain.keeping import USUAL as KEPT
from core.domain.people import Platform

PREFIX = "VIGIL_"
DEFAULT_DATABASE = "sqlite:///vigil.db"
NO_SECRET = SecretStr("")

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SLACK_BOT = re.compile(r"(xoxe\.)?xoxb-[A-Za-z0-9-]+")
_SLACK_APP = re.compile(r"xapp-[A-Za-z0-9-]+")
_TELEGRAM = re.compile(r"\d+:[A-Za-z0-9_-]+")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""core.telegram.org/bots/api#setwebhook, secret_token."""
_MUST_BE: Final[Mapping[str, str]] = {
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be {expected}",
    "value_error": "{error}",
}
"""By the types of errors in pydantic's documentation."""


class Settings(BaseSettings):
    """Everything that can be set; each is the environment variable VIGIL_ and its name."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True
    )

    database_url: str = Field(
        default=DEFAULT_DATABASE,
        repr=False,
        description="The database: `sqlite:///file`, or `postgresql://user:password@host/name` "
        "where several processes or machines share the work.",
    )
    slack_bot_token: SecretStr = Field(
        default=NO_SECRET, description="Slack's bot token, `xoxb-…`. Setting it turns Slack on."
    )
    slack_app_token: SecretStr = Field(
        default=NO_SECRET,
        description="Slack's app-level token, `xapp-…`, for Socket Mode: no public address needed.",
    )
    slack_signing_secret: SecretStr = Field(
        default=NO_SECRET,
        description="Slack's signing secret, for HTTP mode: used when there is no app-level token.",
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/", description="Slack's Web API, or one of your own."
    )
    telegram_token: SecretStr = Field(
        default=NO_SECRET,
        description="The token that Telegram's BotFather gave, `123456:…`. It turns Telegram on.",
    )
    telegram_api_url: str = Field(
        default="https://api.telegram.org",
        description="Telegram's Bot API, or a local server of it.",
    )
    telegram_webhook_secret: SecretStr = Field(
        default=NO_SECRET,
        description="A secret of your own, 1 to 256 of `A-Z a-z 0-9 _ -`, by which Telegram's "
        "calls are known. Needed with a public address.",
    )
    public_url: str = Field(
        default="",
        description="The https address under which this process is reached from outside. Without "
        "one, Telegram is asked for news (polling).",
    )
    host: str = Field(
        default="127.0.0.1",
        description="The address on which HTTP is served. The default is reached from this machine "
        "alone: health and metrics are nothing for the outside.",
    )
    port: int = Field(
        default=8080,
        ge=0,
        le=65535,
        description="The port on which HTTP is served: health, metrics, and what platforms post. "
        "0 for none.",
    )
    telegram_rate: int = Field(
        default=30,
        ge=0,
        description="How many messages a second the whole bot sends on Telegram at most, all "
        "processes together; 0 for no limit, not even by chat.",
    )
    slack_rate: int = Field(
        default=5,
        ge=0,
        description="How many messages a second the app posts in the Slack workspace at most, all "
        "processes together; 0 for no limit, not even by channel.",
    )
    inbound_limit: int = Field(
        default=20,
        ge=0,
        description="How many messages and presses a minute are answered to each person, and in "
        "each conversation; 0 for no limit.",
    )
    holidays: str = Field(
        default="",
        description="The days, beside Saturdays and Sundays, that are not worked and so do not "
        "count in the clocks of feedback, as `2010-12-24, 2010-12-27`.",
    )
    acknowledge_days: int = Field(
        default=USUAL.acknowledge,
        ge=1,
        description="In how many working days feedback is to be acknowledged.",
    )
    answer_days: int = Field(
        default=USUAL.answer,
        ge=1,
        description="In how many working days feedback is to be answered.",
    )
    appeal_days: int = Field(
        default=USUAL.appeal,
        ge=1,
        description="For how many working days a section can appeal against an answer; then it "
        "counts as accepted.",
    )
    ruling_days: int = Field(
        default=USUAL.rule,
        ge=1,
        description="In how many working days an appeal is to be ruled on.",
    )
    notice_days: int = Field(
        default=USUAL.notice,
        ge=1,
        description="For how many days the committed sections can question that a prisoner of "
        "conscience is to be taken out of active work.",
    )
    keep_days: int = Field(
        default=KEPT.bodies.days,
        ge=1,
        description="For how many days the text of a message is kept once nobody waits for it.",
    )
    keep_deliveries_days: int = Field(
        default=KEPT.deliveries.days,
        ge=LEAST_DAYS,
        description="For how many days is kept that a message was sent, when and where to.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO",
        description="How much is logged to standard error: DEBUG, INFO, WARNING or ERROR.",
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("holidays")
    @classmethod
    def _are_days(cls, holidays: str) -> str:
        try:
            holidays_of(holidays)
        except ValueError as error:
            text = "must be days as 2010-12-24, with commas between"
            raise ValueError(text) from error
        return holidays

    @property
    def terms(self) -> Terms:
        """The clocks of feedback."""
        return Terms(
            self.acknowledge_days,
            self.answer_days,
            self.appeal_days,
            self.ruling_days,
            Calendar(holidays_of(self.holidays)),
            self.notice_days,
        )

    @property
    def rates(self) -> Mapping[Platform, int]:
        """Messages a second, by platform; 0 for no limit."""
        return {Platform.TELEGRAM: self.telegram_rate, Platform.SLACK: self.slack_rate}

    @property
    def keeping(self) -> Keeping:
        """How long is kept what nobody waits for."""
        return Keeping(timedelta(days=self.keep_days), timedelta(days=self.keep_deliveries_days))

    @property
    def slack(self) -> bool:
        """Whether Slack is served."""
        return is_set(self.slack_bot_token)

    @property
    def slack_over_http(self) -> bool:
        """Whether Slack calls us, instead of being listened to over a socket."""
        return self.slack and not is_set(self.slack_app_token)

    @property
    def telegram(self) -> bool:
        """Whether Telegram is served."""
        return is_set(self.telegram_token)

    @property
    def telegram_webhook(self) -> bool:
        """Whether Telegram calls us, instead of being asked."""
        return self.telegram and bool(self.public_url)

    @property
    def needs_port(self) -> bool:
        """Whether a platform calls us."""
        return self.slack_over_http or self.telegram_webhook


def is_set(secret: SecretStr) -> bool:
    """Whether a secret has a value."""
    return bool(secret.get_secret_value())


def read_settings() -> tuple[Settings, list[str]]:
    """The settings, and what is wrong with single values; those have their default then.

    No message holds a value: it may be a secret that was put into the wrong variable.
    """
    try:
        return Settings(), []
    except ValidationError as error:
        wrong = {str(e["loc"][0]): _plainly(e) for e in error.errors(include_input=False)}
    fields = Settings.model_fields
    defaults = {name: fields[name].default for name in wrong}
    return Settings(**defaults), [f"{_name(n)}: {text}." for n, text in sorted(wrong.items())]


def asks_slack(settings: Settings) -> bool:
    """Whether there is what looks like Slack's bot token."""
    return bool(_SLACK_BOT.fullmatch(settings.slack_bot_token.get_secret_value()))


def asks_telegram(settings: Settings) -> bool:
    """Whether there is what looks like Telegram's token."""
    return bool(_TELEGRAM.fullmatch(settings.telegram_token.get_secret_value()))


def problems(settings: Settings, only: Only | None = None) -> list[str]:
    """All that keeps `vigil run` from starting, each with what to do. No message holds a value.

    A process that only sends needs no secrets of what comes in.
    """
    takes_in = only is not Only.SCHEDULER
    return [
        *_no_platform(settings),
        *_tokens(settings),
        *(_slack(settings) if takes_in else ()),
        *(_telegram(settings) if takes_in else ()),
        *(_no_port(settings) if takes_in else ()),
        *_addresses(settings),
        *database_problems(settings.database_url),
    ]


def _plainly(wrong: ErrorDetails) -> str:
    """What a value must be, without the value."""
    plain = _MUST_BE.get(wrong["type"])
    return plain.format(**wrong.get("ctx", {})) if plain else wrong["msg"]


def _name(field: str) -> str:
    return PREFIX + field.upper()


def _no_platform(settings: Settings) -> Iterator[str]:
    if not settings.slack and not settings.telegram:
        yield (
            "No platform is configured: set VIGIL_SLACK_BOT_TOKEN or VIGIL_TELEGRAM_TOKEN "
            "(or both). To try Vigil without either, use `vigil chat`."
        )


def _tokens(settings: Settings) -> Iterator[str]:
    slack, telegram = settings.slack_bot_token, settings.telegram_token
    if is_set(slack) and not asks_slack(settings):
        yield (
            "VIGIL_SLACK_BOT_TOKEN is no bot token: copy the one that begins with xoxb- "
            "from your app's page, OAuth & Permissions."
        )
    if is_set(telegram) and not asks_telegram(settings):
        yield (
            "VIGIL_TELEGRAM_TOKEN is no bot token: copy it whole from BotFather, digits, "
            "a colon and letters."
        )


def _slack(settings: Settings) -> Iterator[str]:
    bot, app = settings.slack_bot_token, settings.slack_app_token
    signing = settings.slack_signing_secret
    if is_set(app) and not _SLACK_APP.fullmatch(app.get_secret_value()):
        yield (
            "VIGIL_SLACK_APP_TOKEN is no app-level token: copy the one that begins with xapp- "
            "from your app's page, Basic Information."
        )
    if is_set(bot) and not is_set(app) and not is_set(signing):
        yield (
            "Slack needs a second secret: set VIGIL_SLACK_APP_TOKEN (Socket Mode, no public "
            "address) or VIGIL_SLACK_SIGNING_SECRET (HTTP)."
        )
    if not is_set(bot) and (is_set(app) or is_set(signing)):
        yield "Slack is half configured: set VIGIL_SLACK_BOT_TOKEN, too, or unset the others."


def _telegram(settings: Settings) -> Iterator[str]:
    token, secret = settings.telegram_token, settings.telegram_webhook_secret
    if is_set(secret) and not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
        yield (
            "VIGIL_TELEGRAM_WEBHOOK_SECRET may have 1 to 256 characters of A-Z, a-z, 0-9, "
            "_ and - only: choose another."
        )
    if is_set(secret) and not settings.public_url:
        yield (
            "A Telegram webhook needs an address: set VIGIL_PUBLIC_URL, or unset "
            "VIGIL_TELEGRAM_WEBHOOK_SECRET to ask Telegram for news instead."
        )
    if settings.telegram_webhook and not is_set(secret):
        yield (
            "A Telegram webhook needs a secret: set VIGIL_TELEGRAM_WEBHOOK_SECRET, or unset "
            "VIGIL_PUBLIC_URL to ask Telegram for news instead."
        )
    if is_set(secret) and not is_set(token):
        yield "Telegram is half configured: set VIGIL_TELEGRAM_TOKEN, too, or unset its secret."


def _no_port(settings: Settings) -> Iterator[str]:
    if settings.needs_port and not settings.port:
        yield "VIGIL_PORT is 0, but a platform is to call this process: set it to a port."


def _addresses(settings: Settings) -> Iterator[str]:
    if settings.public_url:
        url = _split(settings.public_url)
        if url is None or not _is_reachable(url):
            yield (
                "VIGIL_PUBLIC_URL must be an https address such as https://vigil.example.org: "
                "put a proxy with a certificate in front (http is for this machine itself only)."
            )
        elif url.query or url.fragment:
            yield "VIGIL_PUBLIC_URL must end with its host or path: remove what follows ? or #."
    for field in ("slack_api_url", "telegram_api_url"):
        url = _split(getattr(settings, field))
        if url is None or not url.hostname or url.scheme not in ("http", "https"):
            yield f"{_name(field)} must be an http or https address: correct or unset it."


def _is_reachable(url: SplitResult) -> bool:
    loopback = url.scheme == "http" and url.hostname in LOOPBACK
    return bool(url.hostname) and (url.scheme == "https" or loopback)


def _split(text: str) -> SplitResult | None:
    """The parts of an address; None if it is none."""
    try:
        url = urlsplit(text)
        url.port  # noqa: B018  raises where it is no port
    except ValueError:
        return None
    return url


def database_problems(url: str) -> list[str]:
    """What is wrong with the address of the database."""
    scheme, found, rest = url.partition(":///")
    if scheme == "sqlite" and found:
        if rest and not rest.startswith(":memory:"):
            return []
        return ["VIGIL_DATABASE_URL names no file: write it as sqlite:///vigil.db."]
    if url.startswith(("postgresql://", "postgresql+psycopg://")) and _split(url) is not None:
        return []
    return [
        (
            "VIGIL_DATABASE_URL is no database that Vigil knows: write sqlite:///vigil.db "
            "or postgresql://user:password@host/name."
        )
    ]
