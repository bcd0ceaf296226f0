import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.schedule import Slot
from core.understanding.slot import NotUnderstood, find_zone, near_zones, read_slot

PRESENT = Slot(0, 9 * 60, "Asia/Kuala_Lumpur")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Fri 17:30 Europe/Stockholm", Slot(4, 17 * 60 + 30, "Europe/Stockholm")),
        ("Mon 9:00 Asia/Kuala_Lumpur", PRESENT),
        ("friday", Slot(4, 9 * 60, "Asia/Kuala_Lumpur")),
        ("at 7.15", Slot(0, 7 * 60 + 15, "Asia/Kuala_Lumpur")),
        ("on Sundays, 6 pm", Slot(6, 18 * 60, "Asia/Kuala_Lumpur")),
        ("12am", Slot(0, 0, "Asia/Kuala_Lumpur")),
        ("12 pm", Slot(0, 12 * 60, "Asia/Kuala_Lumpur")),
        ("stockholm", Slot(0, 9 * 60, "Europe/Stockholm")),
        ("utc Tue", Slot(1, 9 * 60, "UTC")),
    ],
)
def test_any_part_of_a_time_can_be_typed(typed: str, expected: Slot) -> None:
    assert read_slot(typed, PRESENT) == expected


@pytest.mark.parametrize("typed", ["25:00", "9:60", "13pm", "someday", "T", "", "0am"])
def test_what_is_no_time_is_named(typed: str) -> None:
    outcome = read_slot(typed, PRESENT)
    assert isinstance(outcome, NotUnderstood)
    assert outcome.word == typed


def test_near_zones_are_offered() -> None:
    outcome = read_slot("Mon Europe/Stokholm", PRESENT)
    assert isinstance(outcome, NotUnderstood)
    assert "Europe/Stockholm" in outcome.zones


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Stokholm", ("Europe/Stockholm",)),
        ("Kuala_Lumpor", ("Asia/Kuala_Lumpur",)),
        ("York", ("America/New_York",)),
        ("kinds", ()),
        ("kind", ()),
        ("help", ()),
        ("casework", ()),
        ("GMT+2", ()),
        ("UTC-5", ()),
    ],
)
def test_only_what_is_near_to_a_zone_is_taken_for_one(typed: str, offered: tuple[str, ...]) -> None:
    assert near_zones(typed) == offered


def test_a_zone_is_found_in_any_case_and_by_its_city() -> None:
    assert find_zone("america/sao_paulo") == "America/Sao_Paulo"
    assert find_zone("Kuala Lumpur") == "Asia/Kuala_Lumpur"
    assert find_zone("Nowhere") is None


@given(st.text())
def test_whatever_is_typed_gives_a_time_or_says_what_is_wrong(typed: str) -> None:
    outcome = read_slot(typed, PRESENT)
    assert isinstance(outcome, Slot | NotUnderstood)
