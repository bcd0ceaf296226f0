"""Typing errors are met with a question, and ordinary words are left alone."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from core.domain.geography import countries
from core.domain.people import Section
from core.understanding.english import ORDINARY
from core.understanding.query import understand
from core.understanding.spelling import SHORTEST_NAME, suggestions
from core.understanding.vocabulary import spaced

SWEDEN = Section("SWE", "Sweden", "SWE", ("sv",), "Europe/Stockholm", 10)
GROUP = Section("SWE-12", "Group Uppsala", "SWE", ("sv",), "Europe/Stockholm", 2, "SWE")

ORDINARY_WORDS = """
ability account across address affect afraid against agency agree always angry animal answer appeal
arms around arrest arrived artist attack author ball bank bare beat belief better blood board boat
book border bread bridge brother build burden business camp capital captain careful cell center
chain chair chance change charge chart chief choice church citizen city civil clear cloth coast
coat coffee cold common corner court crime crowd cruel cube culture dance danger daughter dead
deal decide deep desert detail dinner doctor dream drive driver early earth east economy editor
education effort election empty energy enough entry error escape evening evidence example expert
family farm farmer fast father fear feel fight final finger fire fish flag floor flower follow food
foot force forest form found friend front full future garden general girl glass gold government
grain grand grass green ground guard guest hair hall hand hard harm health heart heat help hidden
history hold home hope horse hospital hotel hour house hunger husband idea illness image iron island
jail job judge kind knife know lady lake land large last late law lawyer leader learn leave left
letter library life light line lion list live local long lord lost love main major make map march
mark market master matter mayor meal mean medical meet member memory message middle mild mile mind
mine minister minute missing mistake moment money monk month moon moral morning mother mountain
mouth move music name narrow nation natural near neck nephew never night noise normal north note
novel nurse object ocean offer office officer often order other pain paint pair paper pardon
parent park parole party peace pen pension period permit petition phone photo piece place plain
plan plane plant plate play poem poet police poor port post power prayer priest prince print prison
private problem process proof public purse quarter queen question quick quiet radio rain range rate
reach read real reason record regime relative release remain report rescue rest return rich right
ring rise river road rock role roman room royal rule sail salt sand save scale scene school science
search seat second secret seed senior serious service seven shade share sheep ship shirt shop short
shot silence silver simple singer sister sleep small smile smoke snow social soft soldier song soon
south space speak special speech spoon sport spring staff stage stand star state station steel step
stone storm story strain street strike student sugar summer sun sweet table tailor teacher team
tent term terror thank theatre thing third threat tired toga town trace trade train travel tree trip
trouble trust truth turn uncle uniform union unit valley value veil verdict victim village visit
voice vote wait wall warm warrant watch water wave weak wealth weapon west wheat white whole wide
wife wind winter witness woman wood word world worry wound writer wrong yard young youth zone
""".split()  # noqa: SIM905  a list of so many words reads better so


def with_one_error(name: str, chance: random.Random) -> Iterator[str]:
    for at in range(len(name)):
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
        yield name[:at] + name[at + 1 :]
        yield name[:at] + letter + name[at:]
        yield name[:at] + letter + name[at + 1 :]
        yield name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]


def test_every_country_with_one_error() -> None:
    seen: Counter[str] = Counter()
    chance = random.Random(1)  # noqa: S311  the same errors in every run
    for country in countries().values():
        name = spaced(country.variants[0])
        for typed in with_one_error(name, chance):
            if typed not in ORDINARY and len(name) >= SHORTEST_NAME and understand(typed).words:
                values = [near.values for near in suggestions(typed)]
                right = (country.code,)
                seen["first" if values[:1] == [right] else str(right in values)] += 1
    total = seen.total()

    assert total > 8_000
    assert seen["False"] == 0
    assert seen["first"] > 0.94 * total


def test_ordinary_words_are_not_bent() -> None:
    bent = {word: suggestions(word) for word in ORDINARY_WORDS if understand(word).words}
    assert {word: [near.query for near in found] for word, found in bent.items() if found} == {}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("malasya", "MYS"),
        ("poc in Malayisa", "MYS poc"),
        ("saudi arabai", "SAU"),
        ("sri lnka women", "LKA women"),
        ("untied states", "USA"),
        ("deth penalty", "death penalty"),
        ("tortrue Malaysia anwar", 'MYS torture "anwar"'),
        ("jornalists iran", "IRN journalist"),
        ("prisoners of consience", "poc"),
        ("uncommited", "uncommitted"),
        ("womens rigths", "women's rights"),
        ("latin amercia", "latin america"),
        ("group upsala", "section SWE-12"),
        ("Korae", "KOR PRK"),
        ('malasya "deth penalty"', 'MYS "deth penalty"'),
        ("malasya IN", "MYS IND"),
    ],
)
def test_a_typing_error_is_met(query: str, first: str) -> None:
    assert suggestions(query, (SWEDEN, GROUP))[0].query == first


@pytest.mark.parametrize("query", ["", "Malaysia", "xyzzy", "anwar", "😀", "x" * 10_000])
def test_nothing_near_nothing_said(query: str) -> None:
    assert suggestions(query) == ()
