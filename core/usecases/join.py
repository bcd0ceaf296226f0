"""Two identities in chat that are one person's."""

from dataclasses import dataclass
from datetime import timedelta

from core.answer import Answer, Personal
from core.domain.decisions import Decision, DecisionKind
from core.domain.people import Platform, Role
from core.usecases.codes import digest, plain
from core.usecases.turn import Turn

OWN_CODE_VALID_FOR = timedelta(minutes=15)
"""Long enough to open the other platform; too short to be found later and used by another."""


@dataclass(frozen=True, slots=True)
class OwnCode(Personal):
    """A code with which the asker joins who they are on another platform."""

    code: str
    minutes: int


@dataclass(frozen=True, slots=True)
class OwnCodeBack(Personal):
    """The asker sent their own code from where they got it; it stays valid."""


@dataclass(frozen=True, slots=True)
class JoinAsked(Personal):
    """Before two are made one: a code could have been sent by somebody who wants another's role."""

    code: str
    platforms: tuple[Platform, ...]


@dataclass(frozen=True, slots=True)
class CantJoin(Personal):
    """Both are known on the same platform, where one person has one identity."""

    platforms: tuple[Platform, ...]


@dataclass(frozen=True, slots=True)
class Joined(Personal):
    """The two are one person now."""

    platforms: tuple[Platform, ...]
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class NoSuchCode(Answer):
    """Unknown, used, void or expired: the same words for all, so that nobody can probe."""


JoinOutcome = OwnCodeBack | JoinAsked | CantJoin | Joined | NoSuchCode


def own_code(person: str, turn: Turn) -> OwnCode:
    """Make a code with which the person joins another identity; an earlier one is void."""
    code = turn.chance.code()
    expires = turn.now + OWN_CODE_VALID_FOR
    turn.uow.link_codes.add(digest(code), person, expires, turn.now)
    return OwnCode(code, OWN_CODE_VALID_FOR // timedelta(minutes=1))


def join(code: str, turn: Turn, *, sure: bool) -> JoinOutcome:
    """Make the asker and whoever made the code one person, under the id of the latter."""
    uow, former = turn.uow, turn.asker.person
    person = uow.link_codes.look(digest(code), turn.now)
    if person is None or former is None:
        return NoSuchCode()
    if person == former:
        return OwnCodeBack()
    theirs = {identity.platform for identity in uow.people.identities(person)}
    mine = {identity.platform for identity in uow.people.identities(former)}
    if theirs & mine:
        return CantJoin(tuple(sorted(theirs & mine)))
    if not sure:
        return JoinAsked(plain(code), tuple(sorted(theirs)))
    if uow.link_codes.take(digest(code), turn.now) is None:
        return NoSuchCode()
    uow.persons.join(person, former, turn.now)
    platforms = tuple(sorted(theirs | mine))
    decision = Decision(
        DecisionKind.JOIN, person, turn.now, "", "+".join(platforms), "", person, Role.MEMBER
    )
    uow.decisions.append(decision)
    known = uow.people.find(turn.asker.identity)
    return Joined(platforms, known.roles if known else frozenset())
