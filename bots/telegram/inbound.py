"""A Telegram update as a request of the core, and the way back to where it came from."""

import json
import re
from dataclasses import dataclass
from typing import Final

from bots.telegram.updates import Message, Press, Raw, User, id_of, message_in, press_in
from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.grammar import VERBS
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

    def __str__(self) -> str:
        return json.dumps([self.chat, self.thread, self.reply_to, self.person, self.pressed])

    @classmethod
    def parse(cls, text: str) -> "Route":
        """Read what `str` wrote."""
        return cls(*json.loads(text))


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request and its way back."""

    request: Request
    route: Route


def translate(update: Raw, me: Me) -> Incoming | None:
    """The request in an update; None if it holds none, or none for us."""
    press = press_in(update)
    if press is not None:
        return _pressed(id_of(update), press)
    message = message_in(update)
    wish = None if message is None else _wish(message, me)
    if message is None or wish is None:
        return None
    text, form = wish
    actor = _author(message)
    route = Route(
        chat=message.chat,
        thread=message.topic,
        reply_to=None if message.private else message.id,
        person=None if actor.anonymous else int(actor.identity.key),
    )
    private = message.private
    return Incoming(_request(id_of(update), actor, route, text, form, private=private), route)


def _pressed(update_id: int, press: Press) -> Incoming:
    message, private = press.message, press.message.private
    route = Route(
        chat=message.chat,
        thread=message.topic,
        reply_to=None if private else message.id,
        person=press.user.id,
        pressed=message.id if message.readable else None,
    )
    actor = _person(press.user)
    return Incoming(
        _request(update_id, actor, route, press.data, Form.TOKEN, private=private), route
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


def _author(message: Message) -> Actor:
    """Who wrote. Channels, anonymous admins and bots are nobody in particular."""
    user, stand_in = message.user, message.stand_in
    if user is None or stand_in is not None or user.is_bot:
        key = stand_in if stand_in is not None else user.id if user is not None else 0
        return Actor(Identity(Platform.TELEGRAM, str(key)), anonymous=True)
    return _person(user)


def _person(user: User) -> Actor:
    return Actor(Identity(Platform.TELEGRAM, str(user.id)), language=user.language)


def _wish(message: Message, me: Me) -> tuple[str, Form] | None:
    text = message.text.strip()
    command = _COMMAND.fullmatch(text)
    if command is not None and _is_foreign(command, me):
        return None
    if message.private:
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
    if not text and not message.attached:
        return None  # a service message: something was pinned, a timer was set
    return text, Form.WORDS


def _command(command: re.Match[str]) -> tuple[str, Form]:
    verb, rest = command["verb"].casefold(), (command["rest"] or "").strip()
    if verb == "start" and rest == HELLO:
        rest = ""
    return f"{verb} {rest}".rstrip(), Form.COMMAND


def _addressed(message: Message, me: Me) -> tuple[str, Form] | None:
    """Words in a group that mention the bot, or reply to it. Bots never: they would never stop."""
    if message.user is not None and message.user.is_bot and message.stand_in is None:
        return None
    name = f"@{me.username}".casefold()
    mention = next((m for m in message.mentions if m.casefold() == name), None)
    if mention is None and message.answered != me.id:
        return None
    words = " ".join(message.text.replace(mention or "", " ", 1).split()).strip(" ,:;")
    command = _COMMAND.fullmatch(words)
    return (words, Form.WORDS) if command is None else _command(command)
