"""Whether rows fit together: what they refer to, and what must not contradict itself."""

from collections.abc import Iterable

from core.domain.people import SECTION_ROLES
from core.portfolio.columns import (
    ActionRow,
    CaseRow,
    CommitmentRow,
    IndividualRow,
    PersonRow,
    Row,
    SectionRow,
)
from core.portfolio.kinds import nearest
from core.portfolio.problems import Problems
from core.portfolio.rows import Rows, Sheets


def check_references(sheets: Sheets, current: Rows, problems: Problems) -> None:
    """Check all that needs more than one cell, but the rules about levels and consent."""
    after = sheets.rows.over(current)
    _Known(sheets, after, problems).check()
    _check_parents(sheets, after, problems)
    _check_people(sheets, after, problems)
    _check_commitments(sheets, after, problems)


class _Known:
    """References to cases and sections, which must be in the files or on record."""

    def __init__(self, sheets: Sheets, after: Rows, problems: Problems) -> None:
        self._sheets = sheets
        self._problems = problems
        self._cases = self._keys(CaseRow, after)
        self._sections = self._keys(SectionRow, after)

    def _keys(self, kind: type[CaseRow | SectionRow], after: Rows) -> frozenset[str]:
        broken = (key for row, key in self._sheets.broken if row is kind)
        return frozenset(str(key[0]) for keys in (after.keys(kind), broken) for key in keys)

    def check(self) -> None:
        """Check every reference."""
        rows = self._sheets.rows
        of_cases: list[IndividualRow | ActionRow | CommitmentRow] = [
            *rows.of(IndividualRow),
            *rows.of(ActionRow),
            *rows.of(CommitmentRow),
        ]
        for row in of_cases:
            self._case(row, row.case)
        for commitment in rows.of(CommitmentRow):
            self._section(commitment, "section", commitment.section)
        for person in rows.of(PersonRow):
            self._section(person, "section", person.section)
        for section in rows.of(SectionRow):
            self._section(section, "parent", section.parent)

    def _case(self, row: Row, case: str) -> None:
        if case not in self._cases:
            allowed = "a case in the files or on record"
            place = self._sheets.place(row)
            self._problems.cell(place, "case", case, allowed, lambda: nearest(case, self._cases))

    def _section(self, row: Row, column: str, code: str | None) -> None:
        if code is not None and code not in self._sections:
            allowed = "a section in the files or on record"
            place = self._sheets.place(row)
            near = self._sections
            self._problems.cell(place, column, code, allowed, lambda: nearest(code, near))


def _check_parents(sheets: Sheets, after: Rows, problems: Problems) -> None:
    parents = {section.code: section.parent for section in after.of(SectionRow)}
    for section in sheets.rows.of(SectionRow):
        seen = {section.code}
        above = section.parent
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == section.code:
            allowed = "a section that is not, by any number of steps, below this one"
            problems.cell(sheets.place(section), "parent", section.parent or "", allowed)


def _check_people(sheets: Sheets, after: Rows, problems: Problems) -> None:
    owners: dict[tuple[str, str], str] = {}
    chosen: dict[str, tuple[str | None, str | None]] = {}
    mine = {row.key for row in sheets.rows.of(PersonRow)}
    on_record = (row for row in after.of(PersonRow) if row.key not in mine)
    given = sheets.rows.of(PersonRow)
    for row in on_record:
        owners.setdefault((row.platform or "", row.identity), row.person)
    for row in given:
        place = sheets.place(row)
        if (row.platform is None) != (not row.identity):
            problems.cell(
                place, "identity", row.identity, "an identity with a platform, or neither"
            )
        if (row.section is not None) != (row.role in SECTION_ROLES):
            allowed = "a section's code for a member or coordinator, else nothing"
            problems.cell(place, "section", row.section or "", allowed)
        owner = owners.setdefault((row.platform or "", row.identity), row.person)
        if row.identity and owner != row.person:
            allowed = f"an identity of one person; this one belongs to {owner}"
            problems.cell(place, "identity", row.identity, allowed)
        first = chosen.setdefault(row.person, (row.zone, row.language))
        if first != (row.zone, row.language):
            found = f"{row.zone or 'no zone'} and {row.language or 'no language'}"
            allowed = "the same zone and language in every row of a person"
            problems.add(place, "zone", found, allowed)


def _check_commitments(sheets: Sheets, after: Rows, problems: Problems) -> None:
    running = _running(after.of(CommitmentRow))
    for row in sheets.rows.of(CommitmentRow):
        place = sheets.place(row)
        if row.ended is not None and row.ended < row.started:
            problems.cell(place, "ended", str(row.ended), "a moment that is not before the start")
        if (row.ended is not None) != bool(row.reason.strip()):
            problems.cell(place, "reason", row.reason, "a reason if it ended, else nothing")
        if row.ended is None and running[row.case, row.section] > 1:
            allowed = f"one commitment of {row.section} to {row.case} that runs"
            problems.add(place, "ended", "nothing, as in another row or on record", allowed)


def _running(rows: Iterable[CommitmentRow]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.ended is None:
            counts[row.case, row.section] = counts.get((row.case, row.section), 0) + 1
    return counts
