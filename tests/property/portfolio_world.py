"""A small portfolio, the people who work on it, and one way to speak for each of them.

Every text that somebody may not see has a mark of its own, which says of what kind it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import count
from typing import Final

from bots.world import SettableClock
from core.app import App
from core.domain.cases import Case, Concern, ConsentScope, Individual, Level, Outcome, Status
from core.domain.goals import HISTORICAL, OF_FEEDBACK, Goal, Metric
from core.domain.people import Grant, Identity, Platform, Role, Section
from core.domain.subscriptions import Address
from core.domain.values import PartialDate
from core.parts import FormPart
from core.request import Actor, Audience, Form, Reply, Request
from storage.engine import open_engine
from storage.portfolio import put_cases, put_goals, put_sections
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, an_action
from tests.secrecy.portfolio import Counted

SECTIONS: Final = (
    Section("MYS", "Malaysia", "MYS", ("ms", "en"), "Asia/Kuala_Lumpur", 1),
    Section("SWE", "Sweden", "SWE", ("sv", "en"), "Europe/Stockholm", 2),
)
GRANTS: Final[Mapping[str, Grant]] = {
    "max": Grant(Role.MEMBER, "SWE"),
    "anna": Grant(Role.COORDINATOR, "SWE"),
    "mira": Grant(Role.COORDINATOR, "MYS"),
    "sten": Grant(Role.STEWARD),
    "stella": Grant(Role.STEWARD),
    "bo": Grant(Role.BOARD),
    "berit": Grant(Role.BOARD),
    "ada": Grant(Role.ADMIN),
}
STEWARDS: Final = ("sten", "stella")
COORDINATORS: Final = ("anna", "mira")
BOARD: Final = ("bo", "berit")
MEASURED: Final = tuple(metric for metric in Metric if metric not in HISTORICAL | OF_FEEDBACK)


class Mark(StrEnum):
    """Of what kind a marked text is: who may read it depends on that."""

    CASE = "c"
    PERSON = "p"
    INTERNAL = "i"
    """Why a case is included, and who researches it."""
    REASON = "r"
    """Why stewards did something."""
    FEEDBACK = "f"
    OUTSIDER = "e"
    """Feedback on somebody who is in no published case."""
    NOMINATED = "m"
    """The name of somebody who was nominated."""
    NOMINATION = "n"


TEAMS: Final = ("zqi1x", "zqi2x")
TEAM_CAPACITY: Final = 5
_LISTED: Final = frozenset({ConsentScope.LISTING})
_NAMED: Final = frozenset({ConsentScope.LISTING, ConsentScope.NAMES})


def _person(number: int, mark: int, *, poc: bool = True, withheld: bool = False) -> Individual:
    name = f"zqp{mark}x"
    return Individual(number, name, withheld, poc, Status.DETAINED, native_name=name)


def _case(key: str, mark: int, **facts: object) -> Case:
    base = Case(
        key,
        f"Title zqc{mark}1x",
        "MYS",
        Level.ACTIVE,
        f"Summary zqc{mark}2x",
        concerns=(Concern.TORTURE,),
        long_objective=f"zqc{mark}3x",
        inclusion_reason=f"zqi{mark}4x",
        research_team=TEAMS[0],
        consent=_NAMED,
        safe_to_publicise=True,
        opened=date(2009, 6, 1),
        individuals=(_person(1, mark * 10 + 1),),
        actions=(replace(an_action(deadline=date(2010, 7, 1)), text=f"zqc{mark}5x"),),
    )
    return replace(base, **facts)  # type: ignore[arg-type]  # named by whoever calls


_ENDED: Final = {"outcome": Outcome.CAPACITY, "closed": date(2010, 3, 1)}
CASES: Final = (
    _case("MYS-0001", 1),
    _case("MYS-0002", 2, individuals=(_person(1, 21, withheld=True), _person(2, 22, poc=False))),
    _case("MYS-0003", 3, paused=True, consent=_LISTED),
    _case("MYS-0004", 4, individuals=(_person(1, 41, poc=False),), research_team=TEAMS[1]),
    _case("MYS-0005", 5, level=Level.DORMANT, review=date(2010, 9, 1)),
    _case("MYS-0006", 6, level=Level.CLOSED, research_team=TEAMS[1], **_ENDED),
    _case("draft-aaaaaaaaaaaa", 7, level=Level.DRAFT, opened=None, individuals=(_person(1, 71),)),
    _case(
        "draft-bbbbbbbbbbbb",
        8,
        level=Level.DRAFT,
        opened=None,
        consent=frozenset(),
        safe_to_publicise=False,
        research_team="",
        inclusion_reason="",
    ),
)
GOALS: Final = tuple(
    Goal(metric, metric, metric, "Secretariat", 0, PartialDate(2009), 50, PartialDate(2009))
    for metric in MEASURED
)


class Place(StrEnum):
    """Where somebody speaks, and who reads the answer."""

    PRIVATE = "private"
    SHARED = "shared"
    UNSEEN = "unseen"
    """In a shared conversation, answered to the asker alone."""


@dataclass(frozen=True, slots=True)
class Said:
    """A wish, and what was replied."""

    who: str
    request: Request
    reply: Reply


class Scene:
    """The portfolio over one database, and all who speak."""

    def __init__(self, url: str) -> None:
        """Fill an empty database."""
        self._engine = open_engine(url)
        self.store = SqlStore(self._engine)
        self.clock = SettableClock(NOW)
        self.chance = Counted()
        self.app = App(self.store, self.clock, self.chance)
        self._keys = count()
        with self.store.write() as uow:
            put_sections(uow.connection, SECTIONS)
            put_goals(uow.connection, GOALS)
            put_cases(uow.connection, CASES)
            uow.casework.set_research(TEAMS[0], TEAM_CAPACITY)
            for name, grant in GRANTS.items():
                uow.people.add(name, Identity(Platform.SLACK, name), NOW)
                uow.people.grant(name, grant)

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    def ask(
        self, who: str, text: str, form: Form = Form.COMMAND, place: Place = Place.PRIVATE
    ) -> Said:
        """Say something, or press a button."""
        return self._handle(who, self._request(who, text, form, place))

    def submit(self, who: str, form: FormPart, fields: Mapping[str, str], place: Place) -> Said:
        """Send a form that was opened."""
        request = self._request(who, form.open.token, Form.FIELDS, place)
        return self._handle(who, replace(request, fields=fields, seen=form.seen))

    def _handle(self, who: str, request: Request) -> Said:
        return Said(who, request, self.app.handle(request))

    def _request(self, who: str, text: str, form: Form, place: Place) -> Request:
        private = place is Place.PRIVATE
        return Request(
            f"slack:{next(self._keys)}",
            Actor(Identity(Platform.SLACK, who)),
            Address(Platform.SLACK, who if private else "group"),
            text,
            form,
            private,
            Audience.CONVERSATION if place is Place.SHARED else Audience.ASKER,
            modals=True,
        )
