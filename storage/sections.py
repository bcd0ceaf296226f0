"""Sections and how much each has taken on."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, select, update

from core.domain.commitments import Load
from core.domain.people import Section
from storage.statements import AnyRow
from storage.tables import cases, commitments, sections

_ALL = select(sections).order_by(sections.c.name, sections.c.code)
_GET = select(sections).where(sections.c.code == bindparam("code"))
_LOCK = select(sections.c.code).where(sections.c.code == bindparam("code")).with_for_update()
_TAKEN_ON = (
    select(func.count())
    .select_from(commitments.join(cases))
    .where(commitments.c.section == sections.c.code, commitments.c.ended_at.is_(None))
)
_RUNNING = _TAKEN_ON.where(cases.c.listed).scalar_subquery()
_KEPT = _TAKEN_ON.where(~cases.c.listed).scalar_subquery()
_SET = (
    update(sections)
    .where(sections.c.code == bindparam("asked"))
    .values(capacity=bindparam("wanted"))
)
_LOAD = select(_RUNNING, sections.c.capacity, _KEPT).where(sections.c.code == bindparam("code"))


class SqlSections:
    """`SectionStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Section]:
        """Every section, by name."""
        return [_section(row) for row in self._connection.execute(_ALL)]

    def get(self, code: str) -> Section | None:
        """A section by its code."""
        row = self._connection.execute(_GET, {"code": code}).one_or_none()
        return None if row is None else _section(row)

    def lock(self, code: str) -> Load:
        """Hold the section's row, then count in a statement of its own.

        PostgreSQL counts what was committed before a statement began: counted while waiting for
        the lock, the commitment of whoever held it would be missing. SQLite has one writer.
        """
        self._connection.execute(_LOCK, {"code": code})
        return self.load(code)

    def load(self, code: str) -> Load:
        """How many cases it has taken on, of how many; none of none for an unknown section."""
        row = self._connection.execute(_LOAD, {"code": code}).one_or_none()
        return Load(0, 0) if row is None else Load(*row)

    def set_capacity(self, code: str, capacity: int) -> None:
        """Let it take on that many. The caller holds its lock."""
        self._connection.execute(_SET, {"asked": code, "wanted": capacity})


def _section(row: AnyRow) -> Section:
    return Section(
        row.code, row.name, row.country, row.languages, row.zone, row.capacity, row.parent
    )
