"""The rules about levels, consent and protected persons, which an import can't get round."""

from dataclasses import replace

from core.domain.cases import (
    DRAFT_KEY,
    ENDED_STATUSES,
    TRANSITIONS,
    ConsentScope,
    Level,
    Outcome,
)
from core.domain.goals import ObservationKind
from core.domain.levels import PAST, is_protected, leaves_work, resolves
from core.portfolio.columns import CaseRow, IndividualRow, ObservationRow
from core.portfolio.kinds import one_of
from core.portfolio.problems import Problems
from core.portfolio.rows import Place, Rows, Sheets, grouped

_PROPOSED = (
    "nobody who is a living, unreleased prisoner of conscience is taken out of active work by an "
    "import: that is proposed, so that the committed sections can question it"
)


def settle_archive(sheets: Sheets, current: Rows, *, as_archive: bool) -> None:
    """Fill in whether a case is a past one where its row leaves it open."""
    for row in sheets.rows.of(CaseRow):
        if row.archive is None:
            known = current.get(CaseRow, row.case)
            sheets.rows.put(replace(row, archive=known.archive if known else as_archive))


def check_casework(sheets: Sheets, current: Rows, problems: Problems, *, as_archive: bool) -> None:
    """Check every case and every person on one, and what was measured."""
    after = sheets.rows.over(current)
    people = grouped(after.of(IndividualRow), "case")
    broken = {str(key[0]) for kind, key in sheets.broken if kind is IndividualRow}
    for row in sheets.rows.of(CaseRow):
        change = _Change(row, current.get(CaseRow, row.case), people.get(row.case, []))
        checks = _CaseChecks(change, sheets, problems)
        checks.check(as_archive=as_archive, people_broken=row.case in broken)
    for person in sheets.rows.of(IndividualRow):
        _check_person(person, current, after, sheets, problems)
    for seen in sheets.rows.of(ObservationRow):
        known = current.get(ObservationRow, *seen.key)
        if known and known != seen and seen.kind is ObservationKind.MEASURED:
            found = f"{seen.value:g} where {known.value:g} was measured"
            problems.add(sheets.place(seen), "value", found, "what was measured, unchanged")


class _Change:
    """What becomes of a case, with the people who will be on it."""

    def __init__(self, row: CaseRow, before: CaseRow | None, people: list[IndividualRow]) -> None:
        self.row = row
        self.before = before
        self.people = people

    @property
    def activates(self) -> bool:
        """Whether it becomes active by this import."""
        was_active = self.before is not None and self.before.level is Level.ACTIVE
        return self.row.level is Level.ACTIVE and not was_active

    @property
    def leaves_work(self) -> bool:
        """Whether an active case is made dormant, or an active or dormant one is closed."""
        return self.before is not None and leaves_work(self.before.level, self.row.level)

    @property
    def resolves(self) -> bool:
        """Whether the outcome settles the matter for those who are protected."""
        return resolves(self.row.outcome, self.people)


