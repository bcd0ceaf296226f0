"""Export, import into an empty database and export again: the same files, whatever the texts."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from core.domain.cases import ActionKind, Concern, ConsentScope, Gender, Level, Outcome, Status
from core.domain.goals import Metric, ObservationKind
from core.domain.people import Platform, Role
from core.domain.values import PartialDate
from core.portfolio.columns import (
    BY_ROW,
    TABLES,
    ActionRow,
    CaseRow,
    CommitmentRow,
    GoalRow,
    IndividualRow,
    ObservationRow,
    PersonRow,
    Row,
    SectionRow,
)
from core.portfolio.problems import Problems
from core.portfolio.reading import read_files
from core.portfolio.rows import Rows
from core.portfolio.writing import write_rows
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.csv_portfolio import brought_in, exported
from tests.databases import Server, SqliteTemplate

AWKWARD = (
    "'=+-@|\\\",\r\n\t ;\N{LINE SEPARATOR}\N{ZERO WIDTH NO-BREAK SPACE}é漢\N{RIGHT-TO-LEFT MARK}"
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
TEXT |= st.text(AWKWARD, max_size=6)
SOME = TEXT.filter(str.strip)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001  made aware
    lambda moment: moment.replace(tzinfo=UTC)
)
NUMBERS = st.integers(1, 9999)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
PARTIAL = st.one_of(
    DAYS.map(PartialDate.of),
    st.builds(PartialDate, st.integers(1900, 2100), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1900, 2100)),
)
CODES = ("SWE", "MYS", "NOR-OSLO")
KEYS = ("MYS-0001", "MYS-0012", "IRN-123456", "draft-abcdefgh1")


def some_of(values: type[Concern] | type[ConsentScope]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(values), unique=True).map(lambda v: tuple(sorted(v)))


def sections(code: str) -> st.SearchStrategy[Row]:
    return st.builds(
        SectionRow,
        code=st.just(code),
        name=SOME.filter(lambda name: len(name) < 200),
        country=st.sampled_from(["SWE", "MYS"]),
        languages=st.sampled_from([("sv", "en"), ("zh-Hans",)]),
        zone=st.sampled_from(["Europe/Stockholm", "UTC"]),
        capacity=st.integers(0, 9999),
        parent=st.sampled_from([None, *(c for c in CODES if c < code)]),
    )


@st.composite
def cases(draw: st.DrawFn, key: str) -> Row:
    """A case that may be imported as new: active with all that needs, or past, or another."""
    is_draft = key.startswith("draft-")
    level = Level.DRAFT if is_draft else draw(st.sampled_from(list(Level)[1:]))
    archive = level in {Level.DORMANT, Level.CLOSED} and draw(st.booleans())
    consent = set(draw(some_of(ConsentScope)))
    outcomes = [Outcome.UNKNOWN] if archive else [o for o in Outcome if o is not Outcome.UNKNOWN]
    return draw(
        st.builds(
            CaseRow,
            case=st.just(key),
            title=SOME,
            country=st.sampled_from(["MYS", "IRN"]),
            level=st.just(level),
            concerns=some_of(Concern).map(lambda c: c or (Concern.TORTURE,)),
            articles=st.lists(st.integers(1, 30), unique=True).map(lambda a: tuple(sorted(a))),
            summary=TEXT,
            long_objective=TEXT,
            short_objective=TEXT,
            inclusion_reason=SOME,
            research_team=TEXT,
            consent=st.just(() if archive else tuple(sorted(consent | {ConsentScope.LISTING}))),
            safe_to_publicise=st.sampled_from([True] if level is Level.ACTIVE else [True, False]),
            paused=st.booleans(),
            opened=st.none() | DAYS,
            review=st.none() | DAYS,
            verified=st.none() | DAYS,
            outcome=st.sampled_from(outcomes) if level is Level.CLOSED else st.none(),
            closed=st.none() | DAYS if level is Level.CLOSED else st.none(),
            archive=st.just(archive),
            source=TEXT,
        )
    )


def individuals(case: CaseRow, number: int) -> st.SearchStrategy[Row]:
    nothing = bool(case.archive)
    return st.builds(
        IndividualRow,
        case=st.just(case.case),
        number=st.just(number),
        name=st.just("") if nothing else SOME,
        withheld=st.booleans(),
        aliases=st.just(()) if nothing else st.lists(SOME, unique=True, max_size=3).map(tuple),
        native_name=st.just("") if nothing else TEXT,
        gender=st.sampled_from(Gender),
        poc=st.booleans(),
        status=st.sampled_from(Status),
        status_date=st.none() | PARTIAL,
        status_source=TEXT,
    )


def actions(case: CaseRow) -> st.SearchStrategy[Row]:
    return st.builds(
        ActionRow,
        case=st.just(case.case),
        number=NUMBERS,
        kind=st.sampled_from(ActionKind),
        text=SOME,
        target=TEXT,
        deadline=st.none() | DAYS,
        language=st.sampled_from(["en", "ms"]),
        over=st.none() | DAYS,
    )


@st.composite
def commitments(draw: st.DrawFn, case: CaseRow, code: str) -> Row:
    started = draw(MOMENTS)
    ended = draw(st.none() | st.just(started) | st.just(datetime(2040, 1, 1, 0, 0, 1, tzinfo=UTC)))
    reason = draw(SOME) if ended else ""
    return CommitmentRow(case=case.case, section=code, started=started, ended=ended, reason=reason)


def people(person: str, identity: str, code: str) -> st.SearchStrategy[Row]:
    role = st.sampled_from([None, *Role])
    return role.map(
        lambda held: PersonRow(
            person=person,
            platform=Platform.TELEGRAM,
            identity=identity,
            role=held,
            section=code if held in {Role.MEMBER, Role.COORDINATOR} else None,
            zone=None,
            language="en",
        )
    )


GOALS = st.builds(
    GoalRow,
    goal=st.sampled_from(["a", "b-2"]),
    title=SOME,
    metric=st.sampled_from(Metric),
    owner=SOME,
    baseline=FLOATS,
    baseline_date=PARTIAL,
    baseline_note=TEXT,
    target=FLOATS,
    start=PARTIAL,
    due=st.none() | DAYS,
)
OBSERVATIONS = st.builds(
    ObservationRow,
    metric=st.sampled_from(Metric),
    date=PARTIAL,
    value=FLOATS,
    kind=st.sampled_from(ObservationKind),
    source=TEXT,
    note=TEXT,
)


@st.composite
def portfolios(draw: st.DrawFn) -> Rows:
    """A whole portfolio whose rows fit together."""
    rows = Rows(draw(sections(code)) for code in CODES)
    identities = draw(st.lists(SOME.filter(lambda t: len(t) < 200), unique=True, max_size=2))
    for number, identity in enumerate(identities):
        rows.put(draw(people(f"p{number}", identity, draw(st.sampled_from(CODES)))))
    for key in draw(st.lists(st.sampled_from(KEYS), unique=True)):
        rows.put(draw(cases(key)))
    for case in rows.of(CaseRow):
        for number in range(1, draw(st.integers(2, 3))):
            rows.put(draw(individuals(case, number)))
        for row in draw(st.lists(actions(case), max_size=2)):
            rows.put(row)
        if draw(st.booleans()):
            rows.put(draw(commitments(case, draw(st.sampled_from(CODES)))))
    for row in draw(st.lists(GOALS | OBSERVATIONS, max_size=3)):
        rows.put(row)
    return rows


def written(rows: Rows, folder: Path) -> dict[str, bytes]:
    for table in TABLES:
        with (folder / table.file).open("w", encoding="utf-8", newline="") as stream:
            write_rows(table, rows.of(table.row), stream)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def check(rows: Rows, store: SqlStore) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "made").mkdir()
        made = written(rows, folder / "made")
        brought_in(store, *(folder / "made").iterdir(), as_archive=True)
        assert exported(store, folder / "again") == made
        second = brought_in(store, *(folder / "again").iterdir())
        assert sum(count.new + count.changed for count in second.changes.counts) == 0


@contextmanager
def opened(url: str) -> Iterator[SqlStore]:
    engine = open_engine(url)
    try:
        yield SqlStore(engine)
    finally:
        engine.dispose()


QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A whole portfolio takes minutes to shrink; the smallest file that differs is shown anyway."""
UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large]


