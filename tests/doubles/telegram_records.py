"""Who takes part in a conversation with the Telegram double, and what it noted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tests.doubles.telegram_html import Json

ChatType = Literal["private", "group", "supergroup", "channel"]
MemberStatus = Literal["creator", "administrator", "member", "left", "kicked"]


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot."""

    id: int
    first_name: str = "Ada"
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            **_given(
                last_name=self.last_name,
                username=self.username,
                language_code=self.language_code,
            ),
        }

    def private_chat(self) -> "Chat":
        return Chat(self.id, "private", self.first_name, self.username)


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation; `title` is the first name of whom a private one is with."""

    id: int
    chat_type: ChatType = "private"
    title: str = "Ada"
    username: str | None = None
    is_forum: bool = False

    def to_json(self) -> Json:
        name = "first_name" if self.chat_type == "private" else "title"
        return {
            "id": self.id,
            "type": self.chat_type,
            name: self.title,
            **_given(username=self.username, is_forum=self.is_forum or None),
        }


@dataclass(frozen=True, slots=True)
class Button:
    """A button of an inline keyboard."""

    text: str
    data: str | None = None
    url: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that the test wrote, or a press of a button, as an update to the bot.

    `update_id` is None if the bot's allowed_updates hold it back.
    """

    update_id: int | None
    chat_id: int
    message_id: int
    query_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the bot: `text` as a reader sees it, `html` as the bot wrote it."""

    chat_id: int
    message_id: int
    text: str
    html: str
    entities: tuple[Json, ...]
    keyboard: Keyboard
    params: Mapping[str, object]

    def button(self, text_or_data: str) -> Button:
        """The button with this text or data; AssertionError names those that there are."""
        buttons = [button for row in self.keyboard for button in row]
        for button in buttons:
            if text_or_data in (button.text, button.data):
                return button
        raise AssertionError(f"no button {text_or_data!r} in {buttons}")


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the bot answered to a press."""

    query_id: str
    text: str | None
    show_alert: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A request that arrived with known parameters, whatever became of it."""

    method: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class WebhookAttempt:
    """One delivery of an update to the bot's URL; no status if there was no answer."""

    update_id: int
    status: int | None


def _given(**values: object) -> Json:
    return {name: value for name, value in values.items() if value is not None}
