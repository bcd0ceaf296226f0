"""Give a role by a one-time code."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.answer import Answer
from core.domain.decisions import Decision, DecisionKind
from core.domain.people import Grant, Role, Section
from core.intents import Link
from core.ports import Chance, Invitation, UnitOfWork
from core.usecases.turn import Turn

VALID_FOR = timedelta(days=7)
"""How long an invitation can be taken up, unless the inviter says otherwise."""


@dataclass(frozen=True, slots=True)
class Linked(Answer):
    """The asker holds the role now."""

    grant: Grant
    section: Section | None


@dataclass(frozen=True, slots=True)
class NoSuchCode(Answer):
    """Unknown, used, void or expired: the same words for all, so that nobody can probe."""


@dataclass(frozen=True, slots=True)
class CodeNeeded(Answer):
    """The wish came without a code."""


LinkOutcome = Linked | NoSuchCode | CodeNeeded


def invite(
    uow: UnitOfWork,
    chance: Chance,
    grant: Grant,
    now: datetime,
    valid_for: timedelta = VALID_FOR,
) -> tuple[str, datetime]:
    """Make a one-time code for a role. Only its digest is kept; it can't be shown again."""
    code = chance.code()
    expires = now + valid_for
    uow.invitations.add(Invitation(digest(code), grant, expires))
    return code, expires


def digest(code: str) -> str:
    """What is kept of a code, however it was typed: with or without dashes, in any case."""
    plain = "".join(filter(str.isalnum, code)).upper()
    return hashlib.sha256(plain.encode()).hexdigest()


def link(wish: Link, turn: Turn) -> LinkOutcome:
    """Take a code up. Exactly one person gets the role of a code."""
    if not wish.code:
        return CodeNeeded()
    invitation = turn.uow.invitations.take(digest(wish.code), turn.now)
    if invitation is None or not turn.asker.person:
        return NoSuchCode()
    grant = invitation.grant
    give_role(turn.uow, turn.asker.person, grant, turn.now, "invitation")
    return Linked(grant, turn.uow.sections.get(grant.section) if grant.section else None)


def give_role(uow: UnitOfWork, person: str, grant: Grant, now: datetime, reason: str) -> None:
    """Give a person a role, and put it into the history with the way in which it was given."""
    uow.people.grant(person, grant)
    decision = Decision(
        DecisionKind.ROLE,
        person,
        now,
        "",
        grant.role,
        reason,
        person,
        Role.MEMBER,
        grant.section,
    )
    uow.decisions.append(decision)


def void_code(wish: Link, uow: UnitOfWork, now: datetime) -> None:
    """Make a code unusable that was shown where others read."""
    if wish.code:
        uow.invitations.void(digest(wish.code), now)
