"""What comes in and what goes out, the same for every platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.people import Identity
from core.domain.subscriptions import Address
from core.parts import Action, View


class Audience(StrEnum):
    """Who will read a reply."""

    ASKER = "asker"
    CONVERSATION = "conversation"


class Form(StrEnum):
    """How a wish was put, which decides what its text may be."""

    COMMAND = "command"
    """Typed with a slash, as `/cases Malaysia`; the text has no slash and no bot's name."""
    WORDS = "words"
    """Typed without one, in a private chat or to the bot by name."""
    TOKEN = "token"  # noqa: S105  a kind of text, no secret
    """Pressed: the text is a button's `verb:ref`."""
    FIELDS = "fields"
    """A form that was filled in: the text is the token that opens it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who speaks, as the platform tells it."""

    identity: Identity
    zone: str = ""
    """The IANA zone of the platform's profile, if it has one."""
    language: str = ""
    """The language of the platform's profile, as `en` or `pt-BR`, if it has one."""
    anonymous: bool = False
    """Not a person of the movement's own: a channel, a bot, a guest. May look up, not change."""
    team: str = ""
    """The Slack workspace whose own person this is; it may belong to a section."""


@dataclass(frozen=True, slots=True)
class Request:
    """One wish of one person.

    `key` is what the platform repeats when it repeats itself: Slack's event or trigger id,
    Telegram's update id, with the platform in front.
    """

    key: str
    actor: Actor
    address: Address
    text: str
    form: Form
    private: bool
    """A conversation with the bot alone."""
    audience: Audience
    """Who will read the reply, if its content does not narrow that."""
    reply_to: str = ""
    """The platform's own route for the answer, opaque here (Slack's response_url)."""
    modals: bool = False
    """The platform can show a form as a whole; else it is filled in by question and answer."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What was filled in, by field."""
    seen: str = ""
    """What the form was made from."""


NOTICE = "notice"
"""The intent of a reply that says why nothing was done: the records are away, or we failed."""


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message of ours that others can read again; `message` is empty where it has no id."""

    address: Address
    message: str


Understood = str | int | bool | tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer: views in order, each one or more messages.

    `audience` ASKER must never be shown to the conversation. Where the content may be shown
    there if the asker wishes, `show_here` is the button for it. `replaces` says that
    the message of the pressed button is to be edited.
    """

    intent: str
    views: tuple[View, ...]
    audience: Audience
    show_here: Action | None = None
    replaces: bool = False
    stored: bool = False
    """Kept in the inbox: the adapter tells when it was sent. Look-ups are not kept."""
    repeat: bool = False
    """It was made, and stored, when the same request came before."""
    put_off: bool = False
    """Nothing is done yet, but the request is on record and will be, once the records are back."""
    in_form: bool = False
    """To be said within the form that was submitted, if the platform can still show it."""
    understood: Mapping[str, Understood] = field(default_factory=dict)
    """The wish's arguments as they were understood; countries as ISO 3166 alpha-3 codes."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the answer to a request has come, as it stands on record."""

    answered: bool = False
    said: tuple[str, ...] = ()
    """Where only some of its messages were sent: the platform's marks of those, in order."""
    held: bool = False
    """Somebody may be at it just now."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply and the messages that show it, as far as a platform could ever take them back."""

    request: Request
    reply: Reply
    messages: tuple[ShownMessage, ...]
