"""A portfolio with secrets, each field of which is marked, and what a member may know of it.

Whoever may not see the secrets must not be able to tell the two apart.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import count

from bots.database import open_world
from bots.world import SettableClock, World
from core.app import App
from core.domain.cases import (
    Action,
    ActionKind,
    Case,
    Concern,
    ConsentScope,
    Individual,
    Level,
    Outcome,
    Status,
)
from core.domain.commitments import Party
from core.domain.goals import Goal, Metric
from core.domain.people import Grant, Identity, Platform, Role, Section
from core.domain.proposals import Proposal
from core.domain.values import PartialDate
from storage.portfolio import put_cases, put_goals, put_sections
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW

SECTIONS = (
    Section("MYS", "Malaysia", "MYS", ("ms", "en"), "Asia/Kuala_Lumpur", 3),
    Section("SWE", "Sweden", "SWE", ("sv", "en"), "Europe/Stockholm", 2),
)
GOALS = tuple(
    Goal(metric, f"Goal {metric}", metric, "Secretariat", 0, PartialDate(2009), 50, PartialDate(9))
    for metric in Metric
)
OPEN = frozenset({ConsentScope.LISTING, ConsentScope.NAMES})
MARK = "zq"
"""Every secret text begins so, and nothing else does."""


def _marked(name: str, key: str, **facts: object) -> Case:
    """A case in Malaysia, whose every text is a marker of its own."""
    base = Case(
        key,
        f"{MARK}{name}title",
        "MYS",
        Level.ACTIVE,
        f"{MARK}{name}summary",
        concerns=(Concern.TORTURE, Concern.TRADE_UNIONIST),
        articles=(5, 19),
        long_objective=f"{MARK}{name}long",
        short_objective=f"{MARK}{name}short",
        inclusion_reason=f"{MARK}{name}reason",
        research_team=f"{MARK}{name}team",
        consent=OPEN,
        safe_to_publicise=True,
        opened=date(2010, 4, 1),
        verified=date(2010, 4, 2),
        source=f"{MARK}{name}source",
        individuals=(_person(1, f"{MARK}{name}"),),
        actions=(
            Action(
                1, ActionKind.LETTER, f"{MARK}{name}deed", f"{MARK}{name}target", date(2010, 6, 1)
            ),
        ),
    )
    return replace(base, **facts)  # type: ignore[arg-type]  # named by whoever calls


def _deed(text: str, target: str) -> Action:
    return Action(1, ActionKind.LETTER, text, target, date(2010, 6, 1))


def _person(number: int, mark: str, *, withheld: bool = False) -> Individual:
    return Individual(
        number,
        f"{mark}name",
        withheld=withheld,
        poc=True,
        status=Status.DETAINED,
        aliases=(f"{mark}alias",),
        native_name=f"{mark}native",
    )


def _told(name: str, key: str, **facts: object) -> Case:
    """A case that all may see, without the marks."""
    case = _marked(name, key, **facts)
    return replace(
        case,
        title=f"Open {name}",
        summary=f"The story of {name}.",
        long_objective="Freedom.",
        short_objective="A hearing.",
        source="the family",
        inclusion_reason="",
        research_team="",
        actions=(_deed("Write.", "Minister"),),
    )


HIDDEN = (
    _marked("draft", "draft-abcdefghijkl", level=Level.DRAFT),
    _marked("paused", "ZWE-0021", paused=True, country="ZWE"),
    _marked("pausedhere", "MYS-0021", paused=True),
    _marked("unasked", "MYS-0022", consent=frozenset()),
    _marked("unsafe", "MYS-0023", safe_to_publicise=False),
    _marked(
        "withdrawn",
        "MYS-0024",
        level=Level.CLOSED,
        outcome=Outcome.CONSENT_WITHDRAWN,
        closed=date(2010, 3, 1),
        consent=frozenset(),
    ),
    _marked("resting", "MYS-0025", level=Level.DORMANT, consent=frozenset()),
)
"""Cases that no member may know of, each for another reason."""

PROPOSAL = Proposal(
    "0123456789abcdef0123456789abcdef",
    "MYS-0021",
    f"{MARK}proposalreason",
    "p1",
    NOW,
    NOW.date(),
    Level.CLOSED,
    Outcome.CAPACITY,
)
"""What is proposed on one of them."""

SEEN = (
    _told("plain", "MYS-0012", individuals=()),
    _told("withheld", "MYS-0013", individuals=(_person(1, f"{MARK}withheld", withheld=True),)),
    _told("nameless", "MYS-0014", consent=frozenset({ConsentScope.LISTING})),
    _told("archived", "IRN-0001", country="IRN", level=Level.CLOSED, archive=True),
    *(_told(f"other{n}", f"THA-{n:04}", country="THA", individuals=()) for n in range(1, 8)),
)
"""Cases that all may see, some of whose people nobody may name."""


def _unnamed(case: Case) -> Case:
    people = tuple(
        replace(person, name="", aliases=(), native_name="", withheld=True)
        for person in case.individuals
    )
    return replace(case, individuals=people)


ROLES = {
    "member": Grant(Role.MEMBER, "MYS"),
    "coordinator": Grant(Role.COORDINATOR, "SWE"),
    "board": Grant(Role.BOARD),
    "admin": Grant(Role.ADMIN),
    "steward": Grant(Role.STEWARD),
}


class Counted:
    """No chance at all: in both worlds the same ids and codes, unless a secret made one more."""

    def __init__(self) -> None:
        self._numbers = count()

    def new_id(self) -> str:
        return f"{next(self._numbers):032x}"

    def code(self) -> str:
        return f"{next(self._numbers):012}"


@contextmanager
def secret_world(url: str) -> Iterator[World]:
    """The portfolio with its secrets."""
    with _world(url, (*SEEN, *HIDDEN)) as world:
        with world.store.write() as uow:
            assert uow.casework.propose(PROPOSAL)
            uow.commitments.start("MYS-0021", Party(section="MYS"), NOW)
        yield world


@contextmanager
def public_world(url: str) -> Iterator[World]:
    """What a member may know of it."""
    with _world(url, tuple(map(_unnamed, SEEN))) as world:
        yield world


@contextmanager
def _world(url: str, cases: tuple[Case, ...]) -> Iterator[World]:
    with open_world(url, SettableClock(NOW)) as world:
        assert isinstance(world.store, SqlStore)
        with world.store.write() as uow:
            put_sections(uow.connection, SECTIONS)
            put_goals(uow.connection, GOALS)
            put_cases(uow.connection, cases)
            for platform in Platform:
                for name, grant in ROLES.items():
                    uow.people.add(f"{platform}-{name}", Identity(platform, name), NOW)
                    uow.people.grant(f"{platform}-{name}", grant)
        chance = Counted()
        yield replace(world, app=App(world.store, world.clock, chance), chance=chance)
