"""Small worlds for the tests of the stores."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from core.domain.cases import (
    Action,
    ActionKind,
    Case,
    ConsentScope,
    Individual,
    Level,
    Status,
)
from core.domain.people import Identity, Platform, Section
from core.domain.schedule import Slot
from core.domain.subscriptions import Address, Subscription
from storage.portfolio import put_cases, put_sections
from storage.unit_of_work import SqlStore

NOW = datetime(2010, 5, 14, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
SWEDEN = Section("SWE", "Sweden", "SWE", ("sv", "en"), "Europe/Stockholm", 10)
MALAYSIA = Section("MYS", "Malaysia", "MYS", ("ms", "en"), "Asia/Kuala_Lumpur", 3)


def an_individual(number: int = 1, **changes: object) -> Individual:
    facts: dict[str, object] = {
        "name": "Tan Mei Lin",
        "withheld": False,
        "poc": True,
        "status": Status.DETAINED,
        **changes,
    }
    return Individual(number, **facts)  # type: ignore[arg-type]  # a test names the fields it means


def an_action(number: int = 1, deadline: date | None = None, over: date | None = None) -> Action:
    return Action(
        number, ActionKind.LETTER, "Write to the minister.", "Minister", deadline, over=over
    )


def a_case(key: str = "MYS-0012", **changes: object) -> Case:
    """A case that any member may see; `changes` are fields of it."""
    facts: dict[str, object] = {
        "title": "Editor held without trial",
        "country": "MYS",
        "level": Level.ACTIVE,
        "summary": "An editor is held under the security act.",
        "consent": frozenset({ConsentScope.LISTING, ConsentScope.NAMES}),
        "safe_to_publicise": True,
        "opened": date(2009, 1, 10),
        "individuals": (an_individual(),),
        "actions": (an_action(deadline=date(2010, 6, 1)),),
        **changes,
    }
    return Case(key, **facts)  # type: ignore[arg-type]  # as above


def a_draft(key: str = "draft-abcdefghijkl", **changes: object) -> Case:
    return a_case(key, level=Level.DRAFT, **changes)


HIDDEN = (
    a_draft(),
    a_case("MYS-0090", paused=True),
    a_case("MYS-0091", consent=frozenset()),
    a_case("MYS-0092", safe_to_publicise=False),
)
"""Cases that no member may see, each for another reason."""


def put(store: SqlStore, *cases: Case, sections: Iterable[Section] = (SWEDEN, MALAYSIA)) -> None:
    with store.write() as uow:
        put_sections(uow.connection, sections)
        put_cases(uow.connection, cases)


def put_person(store: SqlStore, person: str = "p1", key: str = "7") -> Identity:
    identity = Identity(Platform.TELEGRAM, key)
    with store.write() as uow:
        uow.people.add(person, identity, NOW)
    return identity


def an_address(conversation: str = "100", thread: str = "") -> Address:
    return Address(Platform.TELEGRAM, conversation, thread)


def a_subscription(conversation: str = "100", **changes: object) -> Subscription:
    facts: dict[str, object] = {
        "slot": Slot(0, 540, "Asia/Kuala_Lumpur"),
        "since": datetime(2010, 5, 1, tzinfo=UTC),
        **changes,
    }
    return Subscription(an_address(conversation), **facts)  # type: ignore[arg-type]  # as above
