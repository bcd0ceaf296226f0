"""Roles: by a one-time code, by the workspace one belongs to, by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.answer import Answer
from core.domain.decisions import Decision, DecisionKind
from core.domain.people import Asker, Grant, Role, Section
from core.intents import Link
from core.ports import Chance, Invitation, UnitOfWork
from core.request import Actor
from core.usecases.codes import digest
from core.usecases.join import JoinOutcome, NoSuchCode, OwnCode, join, own_code
from core.usecases.turn import Turn

VALID_FOR = timedelta(days=7)
"""How long an invitation can be taken up, unless the inviter says otherwise."""


@dataclass(frozen=True, slots=True)
class Linked(Answer):
    """The asker holds the role now."""

    grant: Grant
    section: Section | None


LinkOutcome = Linked | OwnCode | JoinOutcome


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


def link(wish: Link, turn: Turn) -> LinkOutcome:
    """Take a code up: a role, which exactly one person gets, or another identity of one's own.

    Without a code: make one of the latter kind.
    """
    person = turn.asker.person
    if not person:
        return NoSuchCode()
    if not wish.code:
        return own_code(person, turn)
    invitation = turn.uow.invitations.take(digest(wish.code), turn.now)
    if invitation is None:
        return join(wish.code, turn, sure=wish.sure)
    grant = invitation.grant
    give_role(turn.uow, person, grant, turn.now, "invitation")
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


def take_role(uow: UnitOfWork, person: str, grant: Grant, now: datetime, reason: str) -> bool:
    """Take a role away, and put it into the history; False if it was not held."""
    if not uow.people.revoke(person, grant):
        return False
    decision = Decision(
        DecisionKind.ROLE, person, now, grant.role, "", reason, section=grant.section
    )
    uow.decisions.append(decision)
    return True


def settle_workspace(uow: UnitOfWork, asker: Asker, actor: Actor, now: datetime) -> bool:
    """Make somebody a member of the section that their Slack workspace belongs to, once.

    Whoever had that taken away again does not get it back by writing.
    """
    code = uow.workspaces.section_of(actor.team) if actor.team and not actor.anonymous else None
    if code is None or asker.person is None or code in asker.sections():
        return False
    given = (
        decision
        for decision in uow.decisions.of(asker.person)
        if decision.kind is DecisionKind.ROLE and decision.section == code
    )
    if any(decision.after == Role.MEMBER for decision in given):
        return False
    give_role(uow, asker.person, Grant(Role.MEMBER, code), now, "workspace")
    return True


def void_code(wish: Link, uow: UnitOfWork, now: datetime) -> None:
    """Make a code unusable that was shown where others read."""
    if wish.code:
        uow.invitations.void(digest(wish.code), now)
        uow.link_codes.void(digest(wish.code))
