"""What rows refer to, and where they contradict each other, each with its exact words."""

from pathlib import Path

import pytest

from storage.unit_of_work import SqlStore
from tests.csv_portfolio import Cells, alone, brought_in, refused, small_portfolio, write_csv


class TestReferences:
    @pytest.mark.parametrize(
        ("file", "changes", "told"),
        [
            (
                "individuals.csv",
                {"case": "MYS-0013"},
                (
                    'individuals.csv, line 2, column case: found "MYS-0013"; allowed: a case in '
                    'the files or on record. Did you mean "MYS-0012"?'
                ),
            ),
            (
                "actions.csv",
                {"case": "ZZZ-9999"},
                (
                    'actions.csv, line 2, column case: found "ZZZ-9999"; allowed: a case in the '
                    "files or on record."
                ),
            ),
            (
                "commitments.csv",
                {"section": "SWD"},
                (
                    'commitments.csv, line 2, column section: found "SWD"; allowed: a section in '
                    'the files or on record. Did you mean "SWE"?'
                ),
            ),
            (
                "people.csv",
                {"person": "p2", "identity": "b", "section": "NOR"},
                (
                    'people.csv, line 2, column section: found "NOR"; allowed: a section in the '
                    "files or on record."
                ),
            ),
            (
                "sections.csv",
                {"parent": "SWE"},
                (
                    'sections.csv, line 2, column parent: found "SWE"; allowed: a section that is '
                    "not, by any number of steps, below this one."
                ),
            ),
        ],
    )
    def test_what_is_referred_to_must_be_there(
        self, sqlite_store: SqlStore, tmp_path: Path, file: str, changes: Cells, told: str
    ) -> None:
        brought_in(sqlite_store, *small_portfolio(tmp_path))
        assert alone(sqlite_store, tmp_path, file, changes) == [told]

    def test_a_row_is_not_blamed_for_errors_of_the_row_that_it_refers_to(
        self, sqlite_store: SqlStore, tmp_path: Path
    ) -> None:
        case = write_csv(tmp_path, "cases.csv", [{"level": "activ"}])
        person = write_csv(tmp_path, "individuals.csv", [{}])
        assert refused(sqlite_store, case, person) == [
            (
                'cases.csv, line 2, column level: found "activ"; allowed: draft, active, dormant '
                'or closed. Did you mean "active"?'
            )
        ]

    def test_sections_in_a_circle(self, sqlite_store: SqlStore, tmp_path: Path) -> None:
        rows = [{"code": "A1", "parent": "B1"}, {"code": "B1", "parent": "A1"}]
        told = alone(sqlite_store, tmp_path, "sections.csv", *rows)
        assert [text.partition(":")[0] for text in told] == [
            "sections.csv, line 2, column parent",
            "sections.csv, line 3, column parent",
        ]


class TestPeople:
    @pytest.mark.parametrize(
        ("rows", "told"),
        [
            (
                [{"platform": ""}],
                (
                    'people.csv, line 2, column identity: found "lars"; allowed: an identity with '
                    "a platform, or neither."
                ),
            ),
            (
                [{"section": ""}],
                (
                    "people.csv, line 2, column section: found nothing; allowed: a section's code "
                    "for a member or coordinator, else nothing."
                ),
            ),
            (
                [{"role": "steward"}],
                (
                    'people.csv, line 2, column section: found "SWE"; allowed: a section\'s code '
                    "for a member or coordinator, else nothing."
                ),
            ),
            (
                [{}, {"person": "p2"}],
                (
                    'people.csv, line 3, column identity: found "lars"; allowed: an identity of '
                    "one person; this one belongs to p1."
                ),
            ),
            (
                [{}, {"role": "board", "section": "", "zone": ""}],
                (
                    "people.csv, line 3, column zone: found no zone and en; allowed: the same zone "
                    "and language in every row of a person."
                ),
            ),
        ],
    )
    def test_rows_that_contradict(
        self, sqlite_store: SqlStore, tmp_path: Path, rows: list[Cells], told: str
    ) -> None:
        sections = write_csv(tmp_path, "sections.csv", [{}])
        assert refused(sqlite_store, sections, write_csv(tmp_path, "people.csv", rows)) == [told]

    def test_an_identity_on_record_stays_whose_it_is(
        self, sqlite_store: SqlStore, tmp_path: Path
    ) -> None:
        brought_in(sqlite_store, *small_portfolio(tmp_path))
        assert alone(sqlite_store, tmp_path, "people.csv", {"person": "thief"}) == [
            (
                'people.csv, line 2, column identity: found "lars"; allowed: an identity of one '
                "person; this one belongs to p1."
            )
        ]


class TestCommitments:
    @pytest.mark.parametrize(
        ("rows", "told"),
        [
            (
                [{"ended": "2009-01-01", "reason": "x"}],
                (
                    'commitments.csv, line 2, column ended: found "2009-01-01 00:00:00+00:00"; '
                    "allowed: a moment that is not before the start."
                ),
            ),
            (
                [{"ended": "2010-02-01"}],
                (
                    "commitments.csv, line 2, column reason: found nothing; allowed: a reason if "
                    "it ended, else nothing."
                ),
            ),
            (
                [{"started": "2010-03-01"}],
                (
                    "commitments.csv, line 2, column ended: found nothing, as in another row or on "
                    "record; allowed: one commitment of SWE to MYS-0012 that runs."
                ),
            ),
        ],
    )
    def test_rows_that_contradict(
        self, sqlite_store: SqlStore, tmp_path: Path, rows: list[Cells], told: str
    ) -> None:
        brought_in(sqlite_store, *small_portfolio(tmp_path))
        assert alone(sqlite_store, tmp_path, "commitments.csv", *rows) == [told]

    def test_a_section_over_its_capacity_is_a_note(
        self, sqlite_store: SqlStore, tmp_path: Path
    ) -> None:
        paths = small_portfolio(tmp_path)
        write_csv(tmp_path, "sections.csv", [{"capacity": "0"}])
        notes = brought_in(sqlite_store, *paths).changes.notes
        assert notes == ("Section Sweden is committed to 1 of 0 cases.",)
