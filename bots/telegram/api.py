"""The Bot API calls that carry the traffic: JSON in, JSON out, over the same transport.

`telegram.Bot` parses the message that each send answers with into objects that nobody here reads:
two thirds of what a send costs. The rare calls (menus, webhook, who am I) go through `Bot`.
"""

import json
from collections.abc import Mapping
from typing import Final

from bots.telegram.packing import TelegramMessage
from bots.telegram.transport import AiohttpRequest

_NO_PREVIEW: Final = json.dumps({"is_disabled": True})

Parameters = Mapping[str, object]


class Api:
    """One bot's calls. `base_url` ends with the token."""

    def __init__(self, request: AiohttpRequest, base_url: str) -> None:
        self._request = request
        self._base_url = base_url

    async def call(
        self,
        method: str,
        parameters: Parameters,
        said: bytes = b"",
        *,
        read_timeout: float | None = None,
    ) -> object:
        """The result of one call; `said` are further parameters, as `text_body` makes them.

        Raises:
            TelegramError: refused by the server, or lost on the way.
        """
        body = _encoded(parameters)
        if said:
            body = body[:-1] + b", " + said[1:]
        return await self._request.post_json(f"{self._base_url}/{method}", body, read_timeout)


def text_body(message: TelegramMessage, *, plain: bool = False) -> bytes:
    """A message's text and keyboard, as sendMessage and editMessageText take them, as JSON.

    So it need not be made anew for each of many readers.
    """
    parameters = {
        "text": message.plain if plain else message.html,
        "link_preview_options": _NO_PREVIEW,
    }
    if not plain:
        parameters["parse_mode"] = "HTML"
    if message.keyboard:
        rows = [
            [{"text": button.label, button.kind: button.token} for button in row]
            for row in message.keyboard
        ]
        parameters["reply_markup"] = json.dumps({"inline_keyboard": rows})
    return _encoded(parameters)


def _encoded(parameters: Parameters) -> bytes:
    texts = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in parameters.items()
    }
    return json.dumps(texts).encode()
