"""Who has taken which case on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, select, update

from core.domain.commitments import Party
from core.ports import AlreadyCommittedError
from core.usecases.casework import ENDED_WITH_CASE
from storage.keys import stored_key
from storage.statements import insert_into
from storage.tables import cases, commitments

_CASE = select(cases.c.id).where(cases.c.key == bindparam("key")).scalar_subquery()
_OF_SECTION = (
    commitments.c.case_id == _CASE,
    commitments.c.section == bindparam("party"),
    commitments.c.ended_at.is_(None),
)
_OF_PERSON = (
    commitments.c.case_id == _CASE,
    commitments.c.person == bindparam("party"),
    commitments.c.ended_at.is_(None),
)
_ENDED: dict[str, BindParameter[Any]] = {
    "ended_at": bindparam("at"),
    "end_reason": bindparam("why"),
}
_IS_RUNNING = {
    "section": select(commitments.c.id).where(*_OF_SECTION),
    "person": select(commitments.c.id).where(*_OF_PERSON),
}
_END = {
    "section": update(commitments).where(*_OF_SECTION).values(_ENDED),
    "person": update(commitments).where(*_OF_PERSON).values(_ENDED),
}
_OTHERS = commitments.alias("others")
LEFT = (
    cases.c.key == bindparam("left_by"),
    commitments.c.end_reason == ENDED_WITH_CASE,
    commitments.c.ended_at
    == select(func.max(_OTHERS.c.ended_at))
    .where(
        _OTHERS.c.case_id == commitments.c.case_id,
        _OTHERS.c.end_reason == ENDED_WITH_CASE,
    )
    .scalar_subquery(),
)
"""The commitments that a case ended when it left active work last; the case as `left_by`."""
_LEFT_BY = (
    select(commitments.c.section)
    .select_from(commitments.join(cases))
    .where(*LEFT, commitments.c.section.is_not(None))
    .order_by(commitments.c.section)
)
_START = insert_into(commitments).values(case_id=_CASE).on_conflict_do_nothing()


class SqlCommitments:
    """`CommitmentStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_running(self, key: str, party: Party) -> bool:
        """Whether the party is committed to the case now."""
        kind, who = _side(party)
        asked = {"key": stored_key(key), "party": who}
        return self._connection.execute(_IS_RUNNING[kind], asked).first() is not None

    def start(self, key: str, party: Party, at: datetime) -> None:
        """Start one. The caller holds the section's capacity.

        Raises:
            AlreadyCommittedError: the party has a running commitment to the case.
        """
        row = {
            "key": stored_key(key),
            "section": party.section or None,
            "person": party.person or None,
            "started_at": at,
        }
        if not self._connection.execute(_START, row).rowcount:
            raise AlreadyCommittedError

    def end(self, key: str, party: Party, at: datetime, reason: str) -> bool:
        """End the running one; False if there is none."""
        kind, who = _side(party)
        asked = {"key": stored_key(key), "party": who, "at": at, "why": reason}
        return self._connection.execute(_END[kind], asked).rowcount > 0

    def left_by(self, key: str) -> Sequence[str]:
        """Codes of the sections whose commitment a case ended when it left active work last."""
        asked = {"left_by": stored_key(key)}
        return list(self._connection.execute(_LEFT_BY, asked).scalars())


def _side(party: Party) -> tuple[str, str]:
    return ("section", party.section) if party.section else ("person", party.person)
