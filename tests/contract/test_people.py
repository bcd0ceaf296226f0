"""People on record, their roles, and invitations to more."""

from datetime import timedelta

import pytest

from core.domain.people import Asker, Grant, Identity, Platform, Role
from core.ports import Invitation
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, put, put_person
from tests.contract.races import race

IN_CHAT = Identity(Platform.TELEGRAM, "7")
ON_SLACK = Identity(Platform.SLACK, "E1:U1")
COORDINATOR = Grant(Role.COORDINATOR, "SWE")
STEWARD = Grant(Role.STEWARD)


def test_a_stranger_is_not_on_record(store: SqlStore) -> None:
    put_person(store)
    with store.read() as uow:
        assert uow.people.find(ON_SLACK) is None
        assert uow.people.find(Identity(Platform.SLACK, "7")) is None
        assert uow.people.find(IN_CHAT) == Asker(IN_CHAT, "p1")


def test_a_person_is_known_by_each_identity_with_all_roles(store: SqlStore) -> None:
    put(store)
    put_person(store)
    with store.write() as uow:
        uow.people.add("p1", ON_SLACK, NOW)
        for grant in (COORDINATOR, STEWARD, COORDINATOR, STEWARD, Grant(Role.COORDINATOR, "MYS")):
            uow.people.grant("p1", grant)
    with store.read() as uow:
        for identity in (IN_CHAT, ON_SLACK):
            asker = uow.people.find(identity)
            assert asker is not None
            assert asker.person == "p1"
            assert asker.grants == {COORDINATOR, STEWARD, Grant(Role.COORDINATOR, "MYS")}


def test_an_identity_that_is_there_stays(store: SqlStore) -> None:
    put_person(store, "p1")
    put_person(store, "p2")
    with store.write() as uow:
        assert uow.people.find(IN_CHAT) == Asker(IN_CHAT, "p1")
        uow.people.add("p2", ON_SLACK, NOW)
        assert uow.people.find(ON_SLACK) == Asker(ON_SLACK, "p2")


def test_what_was_chosen_is_kept_and_the_rest_left(store: SqlStore) -> None:
    put_person(store)
    put_person(store, "p2", "8")
    with store.write() as uow:
        uow.people.settle("p1", zone="Asia/Kuala_Lumpur")
        uow.people.settle("p1", language="sv")
        uow.people.settle("p1")
        chosen = uow.people.find(IN_CHAT)
        other = uow.people.find(Identity(Platform.TELEGRAM, "8"))
    assert chosen is not None
    assert other is not None
    assert (chosen.zone, chosen.language) == ("Asia/Kuala_Lumpur", "sv")
    assert (other.zone, other.language) == (None, None)


def test_of_two_first_messages_at_once_one_makes_the_person(store: SqlStore) -> None:
    def meet(number: int) -> str | None:
        with store.write() as uow:
            if uow.people.find(IN_CHAT) is None:
                uow.people.add(f"p{number}", IN_CHAT, NOW)
        with store.read() as uow:
            found = uow.people.find(IN_CHAT)
            return None if found is None else found.person

    who = set(race(4, meet))
    assert len(who) == 1
    assert who <= {"p0", "p1", "p2", "p3"}


@pytest.mark.parametrize("grant", [COORDINATOR, STEWARD])
def test_an_invitation_is_taken_up_once(store: SqlStore, grant: Grant) -> None:
    invitation = Invitation("digest", grant, NOW + timedelta(days=7))
    put(store)
    with store.write() as uow:
        uow.invitations.add(invitation)
        assert uow.invitations.take("another", NOW) is None
        assert uow.invitations.take("digest", NOW) == invitation
        assert uow.invitations.take("digest", NOW) is None


def test_an_invitation_that_expired_or_was_shown_is_worth_nothing(store: SqlStore) -> None:
    with store.write() as uow:
        for digest in ("old", "shown"):
            uow.invitations.add(Invitation(digest, STEWARD, NOW + timedelta(days=7)))
        uow.invitations.void("shown", NOW)
        uow.invitations.void("unknown", NOW)
        assert uow.invitations.take("shown", NOW) is None
        assert uow.invitations.take("old", NOW + timedelta(days=7)) is None


def test_of_several_who_type_one_code_exactly_one_gets_the_role(store: SqlStore) -> None:
    for number in range(5):
        digest = f"digest {number}"
        with store.write() as uow:
            uow.invitations.add(Invitation(digest, STEWARD, NOW + timedelta(days=7)))

        def take(_: int, digest: str = digest) -> bool:
            with store.write() as uow:
                return uow.invitations.take(digest, NOW) is not None

        assert sum(race(6, take)) == 1


def test_the_roles_of_several_people_are_looked_up_at_once(store: SqlStore) -> None:
    put(store)
    put_person(store, "p1")
    put_person(store, "p2", key="8")
    with store.write() as uow:
        for grant in (COORDINATOR, STEWARD):
            uow.people.grant("p1", grant)
    with store.read() as uow:
        assert uow.people.grants_of(["p1", "p2"]) == {
            "p1": {COORDINATOR, STEWARD},
            "p2": frozenset(),
        }
        assert uow.people.grants_of([]) == {}
