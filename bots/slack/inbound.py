"""Slack's commands, presses and messages as requests. Pure."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qs, urldefrag, urlencode

from bots.slack.payload import at, flag, many, word
from bots.slack.web import Installation
from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.grammar import split_show_here
from core.request import Actor, Audience, Form, Request

INPUT: Final = "value"
"""The `action_id` of every input of a modal; its block has the field's key."""
OWN_COMMAND: Final = "vigil"
_REFERENCE: Final = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_WRITTEN: Final = frozenset({"", "file_share", "thread_broadcast"})
"""The subtypes of messages that a person wrote; others tell of edits, deletions, joins, topics."""
_DIRECT: Final = "D"
_UNSTORABLE: Final = re.compile(r"[\x00\ud800-\udfff]")
"""What no database keeps in a text: NUL, and halves of characters."""


@dataclass(frozen=True, slots=True)
class Route:
    """Slack's ways for an answer, kept in `Request.reply_to`."""

    url: str = ""
    """The response_url: five answers within 30 minutes, also where the bot was not invited."""
    thread: str = ""
    """The `ts` of the thread that the answer belongs to."""
    hidden: bool = False
    """The asker alone sees what this answers: a slash command, or a button only they see."""
    trigger: str = ""
    """What opens a modal, once and within three seconds."""
    message: str = ""
    """The `ts` of the message whose button was pressed, where others can read it again."""

    def __str__(self) -> str:
        marks = {
            "thread": self.thread,
            "hidden": "1" if self.hidden else "",
            "trigger": self.trigger,
            "message": self.message,
        }
        return f"{self.url}#{urlencode({key: mark for key, mark in marks.items() if mark})}"

    @classmethod
    def parse(cls, text: str) -> "Route":
        """Read what `str` wrote."""
        url, marks = urldefrag(text)
        found = {key: values[0] for key, values in parse_qs(marks).items()}
        return cls(
            url,
            found.get("thread", ""),
            "hidden" in found,
            found.get("trigger", ""),
            found.get("message", ""),
        )


@dataclass(frozen=True, slots=True)
class Opener:
    """Where a modal was opened, and what it is about, kept in its `private_metadata`."""

    token: str
    seen: str
    channel: str
    """Empty where the person and the bot are alone."""
    route: str

    @classmethod
    def of(cls, request: Request, token: str, seen: str) -> "Opener":
        """The modal that this request opens. Its trigger is used up by then."""
        channel = "" if request.private else request.address.conversation
        route = replace(Route.parse(request.reply_to), trigger="")
        return cls(token, seen, channel, str(route))

    def __str__(self) -> str:
        return json.dumps([self.token, self.seen, self.channel, self.route])

    @classmethod
    def parse(cls, text: str) -> "Opener | None":
        """Read what `str` wrote; None if it is something else."""
        try:
            match json.loads(text):
                case [str(token), str(seen), str(channel), str(route)]:
                    return cls(token, seen, channel, route)
        except ValueError:
            pass
        return None


def command(body: object, installation: Installation) -> Request:
    """A slash command. `/vigil …` takes whatever can be said, the others are their own verb."""
    verb = word(body, "command").removeprefix("/").casefold()
    typed = plain(word(body, "text"), installation.bot)
    own = verb == OWN_COMMAND
    text = typed or "help" if own else f"{verb} {typed}".strip()
    user, channel = word(body, "user_id"), word(body, "channel_id")
    private = channel.startswith(_DIRECT)
    home = installation.home_of(word(body, "team_id"), word(body, "enterprise_id"))
    return Request(
        key=f"slack:{word(body, 'trigger_id')}",
        actor=_actor(home, user),
        address=_address(user if private else channel),
        text=text,
        form=Form.WORDS if own else Form.COMMAND,
        private=private,
        audience=Audience.ASKER,
        reply_to=str(
            Route(word(body, "response_url"), hidden=True, trigger=word(body, "trigger_id"))
        ),
        modals=True,
    )