class _CaseChecks:
    """The rules for one case."""

    def __init__(self, change: _Change, sheets: Sheets, problems: Problems) -> None:
        self._change = change
        self._row = change.row
        self._place = sheets.place(change.row)
        self._problems = problems

    def _wrong(self, column: str, cell: str, allowed: str) -> None:
        self._problems.cell(self._place, column, cell, allowed)

    def check(self, *, as_archive: bool, people_broken: bool) -> None:
        """Check the case."""
        self._key()
        self._ending()
        self._move()
        self._archive(as_archive=as_archive)
        if self._change.activates:
            self._activation(people_broken=people_broken)
        if (
            self._change.leaves_work
            and any(map(is_protected, self._change.people))
            and not self._change.resolves
        ):
            self._wrong("level", self._row.level, _PROPOSED)

    def _key(self) -> None:
        row = self._row
        is_draft = row.case.startswith(DRAFT_KEY)
        if row.level is Level.DRAFT and not is_draft:
            self._wrong("case", row.case, "a key that begins with draft-, for a draft")
        elif is_draft and row.level not in {Level.DRAFT, Level.CLOSED}:
            self._wrong("case", row.case, "a reference such as MYS-0012, unless it is a draft")
        elif is_draft and row.level is Level.CLOSED and not row.paused:
            self._wrong("paused", "no", "yes, as a draft that was closed is shown to nobody")

    def _ending(self) -> None:
        row = self._row
        is_closed = row.level is Level.CLOSED
        outcomes = [o for o in Outcome if o is not Outcome.UNKNOWN or row.archive]
        if is_closed and row.outcome not in outcomes:
            past = "" if row.archive else " (and unknown for past cases)"
            self._wrong(
                "outcome", row.outcome or "", f"for a closed case: {one_of(outcomes)}{past}"
            )
        if not is_closed and row.outcome is not None:
            self._wrong("outcome", row.outcome, "nothing, as the case is not closed")
        if not is_closed and row.closed is not None:
            self._wrong("closed", row.closed.isoformat(), "nothing, as the case is not closed")

    def _move(self) -> None:
        before = self._change.before
        if before is None or before.level is self._row.level:
            return
        allowed = [level for level in Level if level in TRANSITIONS[before.level]]
        if self._row.level not in allowed:
            told = f"{one_of([before.level, *allowed])}, as the case is {before.level}"
            self._wrong("level", self._row.level, told)

    def _archive(self, *, as_archive: bool) -> None:
        row, before = self._row, self._change.before
        if before is not None and bool(before.archive) is not bool(row.archive):
            told = f"{'yes' if before.archive else 'no'}, as on record"
            self._wrong("archive", "yes" if row.archive else "no", told)
        if not row.archive:
            return
        if before is None and not as_archive:
            self._wrong("archive", "yes", "no; past cases are taken with --as-archive")
        if row.level not in PAST:
            self._wrong("level", row.level, "dormant or closed, for a past case")
        if row.level is Level.CLOSED and row.outcome not in {Outcome.UNKNOWN, None}:
            self._wrong("outcome", row.outcome or "", "unknown, for a past case that is closed")
        if row.consent:
            self._wrong("consent", "|".join(row.consent), "nothing, for a past case")

    def _activation(self, *, people_broken: bool) -> None:
        """What the design asks for before a case becomes active."""
        row = self._row
        if ConsentScope.LISTING not in row.consent:
            told = "a list with listing in it, as nothing becomes active without consent on record"
            self._wrong("consent", "|".join(row.consent), told)
        if not row.safe_to_publicise:
            self._wrong(
                "safe_to_publicise", "no", "yes, as nothing becomes active before it is safe"
            )
        if not (row.concerns or row.articles):
            self._wrong("concerns", "", "a concern, or an article, to be active")
        if not row.inclusion_reason.strip():
            self._wrong("inclusion_reason", "", "a reason, to be active")
        if not self._change.people and not people_broken:
            told = "active with somebody on the case; there is nobody in the files or on record"
            self._wrong("level", row.level, told)


def _check_names(
    person: IndividualRow,
    before: IndividualRow | None,
    problems: Problems,
    place: Place,
    *,
    past: bool,
) -> None:
    """Nobody is named in a past case; and a name that was erased does not come back."""
    erased = before is not None and not before.name
    if not past and not erased:
        if not person.name.strip() and not person.withheld:
            told = "a name, unless it is a past case or the name was erased (withheld then)"
            problems.cell(place, "name", person.name, told)
        return
    told = (
        "nothing, as nobody consented to be named in a past case"
        if past
        else "nothing, as the name was erased for good"
    )
    named = (person.name, "|".join(person.aliases), person.native_name)
    for column, cell in zip(("name", "aliases", "native_name"), named, strict=True):
        if cell:
            problems.cell(place, column, cell, told)


def _check_person(
    person: IndividualRow, current: Rows, after: Rows, sheets: Sheets, problems: Problems
) -> None:
    place = sheets.place(person)
    case = after.get(CaseRow, person.case)
    before = current.get(IndividualRow, person.case, person.number)
    _check_names(person, before, problems, place, past=bool(case and case.archive))
    if before is None or not is_protected(before) or is_protected(person):
        return
    ended = person.status in ENDED_STATUSES
    if ended and not person.status_source.strip():
        told = "a source for the end of a prisoner of conscience's imprisonment"
        problems.cell(place, "status_source", "", told)
    if not ended:
        problems.cell(place, "poc", "no", f"yes; {_PROPOSED}")
