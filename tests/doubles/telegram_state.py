"""Everything that the Telegram double knows: chats, people, messages, and what the bot did."""

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.doubles.telegram_checks import ApiError
from tests.doubles.telegram_html import Formatted, Json
from tests.doubles.telegram_records import (
    Call,
    CallbackAnswer,
    Chat,
    Incoming,
    Keyboard,
    MemberStatus,
    Sent,
    User,
)
from tests.doubles.telegram_updates import UpdateQueue

BOT = User(4242, "Vigil", username="vigil_double_bot", is_bot=True)


@dataclass(slots=True)
class State:
    """Mutable; one for each double."""

    updates: UpdateQueue
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    members: dict[tuple[int, int], MemberStatus] = field(default_factory=dict)
    threads: set[tuple[int, int]] = field(default_factory=set)
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    own: dict[tuple[int, int], Sent] = field(default_factory=dict)
    open_queries: set[str] = field(default_factory=set)
    menus: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    edits: list[Sent] = field(default_factory=list)
    deleted: list[tuple[int, int]] = field(default_factory=list)
    callback_answers: list[CallbackAnswer] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def meet(self, user: User, chat: Chat) -> None:
        """A person speaks in a chat: from then on the bot can reach that chat."""
        self.users[user.id] = user
        self.chats[chat.id] = chat
        self.members.setdefault((chat.id, user.id), "member")

    def find_chat(self, chat_id: int | str) -> Chat:
        """The chat of an id or an @username.

        Raises:
            ApiError: as the server answers for a chat that the bot cannot see.
        """
        if isinstance(chat_id, int):
            chat = self.chats.get(chat_id)
        else:
            names = {f"@{chat.username}": chat for chat in self.chats.values() if chat.username}
            chat = names.get(chat_id)
        if chat is None:
            raise ApiError(400, "Bad Request: chat not found")
        return chat

    def writable_chat(self, chat_id: int | str) -> Chat:
        """The chat, if the bot may write there.

        Raises:
            ApiError: chat not found, or one of the 403 answers.
        """
        if isinstance(chat_id, int) and chat_id in self.users and chat_id not in self.chats:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        chat = self.find_chat(chat_id)
        if chat.id in self.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if self.members.get((chat.id, BOT.id)) in ("kicked", "left"):
            raise ApiError(403, f"Forbidden: bot was kicked from the {chat.chat_type} chat")
        return chat

    def write(self, chat: Chat, author: Mapping[str, object], content: Json) -> Json:
        """Store a message and give it an id."""
        message = {
            "message_id": next(self.ids),
            **author,
            "chat": chat.to_json(),
            "date": int(time.time()),
            **content,
        }
        self.messages[chat.id, message["message_id"]] = message
        return message

    def record_sent(
        self, message: Json, formatted: Formatted, keyboard: Keyboard, params: Json
    ) -> None:
        """Note a message of the bot."""
        sent = Sent(
            chat_id=message["chat"]["id"],
            message_id=message["message_id"],
            text=formatted.text,
            html=params["text"],
            entities=formatted.entities,
            keyboard=keyboard,
            params=params,
        )
        self.own[sent.chat_id, sent.message_id] = sent
        self.sent.append(sent)

    def record_edit(self, after: Sent) -> None:
        """Note that a message of the bot changed."""
        self.own[after.chat_id, after.message_id] = after
        self.edits.append(after)

    async def deliver_message(self, kind: str, message: Json) -> Incoming:
        """Hand a message to the bot as an update."""
        update_id = await self.updates.add(kind, message)
        return Incoming(update_id, message["chat"]["id"], message["message_id"])
