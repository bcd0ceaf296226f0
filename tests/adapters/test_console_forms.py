"""Forms at a terminal: choices by number, and a bare number where a number is asked for."""

from tests.adapters.console_stage import stage

AS_COORDINATOR = "/as coordinator Sweden"


def test_a_bare_number_answers_and_one_in_brackets_presses(sqlite_url: str) -> None:
    with stage(sqlite_url) as at_the_desk:
        shown = at_the_desk.plays(AS_COORDINATOR, "/capacity", "1", "1")
        assert "To press a button, write its number as [1]" in shown
        assert "Is this right?" in shown
        assert "Capacity of Section Sweden: 1" in shown
        shown = at_the_desk.plays(AS_COORDINATOR, "/capacity", "[1]", "1")
        assert "It was so before" in shown


def test_choices_are_made_by_number(sqlite_url: str) -> None:
    with stage(sqlite_url) as at_the_desk:
        shown = at_the_desk.plays(
            AS_COORDINATOR, "/commit MYS-0012", "/release MYS-0012", "4", "1", "[1]", "1"
        )
        assert "Why hand back MYS-0012?" in shown
        assert "In your own words" in shown
        assert "Handed back MYS-0012" in shown


def test_escapes_in_an_answer_do_nothing(sqlite_url: str) -> None:
    with stage(sqlite_url) as at_the_desk:
        shown = at_the_desk.plays(AS_COORDINATOR, "/capacity", "\x1b[31mred\x07", "\x1b]0;t\x07")
        assert shown.count("Please write a whole number") == 2
        assert "\x1b" not in shown
