"""Forms that are being filled in: one a person, forgotten after a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.ports_dialogues import FORGOTTEN_AFTER, Dialogue
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW

ANNA = Identity(Platform.TELEGRAM, "101")
BEGUN = Dialogue(
    ANNA,
    "k3f9ab",
    "capacity",
    "SWE",
    "SWE:10",
    "number",
    {"section": "SWE", "words": 'שלום "quoted" \\ 😀'},
    NOW,
    NOW,
)


def put(store: SqlStore, dialogue: Dialogue) -> None:
    with store.write() as uow:
        uow.dialogues.put(dialogue)


def test_what_was_answered_is_kept(store: SqlStore) -> None:
    put(store, BEGUN)
    with store.read() as uow:
        assert uow.dialogues.get(ANNA, NOW) == BEGUN
        assert uow.dialogues.get(replace(ANNA, platform=Platform.CONSOLE), NOW) is None
        assert uow.dialogues.get(replace(ANNA, key="102"), NOW) is None
    with store.write() as uow:
        assert uow.dialogues.hold(ANNA, NOW) == BEGUN


def test_a_person_has_one_at_a_time(store: SqlStore) -> None:
    other = replace(BEGUN, mark="other1", form="release_case", field="", filled={})
    put(store, BEGUN)
    put(store, other)
    with store.read() as uow:
        assert uow.dialogues.get(ANNA, NOW) == other


def test_it_can_be_dropped(store: SqlStore) -> None:
    put(store, BEGUN)
    with store.write() as uow:
        uow.dialogues.drop(ANNA)
        uow.dialogues.drop(ANNA)
    with store.read() as uow:
        assert uow.dialogues.get(ANNA, NOW) is None


def test_it_is_forgotten_a_day_after_the_last_answer(store: SqlStore) -> None:
    put(store, BEGUN)
    almost = NOW + FORGOTTEN_AFTER - timedelta(seconds=1)
    with store.read() as uow:
        assert uow.dialogues.get(ANNA, almost) == BEGUN
        assert uow.dialogues.get(ANNA, NOW + FORGOTTEN_AFTER) is None
    with store.write() as uow:
        assert uow.dialogues.hold(ANNA, NOW + FORGOTTEN_AFTER) is None


@pytest.mark.parametrize("known", [False, True])
def test_whoever_is_met_is_known_to_fill_in_a_form_until_it_is_forgotten(
    store: SqlStore, *, known: bool
) -> None:
    place = Address(Platform.TELEGRAM, "101")
    with store.write() as uow:
        if known:
            uow.people.add("anna", ANNA, NOW)
        assert not uow.people.meet(ANNA, place, NOW).filling
    put(store, BEGUN)
    with store.read() as uow:
        assert uow.people.meet(ANNA, place, NOW).filling
        assert not uow.people.meet(ANNA, place, NOW + FORGOTTEN_AFTER).filling
        assert not uow.people.meet(replace(ANNA, key="102"), place, NOW).filling
        assert not uow.people.meet(replace(ANNA, platform=Platform.SLACK), place, NOW).filling


def test_what_is_forgotten_is_removed_when_another_begins(store: SqlStore) -> None:
    put(store, BEGUN)
    other = replace(ANNA, key="102")
    put(store, replace(BEGUN, identity=other, touched_at=NOW + FORGOTTEN_AFTER))
    with store.read() as uow:
        assert uow.dialogues.get(ANNA, NOW) is None
        assert uow.dialogues.get(other, NOW + FORGOTTEN_AFTER) is not None
