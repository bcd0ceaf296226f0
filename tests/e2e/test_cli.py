"""The command line: what is printed, and with which status it ends."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

from bots.cli.ask import UNANSWERED
from core.i18n import Words
from core.views.examples import EXAMPLES
from core.views.table import show
from tests.adapters.console_stage import HOSTILE, furnish
from tests.databases import SqliteTemplate
from tests.e2e.command import PATIENCE, VIGIL, environment, vigil, vigil_process

HEAVY = ("sqlalchemy", "telegram", "slack_bolt", "aiohttp", "apscheduler", "pydantic", "rich")


@pytest.fixture
def folder(sqlite_template: SqliteTemplate, tmp_path: Path) -> Path:
    """A working folder with vigil.db in it: two sections and three cases in Malaysia."""
    furnish(sqlite_template.copy_to(tmp_path))
    return tmp_path


class TestHelp:
    def test_every_command_is_there(self, tmp_path: Path) -> None:
        shown = vigil("--help", folder=tmp_path)
        assert shown.status == 0
        for command in ("demo", "chat", "ask", "invite", "run", "db", "slack"):
            assert re.search(rf"^  {command} ", shown.out, re.MULTILINE)

    def test_it_imports_no_library_that_a_command_needs(self) -> None:
        code = f"import sys, bots.cli.main; print([m for m in {HEAVY} if m in sys.modules])"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert done.stdout.decode().strip() == "[]"

    @pytest.mark.parametrize("arguments", [("frobnicate",), ("ask",), ("ask", "x", "--frob")])
    def test_a_wrong_usage_ends_with_2(self, tmp_path: Path, arguments: tuple[str, ...]) -> None:
        done = vigil(*arguments, folder=tmp_path)
        assert done.status == 2
        assert "Usage" in done.told


class TestDatabase:
    def test_upgrade_makes_it_and_can_be_repeated(self, tmp_path: Path) -> None:
        for _ in range(2):
            done = vigil_process("db", "upgrade", folder=tmp_path)
            assert done.status == 0
            assert "is ready" in done.out
        assert vigil("ask", "/help", folder=tmp_path).status == 0

    def test_without_one_the_next_step_is_said_and_no_file_is_made(self, tmp_path: Path) -> None:
        for arguments in (("ask", "/help"), ("chat",), ("invite", "--role", "steward")):
            done = vigil(*arguments, folder=tmp_path)
            assert done.status == 2
            assert "vigil db upgrade" in done.told
            assert "vigil demo" in done.told
        assert list(tmp_path.iterdir()) == []

    def test_an_empty_one_is_to_be_upgraded(self, tmp_path: Path) -> None:
        (tmp_path / "vigil.db").touch()
        done = vigil("ask", "/help", folder=tmp_path)
        assert done.status == 2
        assert "vigil db upgrade" in done.told

    @pytest.mark.parametrize(
        ("url", "told"),
        [
            ("nonsense", "no database that Vigil knows"),
            ("mysql://me:hunter2@db/x", "no database that Vigil knows"),
            ("sqlite:////", "can't be reached"),
            ("sqlite:///no/such/folder/vigil.db", "can't be reached"),
            ("postgresql://me:hunter2@127.0.0.1:1/x", "can't be reached"),
        ],
    )
    def test_one_that_cannot_be_used_is_told_without_its_password(
        self, tmp_path: Path, url: str, told: str
    ) -> None:
        done = vigil("db", "upgrade", "--database", url, folder=tmp_path)
        assert done.status == 2
        assert told in done.told
        assert "hunter2" not in done.told

    def test_the_option_goes_before_the_environment(self, folder: Path) -> None:
        there = f"sqlite:///{folder / 'vigil.db'}"
        done = vigil("ask", "/help", "--database", there, folder=folder, database_url="nonsense")
        assert done.status == 0


class TestAsk:
    def test_a_question_is_answered(self, folder: Path) -> None:
        done = vigil_process("ask", "/cases Malaysia", folder=folder)
        assert done.status == 0
        assert "MYS-0012" in done.out
        assert "\x1b" not in done.out

    @pytest.mark.parametrize(
        "text", ["/frobnicate", "", "/case XYZ-9999", "/commit MYS-0012 for Sweden", "/link 1234"]
    )
    def test_what_leads_to_nothing_ends_with_1(self, folder: Path, text: str) -> None:
        done = vigil("ask", text, folder=folder)
        assert done.status == 1
        assert done.out

    def test_a_coordinator_commits_a_section_until_it_is_full(self, folder: Path) -> None:
        for number, told in ((12, "1 of 2"), (13, "2 of 2"), (14, "2 of 2")):
            done = vigil("ask", f"/commit MYS-00{number}", "--as", "coordinator:SWE", folder=folder)
            assert told in done.out
        assert done.status == 1

    @pytest.mark.parametrize(
        ("who", "told"),
        [
            ("emperor", "“emperor” is nobody here"),
            ("coordinator:Sweeden", "Near: Sweden (SWE)"),
            ("\x1b[31m", "is nobody here"),
        ],
    )
    def test_an_unknown_persona_ends_with_2(self, folder: Path, who: str, told: str) -> None:
        done = vigil("ask", "/help", "--as", who, folder=folder)
        assert done.status == 2
        assert told in done.told
        assert "\x1b" not in done.told

    def test_json_has_what_was_understood_and_what_can_be_pressed(self, folder: Path) -> None:
        done = vigil("ask", "/cases Malaysia", "--json", folder=folder)
        answer = json.loads(done.out)
        assert list(answer) == ["intent", "understood", "text", "actions"]
        assert answer["intent"] == "cases"
        assert answer["understood"]["countries"] == ["MYS"]
        assert "MYS-0012" in answer["text"]
        assert {"label": "Open MYS-0012", "token": "case:MYS-0012"} in answer["actions"]

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("MYS-0012", "case"),
            ("are there any actions to be undertaken by AI members in Malaysia", "actions"),
            ("/digest now", "digest"),
            ("/frobnicate", "unclear"),
        ],
    )
    def test_json_names_the_intent(self, folder: Path, text: str, intent: str) -> None:
        done = vigil("ask", text, "--json", folder=folder)
        assert json.loads(done.out)["intent"] == intent

    def test_what_counts_as_no_answer_is_a_view(self) -> None:
        shown = {show(outcome, Words()).name for outcome in EXAMPLES.values()}
        notices = {"away", "failed", "void_code"}
        assert UNANSWERED - notices <= shown

    def test_a_stream_answers_each_line_whatever_stands_in_it(self, folder: Path) -> None:
        lines = [
            b"/cases Malaysia",
            b"",
            b"\x00\x01\x1b[2J",
            b"\xff\xfe\xe2\x28",
            b"x" * 100_000,
            HOSTILE.encode(),
            b'{"not": "a question"}',
            b"/case MYS-0012\r",
        ]
        done = vigil_process("ask", "--json", "-", folder=folder, stdin=b"\n".join(lines))
        answers = [json.loads(line) for line in done.out.splitlines()]
        assert done.status == 0
        assert len(answers) == len(lines)
        assert answers[0]["intent"] == "cases"
        assert answers[-1]["intent"] == "case"
        assert "\x1b" not in "".join(answer["text"] for answer in answers)


class TestInvite:
    def test_a_code_gives_the_role_in_a_conversation(self, folder: Path) -> None:
        made = vigil("invite", "--role", "coordinator", "--section", "sweden", folder=folder)
        assert made.status == 0
        assert "coordinator of Section Sweden" in made.out
        code = re.search(r"^Code +(\S+)$", made.out, re.MULTILINE)
        assert code
        talk = f"/link {code[1]}\n/commit MYS-0012\n/link {code[1]}\n".encode()
        done = vigil("chat", folder=folder, stdin=talk)
        assert "You are now" in done.out
        assert "For Section Sweden, 1 of 2." in done.out
        assert "This code does not work" in done.out

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("--role", "coordinator", "--section", "Sweeden"), "Did you mean Sweden (SWE)?"),
            (("--role", "coordinator", "--section", "qqq"), "No section is called “qqq”."),
            (("--role", "coordinator"), "needs a section"),
            (("--role", "steward", "--section", "SWE"), "has no section"),
            (("--role", "emperor"), "emperor"),
            (("--role", "steward", "--days", "0"), "days"),
        ],
    )
    def test_a_mistake_is_told(self, folder: Path, arguments: tuple[str, ...], told: str) -> None:
        done = vigil("invite", *arguments, folder=folder)
        assert done.status == 2
        assert told in done.told


class TestChatOnATerminal:
    def test_one_talks_presses_and_leaves(self, folder: Path) -> None:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [VIGIL, "chat"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env=environment() | {"TERM": "xterm", "COLUMNS": "100"},
        )
        os.close(theirs)
        try:
            _see(ours, "member > ")
            for typed, expected, prompt in (
                ("/case MYS-0012", "Two trade unionists", "member > "),
                ("/as coordinator Sweden", "You are coordinator:SWE now.", "coordinator:SWE > "),
                ("/commit MYS-0012", "1 of 2", "coordinator:SWE > "),
                ("1", "Two trade unionists", "coordinator:SWE > "),
                ("99", "There is no button", "coordinator:SWE > "),
            ):
                os.write(ours, f"{typed}\n".encode())
                assert expected in _see(ours, prompt)
            os.write(ours, b"\x04")
            assert process.wait(timeout=PATIENCE) == 0
        finally:
            process.kill()
            process.wait()
            os.close(ours)


def _see(terminal: int, prompt: str) -> str:
    """What is printed until the prompt is there and waits."""
    seen = ""
    while not _without_controls(seen).endswith(prompt):
        ready, _, _ = select.select([terminal], [], [], PATIENCE)
        assert ready, seen
        seen += os.read(terminal, 4096).decode(errors="replace")
    return seen


def _without_controls(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


class TestRun:
    def test_all_problems_are_listed_without_a_value(self, tmp_path: Path) -> None:
        done = vigil_process(
            "run",
            folder=tmp_path,
            slack_bot_token="hunter2",
            telegram_token="hunter2",
            port="hunter2",
            public_url="http://hunter2",
            database_url="hunter2",
        )
        assert done.status == 2
        assert done.told.count("\n  - ") == 7
        assert "hunter2" not in done.told

    def test_nothing_configured_says_what_to_set(self, tmp_path: Path) -> None:
        done = vigil("run", folder=tmp_path)
        assert done.status == 2
        assert "VIGIL_TELEGRAM_TOKEN" in done.told

    def test_a_part_that_there_is_not_is_told_with_those_that_there_are(
        self, tmp_path: Path
    ) -> None:
        done = vigil("run", "--only", "nonsense", folder=tmp_path)
        assert done.status == 2
        assert done.told == (
            "--only: “nonsense” is neither bots nor scheduler. Leave it out to do both.\n"
        )

    def test_a_database_without_tables_is_to_be_upgraded(self, tmp_path: Path) -> None:
        done = vigil("run", folder=tmp_path, telegram_token="1:a")
        assert done.status == 2
        assert "vigil db upgrade" in done.told


class TestSlack:
    def test_the_manifest_is_json_to_paste(self, tmp_path: Path) -> None:
        socket = json.loads(vigil("slack", "manifest", folder=tmp_path).out)
        assert socket["settings"]["socket_mode_enabled"]
        done = vigil("slack", "manifest", folder=tmp_path, public_url="https://vigil.example.org/")
        assert "https://vigil.example.org/slack/events" in done.out


def test_no_line_of_the_help_is_cut_off(tmp_path: Path) -> None:
    done = vigil("--help", folder=tmp_path)
    assert done.status == 0
    assert "..." not in done.out.partition("Commands:")[2]
