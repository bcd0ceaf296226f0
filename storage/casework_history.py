"""What was decided on a case and the people on it, under all keys that it ever had."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam

from core.domain.cases import Case
from core.domain.decisions import Decision
from storage.decisions import TOLD
from storage.tables_history import decisions

_OF = TOLD.where(decisions.c.subject.in_(bindparam("subjects", expanding=True))).order_by("number")


def history_of(connection: Connection, case: Case) -> Sequence[Decision]:
    """All decisions on a case and the people on it, also as a draft, oldest first."""
    keys = [key for key in (case.draft_key, case.key) if key]
    people = [f"{key}/{person.number}" for key in keys for person in case.individuals]
    return [Decision(*row) for row in connection.execute(_OF, {"subjects": [*keys, *people]})]
