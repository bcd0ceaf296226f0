"""What is read of the JSON that Telegram sends, where anything may be missing.

The library would build a tree of objects of every message, of which hardly a tenth is read here:
that took as long as a look-up in the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from telegram.constants import MessageAttachmentType, MessageEntityType

Raw = Mapping[str, object]

PRIVATE: Final = "private"
_ATTACHMENTS: Final = tuple(kind.value for kind in MessageAttachmentType)


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot."""

    id: int
    is_bot: bool
    language: str
    """An IETF tag; empty if Telegram does not tell."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message, or what is left of one that is too old to be read."""

    id: int
    chat: int
    private: bool
    """A conversation of one person and the bot."""
    user: User | None
    stand_in: int | None
    """The chat in whose name it was written: a channel, or a group by an anonymous admin."""
    topic: int | None
    text: str
    """Or the caption of what it shows."""
    mentions: tuple[str, ...]
    attached: bool
    """It shows something: a picture, a place, a poll."""
    answered: int | None
    """Who wrote the message that it replies to; nobody if that only opened the topic."""
    readable: bool


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button."""

    id: str
    user: User
    message: Message
    data: str


def id_of(update: Raw) -> int:
    """The update's number; 0 if it has none."""
    number = update.get("update_id")
    return number if isinstance(number, int) else 0


def chat_of(update: Raw) -> int | None:
    """What tells chats apart, without reading the update as a whole."""
    match update:
        case (
            {"message": {"chat": {"id": int(chat)}}}
            | {"channel_post": {"chat": {"id": int(chat)}}}
            | {"callback_query": {"message": {"chat": {"id": int(chat)}}}}
            | {"my_chat_member": {"chat": {"id": int(chat)}}}
        ):
            return chat
        case _:
            return None


def press_in(update: Raw) -> Press | None:
    """The pressed button; None if there is none, or none below a message."""
    match update:
        case {
            "callback_query": {
                "id": str(press),
                "from": sender,
                "message": below,
                "data": str(data),
            }
        }:
            user, message = _user(sender), _message(below)
            return Press(press, user, message, data) if user and message else None
        case _:
            return None


def message_in(update: Raw) -> Message | None:
    """The new message or the new post; edited ones are none."""
    return _message(update.get("message") or update.get("channel_post"))


def _user(raw: object) -> User | None:
    number = _id(raw)
    if number is None or not isinstance(raw, dict):
        return None
    language = raw.get("language_code")
    return User(number, raw.get("is_bot") is True, language if isinstance(language, str) else "")


def _message(raw: object) -> Message | None:
    if not isinstance(raw, dict):
        return None
    match raw:
        case {"message_id": int(number), "chat": {"id": int(chat), "type": str(kind)}}:
            text = raw.get("text") or raw.get("caption")
        case _:
            return None
    return Message(
        id=number,
        chat=chat,
        private=kind == PRIVATE,
        user=_user(raw.get("from")),
        stand_in=_id(raw.get("sender_chat")),
        topic=_topic(raw),
        text=text if isinstance(text, str) else "",
        mentions=tuple(_mentions(raw)),
        attached=any(raw.get(kind) for kind in _ATTACHMENTS),
        answered=_answered(raw.get("reply_to_message")),
        readable=raw.get("date") != 0,
    )


def _id(raw: object) -> int | None:
    match raw:
        case {"id": int(number)}:
            return number
        case _:
            return None


def _topic(raw: Raw) -> int | None:
    """A thread of replies has an id, too; only a topic is marked as one."""
    match raw:
        case {"is_topic_message": True, "message_thread_id": int(topic)}:
            return topic
        case _:
            return None


def _answered(raw: object) -> int | None:
    match raw:
        case {"forum_topic_created": _}:
            return None
        case {"from": sender}:
            return _id(sender)
        case _:
            return None


def _mentions(raw: Raw) -> Iterator[str]:
    """The names after an @, cut out in UTF-16 units, as Telegram counts."""
    for marks, words in (("entities", "text"), ("caption_entities", "caption")):
        entities, text = raw.get(marks), raw.get(words)
        if not isinstance(entities, list) or not isinstance(text, str):
            continue
        for entity in entities:
            match entity:
                case {"type": MessageEntityType.MENTION, "offset": int(start), "length": int(n)}:
                    units = text.encode("utf-16-le", "surrogatepass")
                    yield units[start * 2 : (start + n) * 2].decode("utf-16-le", "replace")
