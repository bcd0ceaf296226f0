"""What rows may not say together, each with its exact words."""

from pathlib import Path

import pytest

from storage.unit_of_work import SqlStore
from tests.csv_portfolio import Cells, alone, brought_in, refused, small_portfolio, write_csv

LISTING = "a list with listing in it, as nothing becomes active without consent on record"
PROPOSED = (
    "nobody who is a living, unreleased prisoner of conscience is taken out of active work by an "
    "import: that is proposed, so that the committed sections can question it"
)

PAST: Cells = {
    "level": "dormant",
    "consent": "",
    "safe_to_publicise": "no",
    "archive": "",
    "inclusion_reason": "",
}


class TestActivation:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"consent": "names"}, f'column consent: found "names"; allowed: {LISTING}.'),
            (
                {"safe_to_publicise": "no"},
                (
                    'column safe_to_publicise: found "no"; allowed: yes, as nothing becomes active '
                    "before it is safe."
                ),
            ),
            (
                {"concerns": "", "articles": ""},
                "column concerns: found nothing; allowed: a concern, or an article, to be active.",
            ),
            (
                {"inclusion_reason": " "},
                "column inclusion_reason: found nothing; allowed: a reason, to be active.",
            ),
        ],
    )
    def test_nothing_becomes_active_without(
        self, sqlite_store: SqlStore, tmp_path: Path, changes: Cells, told: str
    ) -> None:
        paths = small_portfolio(tmp_path)
        write_csv(tmp_path, "cases.csv", [changes])
        assert refused(sqlite_store, *paths) == [f"cases.csv, line 2, {told}"]

    def test_nor_without_somebody_on_it(self, sqlite_store: SqlStore, tmp_path: Path) -> None:
        assert alone(sqlite_store, tmp_path, "cases.csv", {}) == [
            (
                'cases.csv, line 2, column level: found "active"; allowed: active with somebody on '
                "the case; there is nobody in the files or on record."
            )
        ]

    def test_nor_by_a_change_of_level(self, sqlite_store: SqlStore, tmp_path: Path) -> None:
        paths = small_portfolio(tmp_path)
        write_csv(tmp_path, "cases.csv", [{"level": "dormant", "consent": ""}])
        brought_in(sqlite_store, *paths)
        assert alone(sqlite_store, tmp_path, "cases.csv", {"consent": ""}) == [
            f"cases.csv, line 2, column consent: found nothing; allowed: {LISTING}."
        ]

    def test_an_active_case_may_lose_its_consent(
        self, sqlite_store: SqlStore, tmp_path: Path
    ) -> None:
        brought_in(sqlite_store, *small_portfolio(tmp_path))
        brought_in(sqlite_store, write_csv(tmp_path, "cases.csv", [{"consent": ""}]))


class TestLevels:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            (
                {"level": "draft"},
                (
                    'column case: found "MYS-0012"; allowed: a key that begins with draft-, for a '
                    "draft."
                ),
            ),
            (
                {"case": "draft-abcdefgh1"},
                (
                    'column case: found "draft-abcdefgh1"; allowed: a reference such as MYS-0012, '
                    "unless it is a draft."
                ),
            ),
            (
                {"level": "closed"},
                (
                    "column outcome: found nothing; allowed: for a closed case: released, died, "
                    "executed, merged, sentence_served, no_longer_at_risk, consent_withdrawn, "
                    "poc_withdrawn or capacity (and unknown for past cases)."
                ),
            ),
            (
                {"level": "dormant", "outcome": "released"},
                'column outcome: found "released"; allowed: nothing, as the case is not closed.',
            ),
            (
                {"level": "dormant", "closed": "2009-01-01"},
                'column closed: found "2009-01-01"; allowed: nothing, as the case is not closed.',
            ),
            (
                {"level": "dormant", "archive": "yes", "consent": ""},
                'column archive: found "yes"; allowed: no; past cases are taken with --as-archive.',
            ),
        ],
    )
    def test_a_new_case(
        self, sqlite_store: SqlStore, tmp_path: Path, changes: Cells, told: str
    ) -> None:
        case = write_csv(tmp_path, "cases.csv", [changes])
        key = changes.get("case", "MYS-0012")
        nameless = {"case": key} | ({"name": ""} if "archive" in changes else {})
        person = write_csv(tmp_path, "individuals.csv", [nameless])
        assert refused(sqlite_store, case, person) == [f"cases.csv, line 2, {told}"]

    def test_a_move_that_the_levels_do_not_allow(
        self, sqlite_store: SqlStore, tmp_path: Path
    ) -> None:
        closed = {"level": "closed", "outcome": "released"}
        paths = small_portfolio(tmp_path)
        write_csv(tmp_path, "cases.csv", [closed])
        brought_in(sqlite_store, *paths)
        assert alone(sqlite_store, tmp_path, "cases.csv", {"level": "dormant"}) == [
            (
                'cases.csv, line 2, column level: found "dormant"; allowed: closed or active, as '
                "the case is closed."
            )
        ]


