"""What people are told by themselves tells no secret either."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bots.world import World
from core.domain.notices import NoticeKind, To
from core.domain.people import Platform, Role
from core.domain.subscriptions import Address
from core.parts import View
from core.ports_notices import Reach
from core.surfaces import NOTICES, Shows
from core.usecases.nominations import NominationShown
from core.views.examples import NOTICES as EXAMPLES
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW
from tests.contract.movement import ANSWER, Movement
from tests.contract.test_digests import Postbox
from tests.contract.test_notices import deliver
from tests.databases import SqliteTemplate
from tests.secrecy.portfolio import HIDDEN, MARK, ROLES, public_world, secret_world

HERE = Platform.CONSOLE
PEOPLE = tuple(f"{HERE}-{role}" for role in ROLES)
STEWARD = f"{HERE}-{Role.STEWARD}"
COORDINATOR = f"{HERE}-{Role.COORDINATOR}"
BOARD = f"{HERE}-{Role.BOARD}"
EXAMPLE = {notice.kind: notice for _, notice in reversed(EXAMPLES)}
"""One of each kind."""

Told = list[tuple[str, View]]


@contextmanager
def reached(world: World) -> Iterator[SqlStore]:
    """The same world, in which everybody has written in private."""
    assert isinstance(world.store, SqlStore)
    with world.store.write() as uow:
        for person in PEOPLE:
            uow.reach.use(person, Reach(Address(HERE, person)), NOW)
    yield world.store


@pytest.fixture
def secret(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[SqlStore]:
    (tmp_path / "secret").mkdir()
    url = sqlite_template.copy_to(tmp_path / "secret")
    with secret_world(url) as world, reached(world) as store:
        yield store


@pytest.fixture
def public(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[SqlStore]:
    (tmp_path / "public").mkdir()
    url = sqlite_template.copy_to(tmp_path / "public")
    with public_world(url) as world, reached(world) as store:
        yield store


def told(store: SqlStore) -> tuple[Told, Told]:
    """All that waits, delivered: what others than stewards get, and what stewards get."""
    postbox = Postbox()
    deliver(store, postbox, NOW, (HERE,))
    heard = [(address.conversation, view) for address, view, _ in postbox.taken]
    others = [(who, view) for who, view in heard if who != STEWARD]
    return others, [(who, view) for who, view in heard if who == STEWARD]


def test_there_is_an_example_of_every_kind_that_is_registered() -> None:
    assert set(EXAMPLE) == set(NOTICES)


@pytest.mark.parametrize("kind", [kind for kind, shows in NOTICES.items() if shows is Shows.SIGHT])
def test_of_a_hidden_case_only_stewards_are_told(kind: NoticeKind, secret: SqlStore) -> None:
    tell_of_secrets(kind, secret)
    others, stewards = told(secret)
    assert others == []
    assert len(stewards) == len(HIDDEN)


@pytest.mark.parametrize(
    "kind", [kind for kind, shows in NOTICES.items() if shows is Shows.REFERENCE]
)
def test_where_only_the_reference_may_be_told_nothing_else_is(
    kind: NoticeKind, secret: SqlStore
) -> None:
    tell_of_secrets(kind, secret)
    others, stewards = told(secret)
    assert len(others) == len(HIDDEN) * (len(ROLES) - 1)
    assert MARK not in repr([*others, *stewards])


def tell_of_secrets(kind: NoticeKind, store: SqlStore) -> None:
    """Tell everybody of every hidden case."""
    example = EXAMPLE[kind]
    with store.write() as uow:
        for number, case in enumerate(HIDDEN):
            given = {"ref": case.key, "case": case.key, "title": case.title}
            facts = {key: given.get(key, value) for key, value in example.facts.items()}
            notice = replace(example, key=f"{kind}:{number}", facts=facts, case=case.key)
            uow.notices.tell(notice, To(persons=PEOPLE), NOW)


def test_whether_there_is_a_draft_changes_no_notice(secret: SqlStore, public: SqlStore) -> None:
    """The same is asked and answered in both; in one of them a draft is behind it."""
    heard = []
    for store in (secret, public):
        movement = Movement(store)
        nominated(movement)
        if store is secret:
            taken_up = {"title": f"{MARK}nominated", "status": "detained"}
            outcome = movement.send(STEWARD, "take_up", "1", **taken_up)
            assert isinstance(outcome, NominationShown)
            assert outcome.nomination.case.startswith("draft-")
        questioned(movement)
        others, stewards = told(store)
        assert MARK not in repr(others)
        assert {who for who, _ in others} == {COORDINATOR, BOARD}
        heard.append((others, len(stewards)))
    assert heard[0] == heard[1]


def nominated(movement: Movement) -> None:
    """Two people are nominated, of whom one is refused."""
    for name in ("Tan Mei Lin", "Aung Win"):
        facts = {"name": name, "country": "Malaysia", "concerns": "torture"}
        told = {"circumstances": "Taken from home.", "source": "her sister"}
        movement.send(COORDINATOR, "nominate", "", **facts, **told)
    movement.send(STEWARD, "refuse", "2", reason="We know too little.")


def questioned(movement: Movement) -> None:
    """That the other is not in the portfolio is questioned, up to a ruling."""
    asked = {"name": "Tan Mei Lin", "country": "Malaysia", "question": "Why is she not in it?"}
    movement.shown(COORDINATOR, "feedback", "", **asked)
    movement.shown(STEWARD, "answer", "1", **ANSWER)
    movement.shown(COORDINATOR, "appeal", "1", reasons="No.")
    movement.shown(BOARD, "rule", "1", verdict="upheld", reasons="So be it.")
