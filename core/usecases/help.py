"""What the asker can do here."""

from dataclasses import dataclass

from core.answer import Answer
from core.domain.people import Role
from core.domain.subscriptions import SubscriptionState
from core.intents import Help, Unclear
from core.understanding.verbs import nearest_command
from core.usecases.turn import Turn


@dataclass(frozen=True, slots=True)
class HelpFound(Answer):
    """What this person can do here, by role, and what comes here already."""

    roles: frozenset[Role]
    section_names: tuple[str, ...]
    private: bool
    gets_digest: bool


@dataclass(frozen=True, slots=True)
class NotUnderstood(Answer):
    """Nothing that the grammar knows, and the nearest command if there is one."""

    typed: str
    nearest: str = ""


def show_help(_wish: Help, turn: Turn) -> HelpFound:
    """Gather what the help depends on."""
    subscription = turn.uow.subscriptions.get(turn.address)
    own = map(turn.uow.sections.get, turn.asker.sections(Role.COORDINATOR))
    return HelpFound(
        turn.asker.roles,
        tuple(section.name for section in own if section),
        turn.private,
        subscription is not None and subscription.state is SubscriptionState.ACTIVE,
    )


def not_understood(wish: Unclear, turn: Turn) -> NotUnderstood:
    """Find the command that was meant, so that it can be offered."""
    steward = turn.alone and Role.STEWARD in turn.asker.roles
    return NotUnderstood(wish.text, nearest_command(wish.text, steward=steward))