class TestProtectedPersons:
    @pytest.fixture
    def store(self, sqlite_store: SqlStore, tmp_path: Path) -> SqlStore:
        brought_in(sqlite_store, *small_portfolio(tmp_path))
        return sqlite_store

    @pytest.mark.parametrize(
        "changes",
        [
            {"level": "dormant"},
            {"level": "closed", "outcome": "capacity"},
            {"level": "closed", "outcome": "consent_withdrawn"},
            {"level": "closed", "outcome": "sentence_served"},
        ],
    )
    def test_their_case_stays_in_active_work(
        self, store: SqlStore, tmp_path: Path, changes: Cells
    ) -> None:
        assert alone(store, tmp_path, "cases.csv", changes) == [
            f'cases.csv, line 2, column level: found "{changes["level"]}"; allowed: {PROPOSED}.'
        ]

    @pytest.mark.parametrize("outcome", ["released", "died", "executed", "merged"])
    def test_an_outcome_that_resolves_the_matter_closes_it(
        self, store: SqlStore, tmp_path: Path, outcome: str
    ) -> None:
        changes = {"level": "closed", "outcome": outcome}
        brought_in(store, write_csv(tmp_path, "cases.csv", [changes]))

    def test_a_sentence_served_needs_a_status_with_date_and_source(
        self, store: SqlStore, tmp_path: Path
    ) -> None:
        known = {"status_date": "2010-05", "status_source": "lawyer"}
        case = write_csv(tmp_path, "cases.csv", [{"level": "closed", "outcome": "sentence_served"}])
        brought_in(store, case, write_csv(tmp_path, "individuals.csv", [known]))

    def test_the_designation_is_not_withdrawn(self, store: SqlStore, tmp_path: Path) -> None:
        assert alone(store, tmp_path, "individuals.csv", {"poc": "no"}) == [
            f'individuals.csv, line 2, column poc: found "no"; allowed: yes; {PROPOSED}.'
        ]

    def test_a_release_needs_a_source(self, store: SqlStore, tmp_path: Path) -> None:
        assert alone(store, tmp_path, "individuals.csv", {"status": "released"}) == [
            (
                "individuals.csv, line 2, column status_source: found nothing; allowed: a source "
                "for the end of a prisoner of conscience's imprisonment."
            )
        ]
        freed = {"status": "released", "status_source": "family", "status_date": "2010-05-01"}
        brought_in(store, write_csv(tmp_path, "individuals.csv", [freed]))
        brought_in(store, write_csv(tmp_path, "cases.csv", [{"level": "dormant"}]))

    def test_not_by_closing_and_withdrawing_at_once(self, store: SqlStore, tmp_path: Path) -> None:
        case = write_csv(tmp_path, "cases.csv", [{"level": "closed", "outcome": "poc_withdrawn"}])
        person = write_csv(tmp_path, "individuals.csv", [{"poc": "no"}])
        told = refused(store, case, person)
        assert [text.partition(":")[0] for text in told] == ["individuals.csv, line 2, column poc"]