@given(portfolios())
@settings(max_examples=40, deadline=None, phases=QUICK, suppress_health_check=UNHURRIED)
def test_on_sqlite(sqlite_template: SqliteTemplate, rows: Rows) -> None:
    with TemporaryDirectory() as folder, opened(sqlite_template.copy_to(Path(folder))) as store:
        check(rows, store)


@given(portfolios())
@settings(max_examples=15, deadline=None, phases=QUICK, suppress_health_check=UNHURRIED)
def test_on_postgresql(postgresql_server: Server, rows: Rows) -> None:
    with opened(postgresql_server.emptied()) as store:
        check(rows, store)


@given(TEXT, st.lists(SOME, unique=True).map(tuple))
@example("\r", ("|", "\\|"))
@example("\N{ZERO WIDTH NO-BREAK SPACE}=", ("=", "'"))
@settings(deadline=None)
def test_any_text_comes_back_to_the_letter(text: str, items: tuple[str, ...]) -> None:
    row = IndividualRow(
        case="MYS-0012",
        number=1,
        name=text,
        withheld=False,
        aliases=items,
        native_name=text,
        gender=Gender.UNKNOWN,
        poc=False,
        status=Status.DETAINED,
        status_source=text,
        status_date=None,
    )
    with TemporaryDirectory() as folder, closing(StringIO(newline="")) as stream:
        write_rows(BY_ROW[IndividualRow], [row], stream)
        path = Path(folder, "individuals.csv")
        path.write_bytes(stream.getvalue().encode())
        problems = Problems()
        read = read_files([path], problems)
    assert problems.told() == ()
    assert read.rows.of(IndividualRow) == [row]
