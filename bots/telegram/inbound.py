"""A Telegram update as a request of the core, and the way back to where it came from."""

import re
from dataclasses import dataclass
from typing import Final

from telegram import CallbackQuery, Chat, Message, MessageEntity, Update

from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.intents import VERBS
from core.request import Actor, Audience, Form, Request

HELLO: Final = "hello"
"""The payload of our own deep link: it only opens the private chat and is no code."""

_COMMAND: Final = re.compile(r"/(?P<verb>\w+)(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own account."""

    id: int
    username: str

    @property
    def hello_link(self) -> str:
        """Opens the private chat, where the person has only to press Start."""
        return f"https://t.me/{self.username}?start={HELLO}"


@dataclass(frozen=True, slots=True)
class Route:
    """Where the answer to a request goes."""

    chat: int
    thread: int | None = None
    """The topic of a forum."""
    reply_to: int | None = None
    """The message to reply to, in a conversation of several."""
    person: int | None = None
    """The private chat of the one who asks; None if nobody can be told in private."""
    pressed: int | None = None
    """The message of the pressed button, if it can still be edited."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request and its way back."""

    request: Request
    route: Route


def translate(update: Update, me: Me) -> Incoming | None:
    """The request in an update; None if it holds none, or none for us."""
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query)
    message = update.message or update.channel_post
    if message is None:
        return None
    wish = _wish(message, me)
    if wish is None:
        return None
    text, form = wish
    private = _is_private(message.chat)
    actor = _author(message)
    thread = message.message_thread_id if message.is_topic_message else None
    route = Route(
        chat=message.chat.id,
        thread=thread,
        reply_to=None if private else message.message_id,
        person=None if actor.anonymous else int(actor.identity.key),
    )
    return Incoming(_request(update.update_id, actor, route, text, form, private=private), route)


def _pressed(update_id: int, query: CallbackQuery) -> Incoming | None:
    message, user = query.message, query.from_user
    if message is None or query.data is None:
        return None
    private = _is_private(message.chat)
    # The library makes a Message of both kinds; one that is too old to be read has no date.
    whole = message if isinstance(message, Message) and message.is_accessible else None
    route = Route(
        chat=message.chat.id,
        thread=whole.message_thread_id if whole is not None and whole.is_topic_message else None,
        reply_to=None if private else message.message_id,
        person=user.id,
        pressed=None if whole is None else whole.message_id,
    )
    actor = Actor(Identity(Platform.TELEGRAM, str(user.id)), language=user.language_code or "")
    return Incoming(
        _request(update_id, actor, route, query.data, Form.TOKEN, private=private), route
    )


def _request(  # noqa: PLR0913  a request's own parts, named
    update_id: int, actor: Actor, route: Route, text: str, form: Form, *, private: bool
) -> Request:
    thread = "" if route.thread is None else str(route.thread)
    return Request(
        key=f"{Platform.TELEGRAM}:{update_id}",
        actor=actor,
        address=Address(Platform.TELEGRAM, str(route.chat), thread),
        text=text,
        form=form,
        private=private,
        audience=Audience.ASKER if private else Audience.CONVERSATION,
    )


def _is_private(chat: Chat) -> bool:
    return bool(chat.type == Chat.PRIVATE)


def _author(message: Message) -> Actor:
    """Who wrote. Channels, anonymous admins and bots are nobody in particular."""
    user, stand_in = message.from_user, message.sender_chat
    if user is None or stand_in is not None or user.is_bot:
        key = stand_in.id if stand_in is not None else user.id if user is not None else 0
        return Actor(Identity(Platform.TELEGRAM, str(key)), anonymous=True)
    return Actor(Identity(Platform.TELEGRAM, str(user.id)), language=user.language_code or "")


def _wish(message: Message, me: Me) -> tuple[str, Form] | None:
    text = (message.text or message.caption or "").strip()
    command = _COMMAND.fullmatch(text)
    if command is not None and _is_foreign(command, me):
        return None
    if _is_private(message.chat):
        return _private_wish(message, text, command)
    if command is not None:
        known = command["bot"] or command["verb"].casefold() in VERBS
        return _command(command) if known else None
    return _addressed(message, me)


def _is_foreign(command: re.Match[str], me: Me) -> bool:
    """Whether a command names another bot."""
    return bool(command["bot"]) and command["bot"].casefold() != me.username.casefold()


def _private_wish(
    message: Message, text: str, command: re.Match[str] | None
) -> tuple[str, Form] | None:
    if command is not None:
        return _command(command)
    if not text and message.effective_attachment is None:
        return None  # a service message: something was pinned, a timer was set
    return text, Form.WORDS


def _command(command: re.Match[str]) -> tuple[str, Form]:
    verb, rest = command["verb"].casefold(), (command["rest"] or "").strip()
    if verb == "start" and rest == HELLO:
        rest = ""
    return f"{verb} {rest}".rstrip(), Form.COMMAND


def _addressed(message: Message, me: Me) -> tuple[str, Form] | None:
    """Words in a group that mention the bot, or reply to it. Bots never: they would never stop."""
    if message.from_user is not None and message.from_user.is_bot and not message.sender_chat:
        return None
    text = message.text or message.caption or ""
    name = f"@{me.username}"
    kinds: list[str | None] = [MessageEntity.MENTION]
    mentions = (message.parse_entities(kinds) or message.parse_caption_entities(kinds)).values()
    mention = next((m for m in mentions if m.casefold() == name.casefold()), None)
    if mention is None and not _replies_to(message, me):
        return None
    words = " ".join(text.replace(mention or "", " ", 1).split()).strip(" ,:;")
    command = _COMMAND.fullmatch(words)
    return (words, Form.WORDS) if command is None else _command(command)


def _replies_to(message: Message, me: Me) -> bool:
    """Whether a message replies to one of ours. Every message of a topic "replies" to its start."""
    target = message.reply_to_message
    return (
        target is not None
        and target.from_user is not None
        and target.from_user.id == me.id
        and target.forum_topic_created is None
    )