class TestArchives:
    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            (
                {"consent": "listing"},
                'column consent: found "listing"; allowed: nothing, for a past case.',
            ),
            (
                {"level": "closed", "outcome": "released"},
                (
                    'column outcome: found "released"; allowed: unknown, for a past case that is '
                    "closed."
                ),
            ),
            (
                {"level": "draft", "case": "draft-abcdefgh1"},
                'column level: found "draft"; allowed: dormant or closed, for a past case.',
            ),
        ],
    )
    def test_what_a_past_case_can_not_be(
        self, sqlite_store: SqlStore, tmp_path: Path, changes: Cells, told: str
    ) -> None:
        row = {**PAST, **changes}
        assert alone(sqlite_store, tmp_path, "cases.csv", row, archive=True) == [
            f"cases.csv, line 2, {told}"
        ]

    def test_nothing_in_it_becomes_active(self, sqlite_store: SqlStore, tmp_path: Path) -> None:
        row = {**PAST, "level": "active"}
        told = alone(sqlite_store, tmp_path, "cases.csv", row, archive=True)
        assert (
            'cases.csv, line 2, column level: found "active"; allowed: dormant or closed, for a '
            "past case." in told
        )
        assert f"cases.csv, line 2, column consent: found nothing; allowed: {LISTING}." in told

    def test_it_names_nobody(self, sqlite_store: SqlStore, tmp_path: Path) -> None:
        case = write_csv(tmp_path, "cases.csv", [PAST])
        person = write_csv(tmp_path, "individuals.csv", [{"aliases": "Ah Lin"}])
        assert refused(sqlite_store, case, person, as_archive=True) == [
            f'individuals.csv, line 2, column {column}: found "{cell}"; allowed: nothing, as '
            "nobody consented to be named in a past case."
            for column, cell in (("name", "Tan Mei Lin"), ("aliases", "Ah Lin"))
        ]

    def test_a_person_of_another_case_has_a_name(
        self, sqlite_store: SqlStore, tmp_path: Path
    ) -> None:
        brought_in(sqlite_store, *small_portfolio(tmp_path))
        assert alone(sqlite_store, tmp_path, "individuals.csv", {"name": ""}) == [
            (
                "individuals.csv, line 2, column name: found nothing; allowed: a name, unless it "
                "is a past case or the name was erased (withheld then)."
            )
        ]

    def test_a_case_on_record_does_not_become_a_past_one(
        self, sqlite_store: SqlStore, tmp_path: Path
    ) -> None:
        paths = small_portfolio(tmp_path)
        write_csv(tmp_path, "cases.csv", [{"level": "dormant"}])
        brought_in(sqlite_store, *paths)
        row = {**PAST, "archive": "yes"}
        assert (
            'cases.csv, line 2, column archive: found "yes"; allowed: no, as on record.'
            in alone(sqlite_store, tmp_path, "cases.csv", row, archive=True)
        )

    def test_closed_with_an_unknown_outcome_only_as_a_past_case(
        self, sqlite_store: SqlStore, tmp_path: Path
    ) -> None:
        row = {**PAST, "level": "closed", "outcome": "unknown"}
        path = write_csv(tmp_path, "cases.csv", [row])
        assert len(refused(sqlite_store, path)) == 1
        brought_in(sqlite_store, path, as_archive=True)
        assert brought_in(sqlite_store, path).changes.counts[0].unchanged == 1


def test_what_was_measured_stays(sqlite_store: SqlStore, tmp_path: Path) -> None:
    brought_in(sqlite_store, *small_portfolio(tmp_path))
    assert alone(sqlite_store, tmp_path, "observations.csv", {"value": "500"}) == [
        (
            "observations.csv, line 2, column value: found 500 where 151 was measured; allowed: "
            "what was measured, unchanged."
        )
    ]
