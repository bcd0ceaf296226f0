"""Sections, the people of them, their roles, and who is asking."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.domain.values import Sight


class Role(StrEnum):
    """What a person is to the movement; anyone in chat is at least a member."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    STEWARD = "steward"
    BOARD = "board"
    ADMIN = "admin"


SECTION_ROLES = frozenset({Role.MEMBER, Role.COORDINATOR})
"""The roles that are held in a section."""


class Platform(StrEnum):
    """Where people talk to the bot."""

    SLACK = "slack"
    TELEGRAM = "telegram"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Section:
    """A national branch. `capacity` is how many cases it can be committed to at once."""

    code: str
    name: str
    country: str
    languages: tuple[str, ...]
    zone: str
    capacity: int
    parent: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """A role that a person holds; `section` is a code for the roles of a section, else empty."""

    role: Role
    section: str = ""


def roles_of(grants: Iterable[Grant]) -> frozenset[Role]:
    """Every role that somebody with these grants has, member always among them."""
    return frozenset(grant.role for grant in grants) | {Role.MEMBER}


@dataclass(frozen=True, slots=True)
class Identity:
    """How a platform knows a person: Telegram's user id, or Slack's home team and user."""

    platform: Platform
    key: str

    @property
    def conversation(self) -> str:
        """Where the person can probably be told something alone, though they never spoke there.

        Slack takes a user's id for a conversation, and Telegram one for the private chat.
        """
        return self.key.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as the bot knows them. Looking things up needs no registration."""

    identity: Identity
    person: str | None = None
    """The opaque id of the person on record, if there is one."""
    grants: frozenset[Grant] = frozenset()
    zone: str | None = None
    """The IANA zone that the person chose, or the one their platform's profile gave."""
    language: str | None = None
    anonymous: bool = False
    """Speaks for a group or channel, so that no person is known: may look up, never change."""

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held, member always among them."""
        return roles_of(self.grants)

    def sections(self, *roles: Role) -> tuple[str, ...]:
        """The codes of the sections in which one of these roles is held (any, if none given)."""
        wanted = roles or tuple(SECTION_ROLES)
        return tuple(sorted({g.section for g in self.grants if g.section and g.role in wanted}))

    def sight(self, *, alone: bool) -> Sight:
        """How much a reply may show, given whether only the asker will read it."""
        return Sight.STAFF if alone and Role.STEWARD in self.roles else Sight.PUBLIC


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who speaks somewhere, and what every answer has to know beside that."""

    asker: Asker | None
    """None if they are not on record."""
    lost: bool
    """Something is paused there, or nobody could be told anything there."""
    filling: bool
    """They have a form open that they fill in by question and answer."""
