"""The files and their columns: the one table for reading, checking, writing and the reference."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Generic, TypeVar, dataclass_transform

from core.domain.cases import (
    ARTICLES,
    ActionKind,
    Concern,
    ConsentScope,
    Gender,
    Level,
    Outcome,
    Status,
)
from core.domain.goals import Metric, ObservationKind
from core.domain.people import Platform, Role
from core.domain.values import PartialDate
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
    Choice,
    Kind,
    Maybe,
    Pattern,
    Plain,
    Several,
    Text,
    YesNo,
)

T = TypeVar("T")
Key = tuple[str | int, ...]

REFERENCE = r"[A-Z]{3}-[0-9]{4,28}"
DRAFT = r"draft-[a-z0-9]{8,26}"
CASE = Pattern(
    f"{REFERENCE}|{DRAFT}",
    "a reference such as MYS-0012, or a draft's key such as draft-7f3a9c2e5b81d046",
)
SECTION = Pattern(r"[A-Z][A-Z0-9-]{1,31}", "a section's code in capitals, such as SWE")
LANGUAGE = Pattern(
    r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", "a language's code, such as en, ms or zh-Hans"
)
PERSON = Pattern(r"[A-Za-z0-9_-]{1,64}", "a person's key of letters, digits, - and _")
NAMED = Text(required=True, most=255)
NUMBERED = Whole(1, 9999)


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: its name, what may stand in it, what it means, whether it is of the key."""

    name: str
    kind: Kind[T]
    meaning: str
    key: bool


@dataclass(frozen=True, slots=True)
class _Facts(Generic[T]):
    kind: Kind[T]
    meaning: str
    key: bool


def column(kind: Kind[T], meaning: str, *, key: bool = False) -> T:
    """Declare a column as the field of a row."""
    declared: T = field(metadata={"column": _Facts(kind, meaning, key)})
    return declared


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(column,))
def row(made: type[T]) -> type[T]:
    """Make a row class of its declared columns, frozen and slotted."""
    return dataclass(frozen=True, slots=True, kw_only=True)(made)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of one of the files."""

    @property
    @abstractmethod
    def key(self) -> Key:
        """What makes the row one of its kind; rows are written in its order."""


@row
class SectionRow(Row):
    """Sections, and groups as sections with a parent."""

    code: str = column(SECTION, "The code by which the section is known everywhere.", key=True)
    name: str = column(NAMED, "Its name, as in Section Sweden: `Sweden`.")
    country: str = column(CountryCode(), "The country in which it works.")
    languages: tuple[str, ...] = column(
        Several(LANGUAGE, ordered=True, required=True), "Its languages, the usual one first."
    )
    zone: str = column(Zone(), "The time zone for its digests.")
    capacity: int = column(Whole(0, 9999), "How many cases it can be committed to at once.")
    parent: str | None = column(Maybe(SECTION), "For a group: the section that it belongs to.")

    @property
    def key(self) -> Key:
        """The code."""
        return (self.code,)


@row
class PersonRow(Row):
    """People: a row for each role on each identity in chat. Never part of a public export."""

    person: str = column(PERSON, "An opaque key for the person; no name.", key=True)
    platform: Platform | None = column(
        Maybe(Choice(Platform)), "Where the person talks to the bot.", key=True
    )
    identity: str = column(
        Text(most=255), "How that platform knows the person; empty with no platform.", key=True
    )
    role: Role | None = column(Maybe(Choice(Role)), "A role of the person, if any.", key=True)
    section: str | None = column(
        Maybe(SECTION), "For a member or coordinator: of which section.", key=True
    )
    zone: str | None = column(Maybe(Zone()), "The time zone that the person chose.")
    language: str | None = column(Maybe(LANGUAGE), "The language that the person chose.")

    @property
    def key(self) -> Key:
        """The person, the identity and the role."""
        return (
            self.person,
            self.platform or "",
            self.identity,
            self.role or "",
            self.section or "",
        )


@row
class CaseRow(Row):
    """Cases: what is known of each but the people on it and what members are asked to do."""

    case: str = column(CASE, "The reference; a draft has an unguessable key.", key=True)
    title: str = column(Text(required=True), "What the case is called.")
    country: str = column(CountryCode(), "The country that is responsible.")
    level: Level = column(Choice(Level), "Where it stands in the portfolio.")
    concerns: tuple[Concern, ...] = column(
        Several(Choice(Concern)), "The concerns by which it is found."
    )
    articles: tuple[int, ...] = column(
        Several(Whole(ARTICLES[0], ARTICLES[-1])),
        "Articles of the Universal Declaration of Human Rights.",
    )
    summary: str = column(Text(), "The public summary.")
    long_objective: str = column(Text(), "What is to be reached in the end.")
    short_objective: str = column(Text(), "What is to be reached next.")
    inclusion_reason: str = column(Text(), "Why it is in the portfolio; needed to be active.")
    research_team: str = column(Text(), "Who researches it.")
    consent: tuple[ConsentScope, ...] = column(
        Several(Choice(ConsentScope)), "What the person, or the family for them, agreed to."
    )
    safe_to_publicise: bool = column(YesNo(), "Whether publicity can do no harm.")
    paused: bool = column(YesNo(), "Whether all action is stopped for now.")
    opened: date | None = column(Maybe(Day()), "When it came into the portfolio.")
    review: date | None = column(Maybe(Day()), "When it is to be reviewed.")
    verified: date | None = column(Maybe(Day()), "When its facts were last verified.")
    outcome: Outcome | None = column(
        Maybe(Choice(Outcome)),
        "Why it was closed, for closed cases only; `unknown` only for past cases.",
    )
    closed: date | None = column(Maybe(Day()), "When it was closed, if that is known.")
    archive: bool | None = column(
        Maybe(YesNo()),
        "Whether it is a past case from an archive. Nothing means what `--as-archive` says.",
    )
    source: str = column(Text(), "Where the facts come from; for past cases, the documents.")

    @property
    def key(self) -> Key:
        """The reference or the draft's key."""
        return (self.case,)


