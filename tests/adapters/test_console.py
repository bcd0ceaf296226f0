"""The console, spoken with as a person would: what is typed, and what is printed."""

import asyncio
import io
import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from rich.console import Console

from bots.console.personas import MEMBER, NoPersona, NoSection, Persona, explain, read_persona
from bots.console.sender import ConsoleSender, zones_in
from bots.console.talk import Seat, Talk
from bots.console.text import as_typed, safe_lines
from core.domain.people import Grant, Platform, Role
from core.domain.subscriptions import Address, Delivered
from core.i18n import Words
from core.parts import View
from core.ports import StoreAwayError
from core.usecases.link import invite
from storage.unit_of_work import SqlStore
from tests.adapters.console_stage import HOSTILE, NOW, SECTIONS, Stage, stage

COORDINATOR = Persona("coordinator:SWE", frozenset({Grant(Role.COORDINATOR, "SWE")}))
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@pytest.fixture
def console(sqlite_url: str) -> Iterator[Stage]:
    with stage(sqlite_url) as made:
        yield made


class TestTalking:
    def test_a_number_presses_the_button_that_it_stands_at(self, console: Stage) -> None:
        asked = console.plays("/cases Malaysia")
        number = re.search(r"\[(\d+)\] Open MYS-0013", asked)
        assert number
        assert "A printer" in console.plays("/cases Malaysia", number[1]).removeprefix(asked)

    def test_numbers_are_those_of_the_last_answer(self, console: Stage) -> None:
        assert "There is no button" in console.plays("1")
        assert "the last answer has" in console.plays("/cases Malaysia", "999")

    def test_one_becomes_a_coordinator_and_commits_the_section(self, console: Stage) -> None:
        shown = console.plays("/as coordinator Sweden", "/commit MYS-0012")
        assert "You are coordinator:SWE now." in shown
        assert "For Section Sweden, 1 of 2." in shown

    def test_a_persona_that_is_none_is_answered_with_those_that_are(self, console: Stage) -> None:
        shown = console.plays("/as emperor", "/as", "/as coordinator", "/as coordinator Sweeden")
        assert "“emperor” is nobody here" in shown
        assert "Who do you want to be?" in shown
        assert "Of which section?" in shown
        assert "Near: Sweden (SWE)" in shown

    def test_quit_ends_it_and_so_does_the_end_of_input(self, console: Stage) -> None:
        assert "Case" not in console.plays("/quit", "/case MYS-0012")
        assert console.plays()

    @pytest.mark.parametrize(
        "line",
        [
            "",
            "   ",
            "/",
            "/nonsense",
            "[7",
            "0",
            "-1",
            "٣",
            "9" * 4000,
            "x" * 10_000,
            "\x00",
            "\udcff\udcfe",
            HOSTILE,
            "<!channel> <script>",
            "👩‍👩‍👧‍👦" * 50,
        ],
    )
    def test_no_line_ends_the_conversation_or_reaches_the_terminal_raw(
        self, console: Stage, line: str
    ) -> None:
        shown = console.plays(line, "/help")
        assert "What you can do here" in shown
        assert not STEERING.search(shown)

    def test_a_hostile_record_is_shown_whole_and_harmless(self, console: Stage) -> None:
        shown = console.plays("/case MYS-0014")
        assert "␛[31mred␛[0m" in shown
        assert "[bold]x[/bold]" in shown
        assert not STEERING.search(shown)

    def test_colour_is_all_that_colour_changes(self, console: Stage) -> None:
        coloured = console.plays("/case MYS-0014", colour=True)
        assert "\x1b[1m" in coloured
        uncoloured = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
        assert "␛[31mred␛[0m" in uncoloured
        assert not STEERING.search(uncoloured)

    def test_a_defect_of_ours_is_told_with_its_number(
        self, console: Stage, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with patch.object(type(console.world.app), "handle", side_effect=RuntimeError("secret")):
            shown = console.plays("/cases Malaysia", "/quit")
        assert "Something went wrong" in shown
        assert "secret" not in shown
        assert re.search(r"[0-9a-f]{8}", shown)
        capsys.readouterr()

    def test_a_database_that_is_away_is_told_and_survived(self, console: Stage) -> None:
        with patch.object(SqlStore, "read", side_effect=StoreAwayError):
            shown = console.plays("/as coordinator Sweden", "/cases Malaysia")
        assert shown.count("My records are not available right now.") == 2


class TestAsking:
    def test_to_look_something_up_writes_nothing(self, console: Stage) -> None:
        talk = Talk(console.world.app, console.world.chance)
        with patch.object(SqlStore, "write", side_effect=AssertionError("written")):
            for text in ("/cases Malaysia", "MYS-0012", "/goals", "/digest", "/help"):
                assert talk.ask(Seat(MEMBER), text).views

    def test_to_change_something_is_private(self, console: Stage) -> None:
        with console.world.store.write() as uow:
            code, _ = invite(uow, console.world.chance, Grant(Role.COORDINATOR, "SWE"), NOW)
        talk = Talk(console.world.app, console.world.chance)
        reply = talk.ask(Seat(MEMBER), f"/link {code}")
        assert reply.views[0].name == "linked"

    def test_a_conversation_begins_with_a_welcome_once(self, console: Stage) -> None:
        assert "Welcome" in console.plays("/goals")
        assert "Welcome" not in console.plays("/goals")


class TestPersonas:
    @pytest.mark.parametrize(
        ("typed", "persona"),
        [
            ("member", MEMBER),
            ("Member", MEMBER),
            ("steward", Persona("steward", frozenset({Grant(Role.STEWARD)}))),
            ("board", Persona("board", frozenset({Grant(Role.BOARD)}))),
            ("coordinator:SWE", COORDINATOR),
            ("coordinator Sweden", COORDINATOR),
            ("coordinator section sweden", COORDINATOR),
            ("member:MYS", Persona("member:MYS", frozenset({Grant(Role.MEMBER, "MYS")}))),
        ],
    )
    def test_a_persona_is_read(self, typed: str, persona: Persona) -> None:
        assert read_persona(typed, SECTIONS) == persona

    @pytest.mark.parametrize(
        ("typed", "kind"),
        [
            ("", NoPersona),
            (":", NoPersona),
            ("king", NoPersona),
            ("steward Sweden", NoPersona),
            ("coordinator", NoSection),
            ("coordinator:QQQ", NoSection),
        ],
    )
    def test_what_is_none_is_explained(self, typed: str, kind: type[NoPersona | NoSection]) -> None:
        problem = read_persona(typed, SECTIONS)
        assert isinstance(problem, NoPersona | NoSection)
        assert isinstance(problem, kind)
        assert explain(problem, Words())

    def test_a_person_on_record_is_a_persona(self, console: Stage) -> None:
        console.plays("/help", persona=Persona("lars"))
        assert "You are lars now." in console.plays("/as lars")

    def test_roles_are_written_once_and_into_the_history(self, console: Stage) -> None:
        console.plays("/as coordinator Sweden", "/as coordinator Sweden", "/as member")
        with console.world.store.read() as uow:
            asker = uow.people.find(COORDINATOR.identity)
            assert asker
            assert asker.person
            assert asker.grants == COORDINATOR.grants
            assert len(uow.decisions.of(asker.person)) == 1
            assert uow.people.find(MEMBER.identity) is None


class TestSending:
    def test_a_message_says_to_whom_and_when_it_is_there(self, console: Stage) -> None:
        console.plays("/digest Mon 09:00 Asia/Kuala_Lumpur")
        out = io.StringIO()
        printed = Console(file=out, width=100, force_terminal=False)
        sender = ConsoleSender(printed, console.clock, zones_in(console.world.store))
        address = Address(Platform.CONSOLE, MEMBER.name)
        result = asyncio.run(sender.send(address, View("digest", "The week"), "p1"))
        assert result == Delivered("p1")
        assert "To: member · Friday 14 May 2010, 20:00 (Asia/Kuala_Lumpur)" in out.getvalue()
        assert "The week" in out.getvalue()
        assert asyncio.run(sender.was_sent(address, "p1")) is None


class TestText:
    def test_control_characters_become_visible(self) -> None:
        assert safe_lines("a\x1b[1mb\x00\x7f\x9b\ud800") == ["a␛[1mb␀␡\ufffd\ufffd"]

    def test_every_kind_of_line_break_is_one(self) -> None:
        assert safe_lines("a\r\nb\rc\x0bd\u2028e\x85f") == ["a", "b", "c", "d", "e", "f"]

    def test_right_to_left_text_moves_no_neighbour(self) -> None:
        assert safe_lines("אבג\n\u202eabc") == ["\u2068אבג\u2069", "abc"]

    def test_bytes_that_are_no_text_are_replaced(self) -> None:
        assert as_typed("caf\udce9 ok") == "caf\ufffd ok"
