from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.cases import Concern, Level
from core.domain.values import PartialDate
from core.portfolio import cells
from core.portfolio.facts import (
    CountryCode,
    Day,
    Moment,
    Number,
    Partial,
    Whole,
    Zone,
)
from core.portfolio.kinds import (
    BadCellError,
    Choice,
    Kind,
    Maybe,
    Pattern,
    Several,
    Text,
    YesNo,
    nearest,
)

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


class TestGuard:
    @given(TEXTS | st.text(alphabet="'=+-@x\t\r\n", max_size=4))
    def test_it_is_lossless_and_nothing_begins_like_a_formula(self, text: str) -> None:
        cell = cells.guard(text)
        assert cells.unguard(cell) == text
        assert not cell or cell[0] not in cells.RISKY

    @pytest.mark.parametrize(
        ("text", "cell"),
        [
            ("=1+1", "'=1+1"),
            ("+47 22", "'+47 22"),
            ("-", "'-"),
            ("@all", "'@all"),
            ("\tx", "'\tx"),
            ("'=x", "''=x"),
            ("''x", "'''x"),
            ("'tis", "'tis"),
            ("'", "'"),
            ("a=b", "a=b"),
            ("", ""),
        ],
    )
    def test_cells(self, text: str, cell: str) -> None:
        assert cells.guard(text) == cell
        assert cells.unguard(cell) == text


class TestLists:
    @given(st.lists(TEXTS | st.text(alphabet="\\|'=x", min_size=1), min_size=2))
    def test_they_are_lossless(self, items: list[str]) -> None:
        assert cells.split(cells.join(tuple(items))) == tuple(items)

    def test_a_divider_in_an_item_is_escaped(self) -> None:
        assert cells.join(("a|b", "c\\")) == "a\\|b|c\\\\"
        assert cells.split("C:\\temp|x") == ("C:\\temp", "x")
        assert cells.split("") == ()


@pytest.mark.parametrize(
    ("cell", "quoted"),
    [
        ("", "nothing"),
        ("x", '"x"'),
        ("a\nb\x1b[2J", '"a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}[2J"'),
        ("y" * 1000, f'"{"y" * 60}…" (1,000 characters)'),
    ],
)
def test_a_cell_is_quoted_short_and_harmless(cell: str, quoted: str) -> None:
    assert cells.shown(cell) == quoted


class TestKinds:
    @pytest.mark.parametrize(
        ("kind", "cell", "value"),
        [
            (Text(), "  as it is ", "  as it is "),
            (Choice(Level), "active", Level.ACTIVE),
            (Maybe(Day()), "", None),
            (Maybe(Day()), "2010-05-14", date(2010, 5, 14)),
            (Several(Whole(1, 30)), "10|2", (2, 10)),
            (Several(Choice(Concern)), "torture|impunity", (Concern.IMPUNITY, Concern.TORTURE)),
            (YesNo(), "yes", True),
            (YesNo(), "", False),
            (Whole(), "007", 7),
            (Number(), "0.5", 0.5),
            (Number(), "138", 138.0),
            (Partial(), "2008-12", PartialDate(2008, 12)),
            (Moment(), "2010-05-14", datetime(2010, 5, 14, tzinfo=UTC)),
            (Moment(), "2010-05-14T12:30Z", datetime(2010, 5, 14, 12, 30, tzinfo=UTC)),
            (CountryCode(), "MYS", "MYS"),
            (Zone(), "Asia/Kuala_Lumpur", "Asia/Kuala_Lumpur"),
        ],
    )
    def test_reading(self, kind: Kind[object], cell: str, value: object) -> None:
        assert kind.read(cell) == value
        assert kind.read(kind.write(value)) == value

    @pytest.mark.parametrize(
        ("kind", "cell", "allowed", "near"),
        [
            (Text(required=True), " ", "some text", ""),
            (Text(), "a\0", "text without NUL characters", ""),
            (Text(most=3), "abcd", "any text, or nothing, at most 3 characters", ""),
            (Pattern("[A-Z]{3}", "a code"), "swe", "a code", "SWE"),
            (Choice(Level), "activ", "draft, active, dormant or closed", "active"),
            (Choice(Level), "zzz", "draft, active, dormant or closed", ""),
            (Maybe(Choice(Level)), "x", "draft, active, dormant or closed; or nothing", ""),
            (
                Several(Choice(Level)),
                "active|clsed",
                "a list divided by |, each of it: draft, active, dormant or closed",
                "closed",
            ),
            (Several(Whole(1, 30)), "1|1", "a list divided by |, nothing in it twice", ""),
            (Several(Whole(1, 30)), "1||2", "a list divided by |, without empty items", ""),
            (YesNo(), "Yes", "yes or no", "yes"),
            (Whole(), "-1", "a whole number from 0", ""),
            (Whole(), "²", "a whole number from 0", ""),
            (Whole(1, 30), "31", "a whole number from 1 to 30", ""),
            (Whole(), "9" * 5000, "a whole number from 0", ""),
            (Number(), "nan", "a number, such as 138 or 0.5", ""),
            (Number(), "1e999", "a number, such as 138 or 0.5", ""),
            (Number(), "1,5", "a number, such as 138 or 0.5", ""),
            (Day(), "2010-02-30", "a date, such as 2010-05-14", ""),
            (Day(), "20100514", "a date, such as 2010-05-14", ""),
            (Day(), "14.05.2010", "a date, such as 2010-05-14", ""),
            (
                Partial(),
                "2008-13",
                "a date, a month or a year, such as 2010-05-14, 2010-05 or 2010",
                "",
            ),
            (
                CountryCode(),
                "Malaysia",
                "a country's three-letter code (ISO 3166), such as MYS",
                "MYS",
            ),
            (CountryCode(), "mys", "a country's three-letter code (ISO 3166), such as MYS", "MYS"),
            (
                Zone(),
                "Europe/Stokholm",
                "a time zone's IANA name, such as Asia/Kuala_Lumpur",
                "Europe/Stockholm",
            ),
        ],
    )
    def test_what_is_not_allowed(
        self, kind: Kind[object], cell: str, allowed: str, near: str
    ) -> None:
        with pytest.raises(BadCellError) as error:
            kind.read(cell)
        assert (error.value.allowed, error.value.near()) == (allowed, near)

    @given(st.floats(allow_nan=False, allow_infinity=False))
    def test_every_number_comes_back(self, number: float) -> None:
        assert Number().read(Number().write(number)) == number

    @given(st.datetimes().map(lambda moment: moment.replace(tzinfo=UTC)))
    def test_every_moment_comes_back(self, moment: datetime) -> None:
        assert Moment().read(Moment().write(moment)) == moment


def test_a_suggestion_must_be_alike() -> None:
    class Colour(StrEnum):
        RED = "red"
        GREEN = "green"

    assert nearest("gren", Colour) == "green"
    assert nearest("xyz", Colour) == ""