def press(body: object, installation: Installation) -> Request | None:
    """A pressed button; None if it carries nothing, as one that only opens a link."""
    token = _storable(word(body, "actions", 0, "value"))
    user = word(body, "user", "id")
    channel = word(body, "channel", "id") or word(body, "container", "channel_id")
    if not (token and user and channel):
        return None
    hidden = flag(body, "container", "is_ephemeral")
    private = channel.startswith(_DIRECT)
    shown, _ = split_show_here(token)
    alone = (hidden or private) and not shown
    thread = word(body, "container", "thread_ts")
    home = installation.home_of(word(body, "user", "team_id"), word(body, "enterprise", "id"))
    return Request(
        key=f"slack:{word(body, 'trigger_id')}",
        actor=_actor(home, user),
        address=_address(user if private else channel),
        text=token,
        form=Form.TOKEN,
        private=private,
        audience=Audience.ASKER if alone else Audience.CONVERSATION,
        reply_to=str(
            Route(
                word(body, "response_url"),
                thread,
                hidden,
                word(body, "trigger_id"),
                "" if hidden else word(body, "container", "message_ts"),
            )
        ),
        modals=True,
    )


def said(body: object, installation: Installation) -> Request | None:
    """A direct message or a mention; None for all that no person said to the bot."""
    user, channel = word(body, "event", "user"), word(body, "event", "channel")
    kind, private = word(body, "event", "type"), channel.startswith(_DIRECT)
    written = word(body, "event", "subtype") in _WRITTEN and not word(body, "event", "bot_id")
    meant = kind == ("message" if private else "app_mention")
    if not (written and meant and user and user != installation.bot):
        return None
    thread = word(body, "event", "thread_ts") or ("" if private else word(body, "event", "ts"))
    team = word(body, "event", "user_team") or word(body, "event", "team")
    return Request(
        key=f"slack:{word(body, 'event_id')}",
        actor=_actor(installation.home_of(team), user),
        address=_address(user if private else channel),
        text=plain(word(body, "event", "text"), installation.bot) or "help",
        form=Form.WORDS,
        private=private,
        audience=Audience.ASKER if private else Audience.CONVERSATION,
        reply_to=str(Route(thread=thread)),
        modals=True,
    )


def submission(body: object, installation: Installation) -> Request | None:
    """A modal that was sent; None if it is none of ours.

    Its key is the modal's own, so that to send it twice is to send it once.
    """
    opener = Opener.parse(word(body, "view", "private_metadata"))
    user = word(body, "user", "id")
    if opener is None or not user:
        return None
    home = installation.home_of(word(body, "user", "team_id"), word(body, "enterprise", "id"))
    values = at(body, "view", "state", "values")
    inputs = values.items() if isinstance(values, Mapping) else ()
    return Request(
        key=f"slack:{word(body, 'view', 'id')}:{opener.token}",
        actor=_actor(home, user),
        address=_address(opener.channel or user),
        text=opener.token,
        form=Form.FIELDS,
        private=not opener.channel,
        audience=Audience.ASKER,
        reply_to=opener.route,
        modals=True,
        fields={str(key): _filled_in(state) for key, state in inputs},
        seen=opener.seen,
    )


def _filled_in(state: object) -> str:
    """What one input holds. Source: docs.slack.dev/reference/interaction-payloads."""
    value = at(state, INPUT)
    chosen = [word(option, "value") for option in many(value, "selected_options")]
    one = word(value, "selected_option", "value") or word(value, "selected_date")
    return _storable("|".join(chosen) or one or word(value, "value"))


def plain(text: str, bot: str) -> str:
    """Typed text as it was typed: no mention of the bot, links by their label, no entities.

    Source: docs.slack.dev/messaging/formatting-message-text, "Retrieving messages".
    """

    def shown(match: re.Match[str]) -> str:
        sign, target, label = match[1], match[2], match[3]
        if sign == "@" and target == bot:
            return " "
        mark = "@" if sign == "!" else sign
        return f"{mark}{label}" if label else f"{mark}{target}"

    return _storable(html.unescape(_REFERENCE.sub(shown, text)).strip())


def _storable(text: str) -> str:
    return _UNSTORABLE.sub("", text)


def user_of(actor: Actor) -> str:
    """The Slack user behind an identity."""
    return actor.identity.key.rpartition(":")[2]


def _actor(home: str, user: str) -> Actor:
    return Actor(Identity(Platform.SLACK, f"{home}:{user}"))


def _address(conversation: str) -> Address:
    """A conversation; the one with the bot alone goes by the person's id, wherever they wrote.

    No thread: a digest that is asked for in a thread is for the channel.
    """
    return Address(Platform.SLACK, conversation)
