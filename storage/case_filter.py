"""A filter of cases as SQL: composed once for each shape, its values bound at every use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Date, Select, bindparam, false, or_, select
from sqlalchemy.sql.elements import ColumnElement

from core.domain.cases import CaseFilter, Concern, Level
from core.domain.values import Sight
from core.ports import Parties
from storage.conditions import available, has_running_section
from storage.tables import case_articles, case_concerns, cases, commitments, individuals

NEW_WITHIN = timedelta(days=90)
ESCAPE = "/"
_ESCAPED = str.maketrans({ESCAPE: ESCAPE * 2, "%": ESCAPE + "%", "_": ESCAPE + "_"})

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class Shape:
    """Which conditions a filter has, and of how many values each: all that its SQL depends on."""

    sight: Sight
    countries: int
    sections: int
    concerns: int
    articles: int
    genders: int
    words: int
    levels: int
    poc: bool
    available: bool
    committed: bool
    uncommitted: bool
    new: bool
    mine: bool
    own_sections: int
    own_person: bool


def shape_of(wanted: CaseFilter, party: Parties, sight: Sight) -> Shape:
    """The shape of a filter as it is asked for somebody."""
    return Shape(
        sight=sight,
        countries=len(wanted.countries),
        sections=len(wanted.sections),
        concerns=len(wanted.concerns),
        articles=len(wanted.articles),
        genders=len(wanted.genders),
        words=len(wanted.words),
        levels=len(wanted.levels) or 1,
        poc=wanted.poc,
        available=wanted.available,
        committed=wanted.committed,
        uncommitted=wanted.uncommitted,
        new=wanted.new,
        mine=wanted.mine,
        own_sections=len(party.sections) if wanted.mine else 0,
        own_person=wanted.mine and bool(party.person),
    )


def levels_of(wanted: CaseFilter) -> Sequence[Level]:
    """The levels asked for; active if none is named."""
    return wanted.levels or (Level.ACTIVE,)


def values_of(wanted: CaseFilter, party: Parties, today: date) -> Values:
    """What is bound to the statements of the filter's shape."""
    values: Values = {"today": today}
    values.update(_numbered("level", levels_of(wanted)))
    values.update(_numbered("country", wanted.countries))
    values.update(_numbered("section", wanted.sections))
    values.update(_numbered("concern", wanted.concerns))
    values.update(_numbered("article", wanted.articles))
    values.update(_numbered("gender", wanted.genders))
    values.update(_numbered("word", [f"%{word.translate(_ESCAPED)}%" for word in wanted.words]))
    if wanted.new:
        values["new_from"] = today - NEW_WITHIN
    if wanted.mine:
        values.update(_numbered("own_section", party.sections))
        values["own_person"] = party.person
    return values


def _numbered(name: str, given: Sequence[object]) -> Values:
    return {_bound(name, number): value for number, value in enumerate(given)}


def _bound(name: str, number: int) -> str:
    """A name that SQLAlchemy does not give to a value of its own, as it would `level_1`."""
    return f"given_{name}_{number}"


def conditions(shape: Shape) -> list[ColumnElement[bool]]:
    """All conditions but the one of the level, over which the counts are taken."""
    seen = [cases.c.listed] if shape.sight is Sight.PUBLIC else []
    return [*seen, *_of_case(shape), *_of_related(shape), *_words(shape)]


def _of_case(shape: Shape) -> Iterator[ColumnElement[bool]]:
    if shape.countries:
        yield _among(cases.c.country, "country", shape.countries)
    if shape.available:
        yield available()
    if shape.committed:
        yield has_running_section()
    if shape.uncommitted:
        yield cases.c.level == Level.ACTIVE
        yield ~has_running_section()
    if shape.new:
        yield cases.c.opened >= bindparam("new_from", type_=Date)


def _of_related(shape: Shape) -> Iterator[ColumnElement[bool]]:
    if shape.concerns:
        concern = _among(case_concerns.c.concern, "concern", shape.concerns)
        yield _has(select(case_concerns.c.case_id).where(concern), case_concerns.c.case_id)
    if shape.articles:
        article = _among(case_articles.c.article, "article", shape.articles)
        yield _has(select(case_articles.c.case_id).where(article), case_articles.c.case_id)
    if shape.genders:
        yield _has(_individual(shape), individuals.c.case_id)
    elif shape.poc:
        by_source = select(case_concerns.c.case_id).where(
            case_concerns.c.concern == Concern.PRISONER_OF_CONSCIENCE
        )
        yield or_(
            _has(_individual(shape), individuals.c.case_id),
            _has(by_source, case_concerns.c.case_id),
        )
    if shape.sections:
        section = _among(commitments.c.section, "section", shape.sections)
        yield _has(_commitment(section), commitments.c.case_id)
    if shape.mine:
        yield _has(_commitment(_own(shape)), commitments.c.case_id)


def level_condition(shape: Shape) -> ColumnElement[bool]:
    """Only the levels asked for."""
    return _among(cases.c.level, "level", shape.levels)


def _among(column: ColumnElement[str], name: str, count: int) -> ColumnElement[bool]:
    """One of so many values; a single one is compared, which both planners estimate best."""
    bound = [bindparam(_bound(name, number), type_=column.type) for number in range(count)]
    return column == bound[0] if count == 1 else column.in_(bound)


def _has(rows: Select[int], case_id: ColumnElement[int]) -> ColumnElement[bool]:
    return rows.where(case_id == cases.c.id).exists()


def _individual(shape: Shape) -> Select[int]:
    """One person who meets both: "poc women" asks for a woman who is a prisoner of conscience."""
    rows = select(individuals.c.case_id)
    if shape.poc:
        rows = rows.where(individuals.c.poc)
    if shape.genders:
        rows = rows.where(_among(individuals.c.gender, "gender", shape.genders))
    return rows


def _commitment(party: ColumnElement[bool]) -> Select[int]:
    return select(commitments.c.case_id).where(commitments.c.ended_at.is_(None), party)


def _own(shape: Shape) -> ColumnElement[bool]:
    parties: list[ColumnElement[bool]] = []
    if shape.own_sections:
        parties.append(_among(commitments.c.section, "own_section", shape.own_sections))
    if shape.own_person:
        parties.append(commitments.c.person == bindparam("own_person"))
    return or_(*parties) if parties else false()


def _words(shape: Shape) -> list[ColumnElement[bool]]:
    """Each word within what the reader may see."""
    text = cases.c.search_public if shape.sight is Sight.PUBLIC else cases.c.search_staff
    return [
        text.like(bindparam(_bound("word", number)), escape=ESCAPE) for number in range(shape.words)
    ]
