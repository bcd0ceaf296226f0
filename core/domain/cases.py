"""Cases, the individuals on them, what members are asked to do, and the levels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.domain.pages import Page
from core.domain.values import PartialDate


class Level(StrEnum):
    """Where a case stands in the portfolio (the four levels of the resolution)."""

    DRAFT = "draft"
    ACTIVE = "active"
    DORMANT = "dormant"
    CLOSED = "closed"


TRANSITIONS: Mapping[Level, frozenset[Level]] = {
    Level.DRAFT: frozenset({Level.ACTIVE, Level.CLOSED}),
    Level.ACTIVE: frozenset({Level.DORMANT, Level.CLOSED}),
    Level.DORMANT: frozenset({Level.ACTIVE, Level.CLOSED}),
    Level.CLOSED: frozenset({Level.ACTIVE}),
}
"""Which level may follow which; every move needs a reason."""


class Outcome(StrEnum):
    """Why a case was closed. `unknown` is for imported archives only."""

    RELEASED = "released"
    DIED = "died"
    EXECUTED = "executed"
    MERGED = "merged"
    SENTENCE_SERVED = "sentence_served"
    NO_LONGER_AT_RISK = "no_longer_at_risk"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    POC_WITHDRAWN = "poc_withdrawn"
    CAPACITY = "capacity"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """What is known of a person on a case."""

    DETAINED = "detained"
    IMPRISONED = "imprisoned"
    ON_TRIAL = "on_trial"
    DISAPPEARED = "disappeared"
    AT_RISK = "at_risk"
    RELEASED = "released"
    DIED = "died"
    EXECUTED = "executed"


ENDED_STATUSES = frozenset({Status.RELEASED, Status.DIED, Status.EXECUTED})
"""The statuses of a person who is no longer a living, unreleased prisoner."""


class Gender(StrEnum):
    """As the case file records it; `unknown` where it doesn't."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class ConsentScope(StrEnum):
    """What the person, or the family for them, agreed to."""

    LISTING = "listing"
    NAMES = "names"
    PHOTOGRAPH = "photograph"
    GROUP_DIGESTS = "group_digests"


class Concern(StrEnum):
    """The human-rights concerns by which cases are found."""

    ARBITRARY_DETENTION = "arbitrary_detention"
    INCOMMUNICADO_DETENTION = "incommunicado_detention"
    ENFORCED_DISAPPEARANCE = "enforced_disappearance"
    TORTURE = "torture"
    UNFAIR_TRIAL = "unfair_trial"
    DEATH_PENALTY = "death_penalty"
    EXTRAJUDICIAL_EXECUTION = "extrajudicial_execution"
    PRISON_CONDITIONS = "prison_conditions"
    FREEDOM_OF_EXPRESSION = "freedom_of_expression"
    FREEDOM_OF_ASSOCIATION = "freedom_of_association"
    FREEDOM_OF_ASSEMBLY = "freedom_of_assembly"
    FREEDOM_OF_RELIGION = "freedom_of_religion"
    CONSCIENTIOUS_OBJECTION = "conscientious_objection"
    HUMAN_RIGHTS_DEFENDER = "human_rights_defender"
    JOURNALIST = "journalist"
    TRADE_UNIONIST = "trade_unionist"
    WOMENS_RIGHTS = "womens_rights"
    CHILD_RIGHTS = "child_rights"
    LGBT_RIGHTS = "lgbt_rights"
    INDIGENOUS_RIGHTS = "indigenous_rights"
    MINORITY_RIGHTS = "minority_rights"
    REFUGEES = "refugees"
    FORCED_EVICTION = "forced_eviction"
    IMPUNITY = "impunity"
    PRISONER_OF_CONSCIENCE = "prisoner_of_conscience"
    """What a source says of a case whose people it does not name. Where they are named, each has
    a designation of their own, and this is not used."""


ARTICLES = range(1, 31)
"""The articles of the Universal Declaration of Human Rights."""


