"""What an event tells of where the app is: put into a channel, removed, its token revoked.

Sources: docs.slack.dev/reference/events, member_joined_channel, tokens_revoked, app_uninstalled.
"""

from typing import Final

from bots.slack.payload import many, word
from bots.slack.web import Installation
from core.domain.people import Platform
from core.domain.subscriptions import Address
from core.domain.whereabouts import LetIn, Refused, Whereabouts

_UNINSTALLED: Final = "app_uninstalled"


def ending(body: object) -> Refused | None:
    """That our installation ended; None where only tokens of people were revoked: we have none."""
    kind = word(body, "event", "type")
    ended = kind == _UNINSTALLED or bool(many(body, "event", "tokens", "bot"))
    return Refused(Platform.SLACK, kind) if ended else None


def joined(body: object, installation: Installation) -> Whereabouts | None:
    """That the app itself was put into a channel; None if the event tells something else."""
    channel, user = word(body, "event", "channel"), word(body, "event", "user")
    if word(body, "event", "type") != "member_joined_channel" or user != installation.bot:
        return None
    return LetIn(Address(Platform.SLACK, channel))
