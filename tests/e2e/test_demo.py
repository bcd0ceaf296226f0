"""The demo, as `make demo` runs it where there is no terminal."""

from pathlib import Path

import pytest

from tests.e2e.command import vigil, vigil_process


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("demo")
    (folder / ".demo").mkdir()
    (folder / ".demo" / "vigil.db").write_text("an older demo, broken")
    done = vigil_process("demo", folder=folder)
    assert done.status == 0, done.told
    assert done.told == ""
    return done.out


def test_a_member_finds_a_case_and_opens_it(shown: str) -> None:
    asked, _, opened = shown.partition("[Open MYS-0012]")
    assert "aisha > /cases Malaysia" in asked
    assert "MYS-0012" in asked
    assert "Hisham Ramlan" in opened


def test_a_coordinator_commits_the_section(shown: str) -> None:
    assert "For Section Sweden, 7 of 10." in shown


def test_three_digests_arrive_each_on_monday_at_nine_where_it_is_read(shown: str) -> None:
    headers = [line for line in shown.splitlines() if line.startswith("To: ")]
    assert [header.rstrip(" ─") for header in headers] == [
        "To: aisha · Monday 17 May 2010, 09:00 (Asia/Kuala_Lumpur)",
        "To: #section-sweden · Monday 17 May 2010, 09:00 (Europe/Stockholm)",
        "To: beatriz · Monday 17 May 2010, 09:00 (America/Sao_Paulo)",
    ]
    assert shown.count("500 cases available for action") >= 3
    assert shown.count("The week in the portfolio · 17 May 2010") == 3


def test_the_sections_own_numbers_are_in_its_channels_digest_alone(shown: str) -> None:
    assert shown.count("7 of 10 cases") == 1


def test_nothing_steers_the_terminal(shown: str) -> None:
    assert "\x1b" not in shown


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = vigil("demo", "--directory", "file", folder=tmp_path)
    assert done.status == 2
    assert "--directory" in done.told


def test_what_else_lies_in_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert vigil("demo", "--directory", ".", folder=tmp_path).status == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"