class ActionKind(StrEnum):
    """What a member is asked to do."""

    LETTER = "letter"
    EMAIL = "email"
    PETITION = "petition"
    POSTCARD = "postcard"
    CALL = "call"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Individual:
    """A person on a case. `name` is empty where the reader may not see it."""

    number: int
    name: str
    withheld: bool
    poc: bool
    status: Status
    status_date: PartialDate | None = None
    status_source: str = ""
    aliases: tuple[str, ...] = ()
    native_name: str = ""
    gender: Gender = Gender.UNKNOWN

    @property
    def protected(self) -> bool:
        """A living, unreleased prisoner of conscience."""
        return self.poc and self.status not in ENDED_STATUSES


@dataclass(frozen=True, slots=True)
class Action:
    """What members are asked to do on a case; without a deadline it is open until it is over."""

    number: int
    kind: ActionKind
    text: str
    target: str
    deadline: date | None = None
    language: str = "en"
    over: date | None = None

    def is_open(self, today: date) -> bool:
        """Whether a member can still do it on that day; the deadline itself still counts."""
        return self.over is None and (self.deadline is None or self.deadline >= today)


DRAFT_KEY = "draft-"
"""How the key of a case begins that was never active."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its card needs it. `key` is the reference, or a draft's unguessable key."""

    key: str
    title: str
    country: str
    level: Level
    summary: str
    concerns: tuple[Concern, ...] = ()
    articles: tuple[int, ...] = ()
    long_objective: str = ""
    short_objective: str = ""
    inclusion_reason: str = ""
    research_team: str = ""
    consent: frozenset[ConsentScope] = frozenset()
    safe_to_publicise: bool = False
    paused: bool = False
    opened: date | None = None
    review: date | None = None
    verified: date | None = None
    outcome: Outcome | None = None
    closed: date | None = None
    archive: bool = False
    source: str = ""
    individuals: tuple[Individual, ...] = ()
    actions: tuple[Action, ...] = ()
    committed_sections: tuple[str, ...] = ()
    committed_members: int = 0
    version: int = field(default=0, compare=False)
    """How often it was changed: whoever changes it says which version they saw."""
    draft_key: str = field(default="", compare=False)
    """The key that it had as a draft, under which its early history stands."""

    def open_actions(self, today: date) -> tuple[Action, ...]:
        """What can still be done on that day, the nearest deadline first."""
        still = [action for action in self.actions if action.is_open(today)]
        return tuple(sorted(still, key=lambda a: (a.deadline or date.max, a.number)))

    @property
    def never_active(self) -> bool:
        """Whether it is a draft, or was closed as one: nobody but stewards may know of it."""
        return self.key.startswith(DRAFT_KEY)

    @property
    def shown_to_members(self) -> bool:
        """The rule of `Sight.PUBLIC`, for one case; the storage states the same as a condition."""
        cleared = ConsentScope.LISTING in self.consent and self.safe_to_publicise
        return self.level is not Level.DRAFT and not self.paused and (cleared or self.archive)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a list shows it."""

    key: str
    title: str
    country: str
    level: Level
    individuals: int
    poc: int
    open_actions: tuple[Action, ...]
    committed_sections: tuple[str, ...]
    archive: bool = False


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are asked for; fields are joined by "and", the values in one by "or"."""

    countries: tuple[str, ...] = ()
    """ISO 3166 alpha-3 codes."""
    sections: tuple[str, ...] = ()
    """Codes of sections with a running commitment."""
    concerns: tuple[Concern, ...] = ()
    articles: tuple[int, ...] = ()
    levels: tuple[Level, ...] = ()
    """Empty means active."""
    genders: tuple[Gender, ...] = ()
    poc: bool = False
    """Only with a prisoner of conscience."""
    available: bool = False
    committed: bool = False
    """Only with a running commitment of a section."""
    uncommitted: bool = False
    """Only active cases without a running commitment of a section."""
    new: bool = False
    """Only opened in the last 90 days."""
    mine: bool = False
    """Only those to which the asker, or a section of theirs, is committed."""
    words: tuple[str, ...] = ()
    """Folded words that must each occur in what the reader may see."""


@dataclass(frozen=True, slots=True)
class CasePage(Page[CaseLine]):
    """One page of an answer, with the counts by level over all that matches but the level."""

    counts: Mapping[Level, int] = field(default_factory=dict)

    SIZE = 5
