"""Whatever a file holds, each thing that is wrong is told in one sentence."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.portfolio.columns import BY_FILE, CaseRow, ObservationRow, SectionRow
from core.portfolio.problems import SHOWN, Problems
from core.portfolio.reading import LONGEST_LINE, read_files
from core.portfolio.rows import Sheets

HEAD = "code,name,country,languages,zone,capacity,parent\n"
SWEDEN = "SWE,Sweden,SWE,sv,Europe/Stockholm,10,\n"
UTF8 = "text in UTF-8 (in a spreadsheet: save as CSV UTF-8)"
COLUMNS = "all the columns code, name, country, languages, zone, capacity, parent"


def read(path: Path) -> tuple[Sheets, list[str]]:
    problems = Problems()
    sheets = read_files([path], problems)
    return sheets, [str(problem).replace(f"{path.parent}/", "") for problem in problems.told()]


def of(folder: Path, data: bytes, name: str = "sections.csv") -> list[str]:
    path = folder / name
    path.write_bytes(data)
    return read(path)[1]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            b"",
            (
                "sections.csv: found an empty file; allowed: a first line with the names of the "
                f"columns, such as {','.join(BY_FILE['cases.csv'].names)}."
            ),
        ),
        (
            HEAD.encode("utf-16"),
            f"sections.csv, line 1: found text in UTF-16; allowed: {UTF8}.",
        ),
        (
            (HEAD + SWEDEN.replace("Sweden", "Österreich")).encode("latin-1"),
            f"sections.csv, line 2: found a byte that is not UTF-8 (0xD6); allowed: {UTF8}.",
        ),
        (
            (HEAD + SWEDEN.replace("Sweden", "Swe\0den")).encode(),
            (
                'sections.csv, line 2, column name: found "Swe\N{REPLACEMENT CHARACTER}den"; '
                "allowed: text without NUL characters."
            ),
        ),
        (
            (HEAD + "SWE,Sweden\n").encode(),
            "sections.csv, line 2: found 2 cells; allowed: 7 cells, as in the first line.",
        ),
        (
            (HEAD + SWEDEN.replace("10,", "ten,")).encode(),
            (
                'sections.csv, line 2, column capacity: found "ten"; allowed: a whole number from '
                "0 to 9999."
            ),
        ),
        (
            (HEAD + SWEDEN.replace("Europe/Stockholm", "Stockholm")).encode(),
            (
                'sections.csv, line 2, column zone: found "Stockholm"; allowed: a time zone\'s '
                'IANA name, such as Asia/Kuala_Lumpur. Did you mean "Europe/Stockholm"?'
            ),
        ),
        (
            (HEAD + SWEDEN + "\n\n" + SWEDEN).encode(),
            (
                "sections.csv, line 5, column code: found SWE again, which stands on line 2 of "
                "sections.csv; allowed: each once."
            ),
        ),
        (
            HEAD.replace(",", ";").encode(),
            "sections.csv, line 1: found columns divided by ;; allowed: columns divided by commas.",
        ),
        (
            (HEAD + 'SWE,"Sweden,SWE,sv,Europe/Stockholm,10,\n' + SWEDEN).encode(),
            (
                "sections.csv, line 2: found a quoted cell without an end (the rest was not read); "
                'allowed: a closing " for each opening ".'
            ),
        ),
        (
            (HEAD + 'SWE,"Swe"den",SWE,sv,Europe/Stockholm,10,\n').encode(),
            (
                'sections.csv, line 2: found a quoted cell with text after its closing " (the rest '
                'was not read); allowed: "" for each " inside a quoted cell.'
            ),
        ),
        (
            (HEAD + SWEDEN).replace("\n", "\r").encode(),
            (
                "sections.csv, line 1: found a line that ends with a carriage return alone (the "
                "rest was not read); allowed: lines that end with LF or CRLF."
            ),
        ),
        (
            (HEAD + SWEDEN.replace("Sweden", "x" * 200_000)).encode(),
            (
                "sections.csv, line 2: found a cell of more than 131,072 characters (the rest was "
                'not read); allowed: cells of at most 131,072 characters, and a closing " for each '
                'opening ".'
            ),
        ),
    ],
)
def test_a_file_that_is_wrong(tmp_path: Path, data: bytes, told: str) -> None:
    assert of(tmp_path, data) == [told]


class TestHeader:
    def test_a_misspelt_column_is_two_things(self, tmp_path: Path) -> None:
        assert of(tmp_path, HEAD.replace("zone", "zones").encode()) == [
            (
                'sections.csv, line 1, column zones: found "zones"; allowed: the columns code, '
                'name, country, languages, zone, capacity, parent. Did you mean "zone"?'
            ),
            f"sections.csv, line 1, column zone: found no such column; allowed: {COLUMNS}.",
        ]

    def test_a_column_twice(self, tmp_path: Path) -> None:
        assert of(tmp_path, HEAD.replace("name,", "name,name,").encode()) == [
            "sections.csv, line 1, column name: found it 2 times; allowed: each column once."
        ]

    def test_the_order_of_columns_is_free(self, tmp_path: Path) -> None:
        path = tmp_path / "observations.csv"
        path.write_text("note,source,kind,value,date,metric\n,,measured,1,2010,active_cases\n")
        sheets, told = read(path)
        assert told == []
        assert [row.value for row in sheets.rows.of(ObservationRow)] == [1.0]

    def test_another_name_is_recognised_by_the_columns(self, tmp_path: Path) -> None:
        path = tmp_path / "our sections (final).csv"
        path.write_text(HEAD + SWEDEN)
        sheets, told = read(path)
        assert told == []
        assert [row.code for row in sheets.rows.of(SectionRow)] == ["SWE"]

    def test_the_columns_of_another_file(self, tmp_path: Path) -> None:
        assert of(tmp_path, HEAD.encode(), "cases.csv") == [
            (
                "cases.csv, line 1: found the columns of sections.csv; allowed: the columns of "
                "cases.csv."
            )
        ]

    def test_a_file_of_unknown_kind(self, tmp_path: Path) -> None:
        kinds = (
            "sections.csv, people.csv, cases.csv, individuals.csv, actions.csv, commitments.csv, "
            "goals.csv or observations.csv"
        )
        assert of(tmp_path, b"code,name,flag\n", "x.csv") == [
            (
                f"x.csv: found a file of unknown kind; allowed: a file with the name, or all the "
                f"columns, of {kinds}; it is most like sections.csv, lacks country, languages, "
                f"zone, capacity, parent and has too many: flag."
            )
        ]
        assert of(tmp_path, b"\x89PNG,\n", "x.png")[0].startswith("x.png, line 1: found a byte")
        assert of(tmp_path, b"hello\n", "x.txt") == [
            (
                "x.txt: found a file of unknown kind; allowed: a file with the name, or all the "
                f"columns, of {kinds}."
            )
        ]


class TestFiles:
    def test_a_directory(self, tmp_path: Path) -> None:
        folder = tmp_path / "data"
        folder.mkdir()
        assert read(folder)[1] == [
            "data: found a directory; allowed: a file, such as data/cases.csv."
        ]

    def test_no_such_file(self, tmp_path: Path) -> None:
        told = "none.csv: found no such file; allowed: a file that exists."
        assert read(tmp_path / "none.csv")[1] == [told]

    def test_a_name_that_no_file_has(self, tmp_path: Path) -> None:
        told = read(tmp_path / "a\0b.csv")[1]
        assert len(told) == 1
        assert told[0].endswith(
            "found a file that can't be read (no file's name); allowed: a file to read."
        )

    def test_a_link_that_leads_to_itself(self, tmp_path: Path) -> None:
        path = tmp_path / "cases.csv"
        path.symlink_to(path)
        assert read(path)[1] == [
            (
                f"cases.csv: found a file that can't be read ({os.strerror(40)}); allowed: a file "
                "to read."
            )
        ]

    def test_a_line_without_an_end(self, tmp_path: Path) -> None:
        path = tmp_path / "sections.csv"
        with path.open("wb") as stream:
            stream.write(HEAD.encode())
            stream.truncate(LONGEST_LINE * 7)
        assert read(path)[1] == [
            "sections.csv, line 2: found a line of more than 16 MB; allowed: shorter lines."
        ]


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert of(tmp_path, b"\xef\xbb\xbf" + (HEAD + SWEDEN).encode()) == []


def test_windows_lines_and_quoted_line_breaks_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "sections.csv"
    path.write_bytes(
        (HEAD + SWEDEN.replace("Sweden", '"a\r\nb\rc"')).replace("\n", "\r\n").encode()
    )
    sheets, told = read(path)
    assert told == []
    assert [row.name for row in sheets.rows.of(SectionRow)] == ["a\r\r\nb\rc"]


def test_lines_are_counted_where_a_row_begins(tmp_path: Path) -> None:
    rows = SWEDEN.replace("Sweden", '"two\nlines"') + "\n" + SWEDEN.replace("SWE,Sw", "no,Sw")
    assert [text.partition(":")[0] for text in of(tmp_path, (HEAD + rows).encode())] == [
        "sections.csv, line 5, column code"
    ]


def test_every_error_of_every_file_is_told_up_to_a_limit(tmp_path: Path) -> None:
    bad = SWEDEN.replace("10,", "-1,")
    for name in ("sections.csv", "more sections.csv"):
        (tmp_path / name).write_text(
            HEAD + "".join(bad.replace("SWE,Sw", f"S{n},S") for n in range(40))
        )
    problems = Problems()
    read_files([tmp_path / "sections.csv", tmp_path / "more sections.csv"], problems)
    assert len(problems) == 80
    assert len(problems.told()) == SHOWN


def test_a_row_with_errors_is_known_by_its_key(tmp_path: Path) -> None:
    path = tmp_path / "sections.csv"
    path.write_text(HEAD + SWEDEN.replace("10,", "-1,"))
    assert read(path)[0].broken == {(SectionRow, ("SWE",))}


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda t: t.encode("utf-8", "replace")))
def test_no_file_makes_it_fail(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "cases.csv"
    head = ",".join(BY_FILE["cases.csv"].names).encode() + b"\n"
    for content in (data, head + data):
        path.write_bytes(content)
        sheets, told = read(path)
        assert told or not sheets.rows.of(CaseRow)
