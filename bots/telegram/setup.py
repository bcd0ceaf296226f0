"""What is told to Telegram once, before the first update: who we are, our menu, where we listen."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bots.telegram.inbound import Me
from bots.telegram.polling import ALLOWED_UPDATES
from bots.telegram.results import TokenRefusedError, retry_seconds
from bots.telegram.webhook import WEBHOOK_PATH

log = structlog.get_logger()

_FIRST_PAUSE_SECONDS: Final = 0.5
_LONGEST_PAUSE_SECONDS: Final = 30.0
_SCOPES: Final = (BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats())

Commands = Sequence[tuple[str, str]]

T = TypeVar("T")


class WebhookRefusedError(Exception):
    """Telegram refuses the public address. It must be https, on port 443, 80, 88 or 8443."""


@dataclass(frozen=True, slots=True)
class Setup:
    """How the bot is to be known. Without `public_url` updates are polled for."""

    commands: Commands
    public_url: str
    webhook_secret: str

    async def announce(self, bot: Bot) -> Me:
        """Tell Telegram, however often it takes to reach it.

        Raises:
            TokenRefusedError: Telegram does not know the token.
            WebhookRefusedError: Telegram takes no such address.
        """
        user = await _until_done(bot.get_me)
        await self._set_menus(bot)
        if not self.public_url:
            await _until_done(bot.delete_webhook)
        else:
            await self._set_webhook(bot)
        return Me(user.id, user.username or "")

    async def _set_menus(self, bot: Bot) -> None:
        menu = [BotCommand(name, description) for name, description in self.commands]
        for scope in _SCOPES if menu else ():
            try:
                await _until_done(partial(bot.set_my_commands, menu, scope))
            except BadRequest as error:
                log.error("telegram_menu_refused", reason=error.message)  # noqa: TRY400  no trace

    async def _set_webhook(self, bot: Bot) -> None:
        url = f"{self.public_url.rstrip('/')}{WEBHOOK_PATH}"
        call = partial(
            bot.set_webhook,
            url,
            secret_token=self.webhook_secret,
            allowed_updates=ALLOWED_UPDATES,
        )
        try:
            await _until_done(call)
        except BadRequest as error:
            raise WebhookRefusedError(f"{WebhookRefusedError.__doc__} ({error.message})") from None


async def _until_done(call: Callable[[], Awaitable[T]]) -> T:
    """The result of a call that may be repeated, tried until Telegram can be reached."""
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            return await call()
        except BadRequest:
            raise
        except InvalidToken:
            # "from None": the library's text may hold the token.
            raise TokenRefusedError(TokenRefusedError.__doc__) from None
        except RetryAfter as error:
            wait = retry_seconds(error)
        except TelegramError as error:
            log.warning("telegram_unreachable", error=type(error).__name__)
            wait = pause
        await asyncio.sleep(wait)
        pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
