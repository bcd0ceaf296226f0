"""Telegram's token, and how it brings us its updates."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from telegram.error import InvalidToken, TelegramError

from bots.doctor.finding import Finding, fine, note, wrong
from bots.settings import Settings
from bots.telegram.api import Api
from bots.telegram.transport import AiohttpRequest, NotWrittenError, PossiblySentError
from bots.telegram.webhook import WEBHOOK_PATH
from core.ports import Clock

TELEGRAM: Final = "Telegram"
WEBHOOK: Final = "Telegram webhook"
PATIENCE: Final = 10.0
MANY: Final = 100
"""So many updates should not wait for us."""
LATELY: Final = timedelta(hours=1)


async def examine(settings: Settings, clock: Clock) -> list[Finding]:
    """Ask Telegram who we are, and where it brings its updates."""
    request = AiohttpRequest()
    await request.initialize()
    token = settings.telegram_token.get_secret_value()
    api = Api(request, f"{settings.telegram_api_url.rstrip('/')}/bot{token}")
    try:
        await api.call("getMe", {}, read_timeout=PATIENCE)
        hook = await api.call("getWebhookInfo", {}, read_timeout=PATIENCE)
    except InvalidToken:
        return [
            wrong(
                TELEGRAM,
                "does not take the token.",
                "Copy it anew from @BotFather into VIGIL_TELEGRAM_TOKEN.",
            )
        ]
    except TelegramError as error:
        return [
            wrong(
                TELEGRAM,
                f"can't be reached ({_how(error)}).",
                "See the network, its proxy, and VIGIL_TELEGRAM_API_URL.",
            )
        ]
    finally:
        await request.shutdown()
    known = fine(TELEGRAM, "takes the token.")
    return [known, *_hook(hook if isinstance(hook, Mapping) else {}, settings, clock.now())]


def _how(error: TelegramError) -> str:
    if isinstance(error, NotWrittenError):
        return "no connection"
    return "no answer" if isinstance(error, PossiblySentError) else type(error).__name__


def _hook(hook: Mapping[str, object], settings: Settings, now: datetime) -> Iterator[Finding]:
    yield _address(str(hook.get("url") or ""), settings)
    pending = hook.get("pending_update_count")
    if isinstance(pending, int) and pending > MANY:
        yield note(
            TELEGRAM, f"{pending} updates wait for us.", "See that `vigil run` runs and keeps up."
        )
    match hook:
        case {"last_error_date": int(at), "last_error_message": str(message)}:
            moment = datetime.fromtimestamp(at, UTC)
            if now - moment < LATELY:
                when = moment.isoformat(timespec="minutes")
                says = f"could not bring an update at {when}: {message}"
                yield note(WEBHOOK, says, "See that VIGIL_PUBLIC_URL leads here.")


def _address(url: str, settings: Settings) -> Finding:
    if not settings.telegram_webhook:
        if not url:
            return fine(TELEGRAM, "is asked for news (polling).")
        return note(
            WEBHOOK,
            "one is set, though this configuration polls.",
            "`vigil run` removes it at its start; see that no other program uses the token.",
        )
    if url == f"{settings.public_url.rstrip('/')}{WEBHOOK_PATH}":
        return fine(WEBHOOK, "is set to VIGIL_PUBLIC_URL.")
    says = "another address is set." if url else "no address is set yet."
    return note(WEBHOOK, says, "`vigil run` sets it at its start.")