@row
class IndividualRow(Row):
    """The people on the cases."""

    case: str = column(CASE, "The case that the person is on.", key=True)
    number: int = column(NUMBERED, "The person's number on the case.", key=True)
    name: str = column(Text(), "The name; past cases name nobody, all others must.")
    withheld: bool = column(YesNo(), "Whether the name is kept from members.")
    aliases: tuple[str, ...] = column(Several(Plain(), ordered=True), "Other names.")
    native_name: str = column(Text(), "The name in its own script.")
    gender: Gender = column(Choice(Gender), "As the case file records it.")
    poc: bool = column(YesNo(), "Whether the person is a prisoner of conscience.")
    status: Status = column(Choice(Status), "What is known of the person.")
    status_date: PartialDate | None = column(Maybe(Partial()), "Since when, or as of when.")
    status_source: str = column(Text(), "From whom that is known.")

    @property
    def key(self) -> Key:
        """The case and the number."""
        return (self.case, self.number)


@row
class ActionRow(Row):
    """What members are asked to do on the cases."""

    case: str = column(CASE, "The case that it is for.", key=True)
    number: int = column(NUMBERED, "The action's number on the case.", key=True)
    kind: ActionKind = column(Choice(ActionKind), "What is to be done.")
    text: str = column(Text(required=True), "What members are asked, in a sentence or two.")
    target: str = column(Text(), "To whom it is addressed.")
    deadline: date | None = column(Maybe(Day()), "The last day on which it can be done.")
    language: str = column(LANGUAGE, "The language of the text.")
    over: date | None = column(Maybe(Day()), "When it was ended.")

    @property
    def key(self) -> Key:
        """The case and the number."""
        return (self.case, self.number)


@row
class CommitmentRow(Row):
    """Which sections have taken which cases on. What members took on themselves is theirs."""

    case: str = column(CASE, "The case.", key=True)
    section: str = column(SECTION, "The section.", key=True)
    started: datetime = column(Moment(), "When it was taken on.", key=True)
    ended: datetime | None = column(Maybe(Moment()), "When it was handed back; nothing: it runs.")
    reason: str = column(Text(), "Why it was handed back; needed with `ended`.")

    @property
    def key(self) -> Key:
        """The case, the section and the start."""
        return (self.case, self.section, self.started.isoformat())


@row
class GoalRow(Row):
    """Goals: a metric from a baseline to a target."""

    goal: str = column(
        Pattern(r"[a-z0-9][a-z0-9_-]{0,49}", "a key in small letters, digits, - and _"),
        "The key by which the goal is known.",
        key=True,
    )
    title: str = column(Text(required=True), "What was promised.")
    metric: Metric = column(Choice(Metric), "What is measured.")
    owner: str = column(Text(required=True), "Who answers for it.")
    baseline: float = column(Number(), "The value from which it starts.")
    baseline_date: PartialDate = column(Partial(), "When the metric had that value.")
    baseline_note: str = column(Text(), "What must be known of the baseline.")
    target: float = column(Number(), "The value to reach.")
    start: PartialDate = column(Partial(), "From when it counts.")
    due: date | None = column(Maybe(Day()), "Until when; nothing if no date was promised.")

    @property
    def key(self) -> Key:
        """The goal's key."""
        return (self.goal,)


@row
class ObservationRow(Row):
    """What was observed of the metrics, measured or read in a document."""

    metric: Metric = column(Choice(Metric), "What was observed.", key=True)
    date: PartialDate = column(Partial(), "When.", key=True)
    value: float = column(Number(), "The value.")
    kind: ObservationKind = column(
        Choice(ObservationKind),
        "Whether the bot measured it, or it stands in a document.",
        key=True,
    )
    source: str = column(Text(), "Where it stands.", key=True)
    note: str = column(Text(), "What must be known of it.")

    @property
    def key(self) -> Key:
        """The metric, the date, the kind and the source."""
        return (self.metric, str(self.date), self.kind, self.source)


@dataclass(frozen=True, slots=True)
class Table:
    """A file: its name, the class of its rows, its columns in order."""

    file: str
    row: type[Row]
    columns: tuple[Column[object], ...]
    make: Callable[..., Row]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def _columns(made: type[Row]) -> tuple[Column[object], ...]:
    declared: list[Column[object]] = []
    for entry in fields(made):
        facts = entry.metadata["column"]
        declared.append(Column(entry.name, facts.kind, facts.meaning, facts.key))
    return tuple(declared)


TABLES: tuple[Table, ...] = tuple(
    Table(file, made, _columns(made), made)
    for file, made in (
        ("sections.csv", SectionRow),
        ("people.csv", PersonRow),
        ("cases.csv", CaseRow),
        ("individuals.csv", IndividualRow),
        ("actions.csv", ActionRow),
        ("commitments.csv", CommitmentRow),
        ("goals.csv", GoalRow),
        ("observations.csv", ObservationRow),
    )
)
"""In the order in which they are checked and kept: what is referred to comes first."""
BY_FILE: Mapping[str, Table] = {table.file: table for table in TABLES}
BY_ROW: Mapping[type[Row], Table] = {table.row: table for table in TABLES}
