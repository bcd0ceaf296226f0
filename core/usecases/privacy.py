"""What is held on the asker: shown, given to them, removed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.answer import Personal
from core.domain.decisions import Decision, DecisionKind
from core.domain.held import Held
from core.domain.people import Role
from core.domain.subscriptions import Subscription
from core.intents import DeleteMe, ExportMe, Privacy
from core.usecases.turn import Turn

SUBJECT = "person"
"""What the history says of whom was erased: no more than that it was a person."""

Json = str | int | None | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True, slots=True)
class PrivacyShown(Personal):
    """What is held, in short."""

    held: Held
    sections: tuple[tuple[str, str], ...]
    """The codes and names of the sections in which the asker has a role."""


@dataclass(frozen=True, slots=True)
class Exported(Personal):
    """All that is held, as JSON, to be kept by the asker."""

    text: str


@dataclass(frozen=True, slots=True)
class NothingHeld(Personal):
    """The asker is not on record."""


@dataclass(frozen=True, slots=True)
class DeleteAsked(Personal):
    """Before it is done: it can't be undone."""

    held: Held


@dataclass(frozen=True, slots=True)
class Deleted(Personal):
    """The asker is not on record any more."""

    decisions: int
    """How many entries of the history lost their person."""


def show_privacy(_wish: Privacy, turn: Turn) -> PrivacyShown | NothingHeld:
    """Gather what is held."""
    held = _held(turn)
    if held is None:
        return NothingHeld()
    codes = sorted({grant.section for grant in held.grants if grant.section})
    known = (turn.uow.sections.get(code) for code in codes)
    return PrivacyShown(held, tuple((s.code, s.name) for s in known if s))


def export_me(_wish: ExportMe, turn: Turn) -> Exported | NothingHeld:
    """The same, in full."""
    held = _held(turn)
    return NothingHeld() if held is None else Exported(as_json(held))


def delete_me(wish: DeleteMe, turn: Turn) -> DeleteAsked | Deleted | NothingHeld:
    """Ask once more; then remove the asker, and their name and words from the history.

    Past decisions keep role and section. A running commitment of the asker's own is ended.
    """
    held, person = _held(turn), turn.asker.person
    if held is None or person is None:
        return NothingHeld()
    if not wish.sure:
        return DeleteAsked(held)
    uow = turn.uow
    named = uow.history.texts_of([person])
    uow.persons.erase(person, turn.now)
    erasure = Decision(DecisionKind.ERASE, SUBJECT, turn.now, "", "", role=Role.MEMBER)
    uow.history.erase(named, erasure)
    return Deleted(len({ref.number for ref in named}))


def _held(turn: Turn) -> Held | None:
    return turn.uow.persons.held(turn.asker.person) if turn.asker.person else None


def as_json(held: Held) -> str:
    """All of it, for a program to read. Moments are in UTC."""
    told: Json = {
        "since": _utc(held.since),
        "identities": [{"platform": i.platform, "key": i.key} for i in held.identities],
        "roles": [{"role": g.role, "section": g.section} for g in held.grants],
        "zone": held.zone,
        "language": held.language,
        "digests": [_digest(subscription) for subscription in held.subscriptions],
        "commitments": [
            {
                "case": c.case,
                "started": _utc(c.started),
                "ended": _utc(c.ended) if c.ended else None,
                "reason": c.reason,
            }
            for c in held.commitments
        ],
        "decisions": held.decisions,
        **{name: [dict(row) for row in rows] for name, rows in held.others.items()},
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _digest(subscription: Subscription) -> Json:
    slot = subscription.slot
    return {
        "kind": subscription.kind,
        "platform": subscription.address.platform,
        "conversation": subscription.address.conversation,
        "weekday": slot.weekday,
        "minute": slot.minute,
        "zone": slot.zone,
        "language": subscription.language,
        "state": subscription.state,
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
