"""The history. The database itself refuses to change or remove an entry."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, insert, select

from core.domain.decisions import Decision
from storage.tables import decisions

_APPEND = insert(decisions)
_OF = (
    select(
        decisions.c.kind,
        decisions.c.subject,
        decisions.c.at,
        decisions.c.before,
        decisions.c.after,
        decisions.c.reason,
        decisions.c.person,
        decisions.c.role,
        decisions.c.section,
    )
    .where(decisions.c.subject == bindparam("subject"))
    .order_by(decisions.c.id)
)


class SqlDecisions:
    """`DecisionLog` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, *entries: Decision) -> None:
        """Add entries, in their order."""
        rows = [
            {
                "kind": decision.kind,
                "subject": decision.subject,
                "at": decision.at,
                "before": decision.before,
                "after": decision.after,
                "reason": decision.reason,
                "person": decision.person,
                "role": decision.role,
                "section": decision.section,
            }
            for decision in entries
        ]
        if rows:
            self._connection.execute(_APPEND, rows)

    def of(self, subject: str) -> Sequence[Decision]:
        """All about one subject, oldest first."""
        return [Decision(*row) for row in self._connection.execute(_OF, {"subject": subject})]
