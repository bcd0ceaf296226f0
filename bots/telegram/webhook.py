"""Updates that Telegram posts to us: answered 200 when they are handled, and not before."""

import hmac
import json
from collections.abc import Mapping
from typing import Final

import structlog
from aiohttp import web

from bots.telegram.polling import Take

log = structlog.get_logger()

WEBHOOK_PATH: Final = "/telegram"
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the name of a header


class Webhook:
    """The route. Telegram sends again, for up to a day, what is not answered with 2xx."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._take: Take | None = None

    def open(self, take: Take) -> None:
        """From now on updates are taken."""
        self._take = take

    def close(self) -> None:
        """From now on Telegram is asked to come again."""
        self._take = None

    async def answer(self, request: web.Request) -> web.Response:
        """401 without the secret, 400 for what is no update, 503 for what should come again."""
        shown = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(shown, self._secret):
            log.warning("telegram_wrong_secret")
            return web.Response(status=401)
        update = _update(await request.read())
        if update is None:
            return web.Response(status=400)
        take = self._take
        handled = take is not None and await take(update)
        return web.Response(status=200 if handled else 503)


def _update(body: bytes) -> Mapping[str, object] | None:
    try:
        update = json.loads(body)
    except ValueError:
        return None
    return update if isinstance(update, dict) and "update_id" in update else None
