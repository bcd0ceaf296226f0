"""What was decided on a case and the people on it, under all keys that it ever had."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, select

from core.domain.cases import Case
from core.domain.decisions import Decision
from storage.statements import AnySelect
from storage.tables_history import decision_texts, decisions

_OF: AnySelect = (
    select(
        decisions.c.kind,
        decisions.c.subject,
        decisions.c.at,
        decisions.c.before,
        decisions.c.after,
        func.coalesce(decision_texts.c.reason, ""),
        func.coalesce(decision_texts.c.person, ""),
        decisions.c.role,
        decisions.c.section,
        decisions.c.id.label("number"),
    )
    .select_from(decisions.outerjoin(decision_texts))
    .where(decisions.c.subject.in_(bindparam("subjects", expanding=True)))
    .order_by(decisions.c.id)
)


def history_of(connection: Connection, case: Case) -> Sequence[Decision]:
    """All decisions on a case and the people on it, also as a draft, oldest first."""
    keys = [key for key in (case.draft_key, case.key) if key]
    people = [f"{key}/{person.number}" for key in keys for person in case.individuals]
    return [Decision(*row) for row in connection.execute(_OF, {"subjects": [*keys, *people]})]
