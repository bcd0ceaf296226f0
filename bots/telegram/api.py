"""The Bot API calls that carry the traffic: JSON in, JSON out, over the library's request.

`telegram.Bot` parses the message that each send answers with into objects that nobody here reads:
two thirds of what a send costs. The rare calls (menus, webhook, who am I) go through `Bot`.
"""

import json
from collections.abc import Mapping
from typing import Final

from telegram.request import BaseRequest, RequestData

# The library builds its requests of these and offers no other way to fill a RequestData.
from telegram.request._requestparameter import RequestParameter

from bots.telegram.packing import TelegramMessage

_NO_PREVIEW: Final = json.dumps({"is_disabled": True})

Parameters = Mapping[str, object]


class Api:
    """One bot's calls. `base_url` ends with the token."""

    def __init__(self, request: BaseRequest, base_url: str) -> None:
        self._request = request
        self._base_url = base_url

    async def call(
        self, method: str, parameters: Parameters, *, read_timeout: float | None = None
    ) -> object:
        """The result of one call.

        Raises:
            TelegramError: refused by the server, or lost on the way.
        """
        data = RequestData(
            [RequestParameter(name, value, None) for name, value in parameters.items()]
        )
        url = f"{self._base_url}/{method}"
        if read_timeout is None:
            return await self._request.post(url, data)
        return await self._request.post(url, data, read_timeout=read_timeout)


def text_parameters(message: TelegramMessage, *, plain: bool = False) -> dict[str, str]:
    """A message's text and keyboard, as sendMessage and editMessageText take them.

    The keyboard is JSON already, so that it need not be made anew for each of many readers.
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
    return parameters
