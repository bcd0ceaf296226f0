"""The history as a chain: every entry as it stands there, and the erasure of texts beside it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    String,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
    union_all,
    update,
)

from core.domain.audit import Record, Text
from core.domain.decisions import Decision
from core.domain.history import (
    Codes,
    Digests,
    Head,
    Part,
    TextRef,
    Typed,
    erasure_code,
)
from storage.decisions import SqlDecisions
from storage.statements import AnyRow
from storage.tables_history import decision_texts, decisions, joined_people

CHUNK = 1_000

_ENTRIES = (
    select(
        decisions.c.id,
        type_coerce(decisions.c.kind, String).label("kind"),
        decisions.c.subject,
        type_coerce(decisions.c.at, String).label("at"),
        decisions.c.before,
        decisions.c.after,
        type_coerce(decisions.c.role, String).label("role"),
        decisions.c.section,
        decisions.c.subject_digest,
        decisions.c.person_digest,
        decisions.c.reason_digest,
        decisions.c.previous,
        decisions.c.hash,
    )
    .where(decisions.c.id < bindparam("below"))
    .order_by(decisions.c.id.desc())
    .limit(CHUNK)
)
"""As plain texts: what was tampered with may be no kind, no role and no moment any more."""
_TEXTS = select(decision_texts).where(
    decision_texts.c.decision.between(bindparam("first"), bindparam("last"))
)
_TOP = select(func.max(decisions.c.id))
_IDS: BindParameter[Any] = bindparam("people", expanding=True)
_NAMED = union_all(
    select(decision_texts.c.decision).where(decision_texts.c.subject.in_(_IDS)),
    select(decision_texts.c.decision).where(decision_texts.c.person.in_(_IDS)),
).subquery()
_OF_PEOPLE = select(decision_texts).where(decision_texts.c.decision.in_(select(_NAMED.c.decision)))
_FORMER = select(joined_people.c.former).where(joined_people.c.person.in_(_IDS))
_REASONS = (
    select(decision_texts.c.decision, decisions.c.subject, decision_texts.c.reason)
    .select_from(decision_texts.join(decisions, decision_texts.c.decision == decisions.c.id))
    .where(decision_texts.c.reason.is_not(None), decision_texts.c.decision > bindparam("above"))
    .order_by(decision_texts.c.decision)
    .limit(CHUNK)
)
_ERASE = {
    part: update(decision_texts)
    .where(
        decision_texts.c.decision == bindparam("number"),
        or_(decision_texts.c[part].is_not(None), decision_texts.c[f"{part}_salt"].is_not(None)),
    )
    .values({part: None, f"{part}_salt": None, f"{part}_erased": bindparam("erasure")})
    for part in Part
}


class SqlHistory:
    """`HistoryStore` over one connection, whose decisions are appended through that log."""

    __slots__ = ("_connection", "_log")

    def __init__(self, connection: Connection, log: SqlDecisions) -> None:
        self._connection = connection
        self._log = log

    def head(self) -> Head | None:
        """The last entry's number and hash; None where the database has lost them."""
        return self._log.head()

    def records(self) -> Iterator[Record]:
        """Every entry as it stands there, the last one first."""
        self._log.flush()
        top = self._connection.execute(_TOP).scalar_one()
        below = 1 if top is None else top + 1
        while rows := self._connection.execute(_ENTRIES, {"below": below}).all():
            below = rows[-1].id
            span = {"first": below, "last": rows[0].id}
            beside = {row.decision: row for row in self._connection.execute(_TEXTS, span)}
            for row in rows:
                yield _record(row, beside.get(row.id))

    def texts_of(self, people: Iterable[str]) -> Sequence[TextRef]:
        """Wherever one of these people is named, and the reasons that they typed."""
        self._log.flush()
        ids = set(people)
        ids.update(self._connection.execute(_FORMER, {"people": list(ids)}).scalars())
        refs = []
        for row in self._connection.execute(_OF_PEOPLE, {"people": list(ids)}):
            if row.subject in ids:
                refs.append(TextRef(row.decision, Part.SUBJECT))
            if row.person in ids:
                refs.append(TextRef(row.decision, Part.PERSON))
                if row.reason is not None:
                    refs.append(TextRef(row.decision, Part.REASON))
        return sorted(refs)

    def reasons(self) -> Iterator[Typed]:
        """Every reason that is there."""
        self._log.flush()
        above = 0
        while rows := self._connection.execute(_REASONS, {"above": above}).all():
            above = rows[-1].decision
            for row in rows:
                yield Typed(row.decision, row.subject, row.reason)

    def erase(self, refs: Sequence[TextRef], erasure: Decision) -> None:
        """Erase texts with their salts for good, and record that; its `after` is filled in."""
        erasing(self._connection)
        self._log.append(replace(erasure, after=erasure_code(refs)))
        recorded = self._log.head()
        by_part: defaultdict[Part, list[dict[str, int]]] = defaultdict(list)
        for ref in refs:
            number = recorded.number if recorded else 0
            by_part[ref.part].append({"number": ref.number, "erasure": number})
        for part, rows in by_part.items():
            self._connection.execute(_ERASE[part], rows)


def erasing(connection: Connection) -> None:
    """Let SQLite write over what is removed: it would else stay legible in the file's free pages.

    Source: sqlite.org/pragma.html#pragma_secure_delete.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _record(row: AnyRow, beside: AnyRow | None) -> Record:
    texts = {} if beside is None else {part: _text(beside, part) for part in Part}
    digests = Digests(*map(str, (row.subject_digest, row.person_digest, row.reason_digest)))
    return Record(row.id, _codes(row), digests, str(row.previous), str(row.hash), texts)


def _codes(row: AnyRow) -> Codes | None:
    words = (row.kind, row.subject, row.before, row.after, row.role, row.section)
    moment = _moment(row.at)
    if moment is None or not all(isinstance(word, str) for word in words):
        return None
    return Codes(row.kind, row.subject, moment, row.before, row.after, row.role, row.section)


def _moment(value: object) -> datetime | None:
    """A moment as the driver gives it: SQLite has text without a zone."""
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    except ValueError:
        return None


def _text(row: AnyRow, part: Part) -> Text:
    columns: dict[str, Any] = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public accessor
    return Text(
        str(columns[part] or ""),
        str(columns[f"{part}_salt"] or ""),
        columns[f"{part}_erased"] or 0,
    )
