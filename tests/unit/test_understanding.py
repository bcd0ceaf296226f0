"""What a question is taken to mean."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.cases import Concern, Gender, Level
from core.domain.people import Section
from core.understanding.english import CONCERNS, FLAGS, GENDERS, Flag
from core.understanding.fold import fold
from core.understanding.query import Understanding, canonical, understand
from core.understanding.vocabulary import Kind, vocabulary

SWEDEN = Section("SWE", "Sweden", "SWE", ("sv",), "Europe/Stockholm", 10)
MALAYSIA = Section("MYS", "Malaysia", "MYS", ("en", "ms"), "Asia/Kuala_Lumpur", 8)
GROUP = Section("SWE-12", "Group 12 Uppsala", "SWE", ("sv",), "Europe/Stockholm", 2, "SWE")
CANADA = Section("CAN", "Canada", "CAN", ("en", "fr"), "America/Toronto", 9)
SECTIONS = (SWEDEN, MALAYSIA, GROUP, CANADA)


def places(*codes: str) -> Understanding:
    return Understanding(countries=codes)


PLACES = [
    ("Malaysia", ("MYS",)),
    ("cases in Malaysia", ("MYS",)),
    ("Malaysia's prisoners", ("MYS",)),
    ("Malaysians", ("MYS",)),
    ("mys", ("MYS",)),
    ("MY", ("MYS",)),
    ("my", ()),
    ("Burma", ("MMR",)),
    ("myanmar (burma)", ("MMR",)),
    ("Persia", ("IRN",)),
    ("the Ivory Coast", ("CIV",)),
    ("cote d'ivoire", ("CIV",)),
    ("Côte d\N{RIGHT SINGLE QUOTATION MARK}Ivoire", ("CIV",)),
    ("Zaire", ("COD",)),
    ("DRC", ("COD",)),
    ("D.R.C.", ("COD",)),
    ("Swaziland", ("SWZ",)),
    ("Macedonia", ("MKD",)),
    ("UK", ("GBR",)),
    ("uk", ("GBR",)),
    ("U.S.A.", ("USA",)),
    ("US", ("USA",)),
    ("UAE", ("ARE",)),
    ("PRC", ("CHN",)),
    ("DPRK", ("PRK",)),
    ("north korea", ("PRK",)),
    ("Bosnia & Herzegovina", ("BIH",)),
    ("Trinidad and Tobago", ("TTO",)),
    ("Guinea-Bissau", ("GNB",)),
    ("guinea bissau", ("GNB",)),
    ("Iran/Iraq", ("IRN", "IRQ")),
    ("Iran, Iraq and Syria", ("IRN", "IRQ", "SYR")),
    ("New Zealand", ("NZL",)),
    ("torture IN", ("IND",)),
    ("CASES IN MALAYSIA", ("MYS",)),
    ("JOURNALISTS IN US", ("USA",)),
    ("AI cases", ()),
    ("ken", ()),
    ("KEN", ("KEN",)),
]


@pytest.mark.parametrize(("query", "codes"), PLACES)
def test_countries(query: str, codes: tuple[str, ...]) -> None:
    assert understand(query, SECTIONS).countries == codes


@pytest.mark.parametrize("word", ["in", "is", "it", "no", "me", "so", "my", "and", "are", "can"])
def test_a_word_is_no_code_unless_in_capitals(word: str) -> None:
    assert understand(f"{word} torture").countries == ()
    assert understand(f"{word.upper()} torture").countries != ()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("women", Understanding(genders=(Gender.FEMALE,))),
        ("women's rights", Understanding(concerns=(Concern.WOMENS_RIGHTS,))),
        ("death penalty", Understanding(concerns=(Concern.DEATH_PENALTY,))),
        ("journalists", Understanding(concerns=(Concern.JOURNALIST,))),
        ("fair trial", Understanding(concerns=(Concern.UNFAIR_TRIAL,))),
        ("the disappeared", Understanding(concerns=(Concern.ENFORCED_DISAPPEARANCE,))),
        ("LGBT", Understanding(concerns=(Concern.LGBT_RIGHTS,))),
        ("conscientious objectors", Understanding(concerns=(Concern.CONSCIENTIOUS_OBJECTION,))),
        ("past", Understanding(levels=(Level.DORMANT, Level.CLOSED))),
        ("archive", Understanding(levels=(Level.DORMANT, Level.CLOSED))),
        ("draft", Understanding(levels=(Level.DRAFT,))),
        ("poc", Understanding(flags=frozenset({Flag.POC}))),
        ("prisoners of conscience", Understanding(flags=frozenset({Flag.POC}))),
        ("prisoners", Understanding(words=("prisoners",))),
        ("unassigned", Understanding(flags=frozenset({Flag.UNCOMMITTED}))),
        ("without a section", Understanding(flags=frozenset({Flag.UNCOMMITTED}))),
        ("my cases", Understanding(flags=frozenset({Flag.MINE}))),
        ("available", Understanding(flags=frozenset({Flag.AVAILABLE}))),
        ("south-east asia", Understanding(regions=("south-east-asia",))),
        ("South Eastern Asia", Understanding(regions=("south-east-asia",))),
        ("section Malaysia", Understanding(sections=("MYS",))),
        ("by Sweden", Understanding(sections=("SWE",))),
        ("by section swe", Understanding(sections=("SWE",))),
        ("Sweden section", Understanding(sections=("SWE",))),
        ("group 12 uppsala", Understanding(sections=("SWE-12",))),
        ("section can", Understanding(sections=("CAN",))),
        ("can", Understanding(words=("can",))),
        ("women can", Understanding(genders=(Gender.FEMALE,))),
        ("committed", Understanding(flags=frozenset({Flag.COMMITTED}))),
        ("by torture", Understanding(concerns=(Concern.TORTURE,))),
        ("art 19", Understanding(articles=(19,))),
        ("article 18, 19 and 20", Understanding(articles=(18, 19, 20))),
        ("Art. 5", Understanding(articles=(5,))),
        ("a19", Understanding(articles=(19,))),
        ("UDHR 19", Understanding(articles=(19,))),
        ("udhr article 19", Understanding(articles=(19,))),
        ("art 31", Understanding(words=("art 31",))),
        ('"death penalty"', Understanding(words=("death penalty",))),
        ("“Ahmad Farid”", Understanding(words=("ahmad farid",))),
        ("Saro-Wiwa", Understanding(words=("saro-wiwa",))),
        ("MYS-0012", Understanding(words=("mys-0012",))),
        ("no torture", Understanding(concerns=(Concern.TORTURE,), words=("no",))),
        ("", Understanding()),
        ("show me all cases", Understanding()),
        ("Do", Understanding(words=("do",))),
    ],
)
def test_conditions(query: str, expected: Understanding) -> None:
    assert understand(query, SECTIONS) == expected


def test_many_at_once() -> None:
    found = understand("poc women art 19 torture in Malaysia and Burma, closed, anwar", SECTIONS)

    assert found.filter.countries == ("MYS", "MMR")
    assert found.filter.articles == (19,)
    assert found.filter.concerns == (Concern.TORTURE,)
    assert found.filter.genders == (Gender.FEMALE,)
    assert found.filter.levels == (Level.CLOSED,)
    assert found.filter.poc
    assert found.filter.words == ("anwar",)


def test_a_region_is_its_countries() -> None:
    assert "MYS" in understand("south-east asia").filter.countries
    assert set(understand("Horn of Africa and Kenya").places) == {
        *("DJI", "ERI", "ETH", "SOM"),
        "KEN",
    }


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("Congo", ["COD", "COG", "COD COG"]),
        ("torture in Korea", ["KOR torture", "PRK torture", "KOR PRK torture"]),
        ("the guineas", ["GIN", "GNB", "GNQ", "PNG", "GIN GNB GNQ PNG"]),
        ("Koreans", ["KOR", "PRK", "KOR PRK"]),
    ],
)
def test_an_ambiguous_country_is_never_decided(query: str, options: list[str]) -> None:
    found = understand(query)

    assert found.countries == ()
    assert found.ambiguity is not None
    assert [option.query for option in found.ambiguity.options] == options


def test_two_ambiguities_are_settled_one_after_the_other() -> None:
    found = understand("Congo and Korea")
    assert found.ambiguity is not None
    after = understand(found.ambiguity.options[0].query)

    assert after.countries == ("COD",)
    assert after.ambiguity is not None
    assert after.ambiguity.word == "korea"


def test_a_name_that_others_share_offers_them() -> None:
    assert [other.query for other in understand("Guinea poc").alike] == [
        "GNB poc",
        "GNQ poc",
        "PNG poc",
    ]
    assert [other.query for other in understand("Sudan").alike] == ["SSD"]
    assert understand("GIN").alike == ()
    assert understand("South Sudan").alike == ()


def test_without_sections_what_may_name_one_stays_free() -> None:
    assert understand("by Sweden").words == ("by",)
    assert understand("section Sweden").words == ("section",)


def test_every_concern_gender_and_flag_has_words() -> None:
    assert set(CONCERNS) == set(Concern)
    assert set(FLAGS) == set(Flag)
    assert set(GENDERS) == {Gender.FEMALE, Gender.MALE}


def test_one_phrase_never_means_two_kinds() -> None:
    several = {
        phrase: meanings
        for phrase, meanings in vocabulary().phrases.items()
        if len({meaning.kind for meaning in meanings}) > 1
    }
    assert several == {}


PHRASES = sorted(vocabulary().phrases)
PARTS = st.one_of(
    st.sampled_from(PHRASES),
    st.sampled_from(["section SWE", "section MYS", "by Malaysia", "art 19", "a5", "IN", "US"]),
    st.text(max_size=12),
    st.text(max_size=12).map(lambda text: f'"{text}"'),
)


@given(st.lists(PARTS, max_size=8).map(" ".join))
def test_the_canonical_question_means_the_same(query: str) -> None:
    found = understand(query, SECTIONS)
    again = understand(canonical(found), SECTIONS)

    assert replace(again, alike=(), ambiguity=None) == replace(found, alike=(), ambiguity=None)
    assert canonical(again) == canonical(found)


@given(st.text(max_size=400))
def test_any_text_is_read(query: str) -> None:
    assert isinstance(understand(query, SECTIONS), Understanding)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "words",
    [
        "democratic republic of the ",
        "art 19 and ",
        "by section ",
        "a-b-c'd ",
        '"',
        "x",
        "مرحبا ",
        "\N{ZERO WIDTH JOINER}😀 ",
    ],
)
def test_ten_thousand_characters_are_read(words: str) -> None:
    text = (words * 10_000)[:10_000]
    assert isinstance(understand(text, SECTIONS), Understanding)


def test_kinds_are_what_the_vocabulary_has() -> None:
    kinds = {m.kind for meanings in vocabulary().phrases.values() for m in meanings}
    assert kinds == set(Kind) - {Kind.SECTION}
