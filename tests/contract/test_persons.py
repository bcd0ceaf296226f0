"""All that is held on a person: told, joined with another, erased; a person of a case forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, String, Text, inspect, select, text

from core.domain.audit import audit
from core.domain.cases import Individual
from core.domain.commitments import Party
from core.domain.decisions import Decision, DecisionKind
from core.domain.held import ERASED_PERSON, Held, HeldCommitment
from core.domain.history import Part, TextRef
from core.domain.people import Grant, Identity, Platform, Role
from core.domain.subscriptions import SubscriptionState
from core.domain.values import Sight
from core.i18n import Words
from core.usecases.forget import AlreadyForgotten, Forgotten, NobodyThere, forget
from core.views.privacy import record_labels
from storage.columns import metadata
from storage.engine import open_engine
from storage.persons import other_records
from storage.portfolio import put_cases
from storage.tables import people
from storage.unit_of_work import SqlStore
from tests.contract.builders import (
    NOW,
    a_case,
    a_subscription,
    an_action,
    an_address,
    an_individual,
    put,
    put_person,
)

LATER = NOW + timedelta(hours=1)
ON_SLACK = Identity(Platform.SLACK, "T0AI:U0ANNA")
COORDINATOR = Grant(Role.COORDINATOR, "SWE")
BY_P1 = Decision(
    DecisionKind.RELEASE, "MYS-0012", LATER, "running", "", "My secret reason", "p1", Role.MEMBER
)
WITHOUT_KEY = {"proposed_by"}
"""Columns with a person's id and no foreign key, which the code moves and erases by name."""


@pytest.fixture(autouse=True)
def anna(store: SqlStore) -> None:
    """Anna, p1 on Telegram, coordinates Sweden and took two cases on herself; a case is hidden."""
    nobody: tuple[Individual, ...] = ()
    put(
        store,
        a_case(individuals=nobody),
        a_case("MYS-0013", individuals=nobody),
        a_case("MYS-0090", paused=True, individuals=nobody),
    )
    put_person(store, "p1", "7")
    with store.write() as uow:
        uow.people.grant("p1", COORDINATOR)
        uow.people.settle("p1", zone="Europe/Stockholm")
        uow.subscriptions.put(a_subscription(person="p1"))
        for key in ("MYS-0012", "MYS-0090"):
            uow.commitments.start(key, Party(person="p1"), NOW)


def put_slack(store: SqlStore) -> None:
    """The same on Slack, as p2: a steward, committed to MYS-0012 and MYS-0013."""
    with store.write() as uow:
        uow.people.add("p2", ON_SLACK, NOW)
        uow.people.grant("p2", COORDINATOR)
        uow.people.grant("p2", Grant(Role.STEWARD))
        uow.people.settle("p2", zone="UTC", language="sv")
        there = replace(an_address("U0ANNA"), platform=Platform.SLACK)
        uow.subscriptions.put(replace(a_subscription(person="p2"), address=there))
        for key in ("MYS-0012", "MYS-0013"):
            uow.commitments.start(key, Party(person="p2"), NOW)
        uow.decisions.append(replace(BY_P1, person="p2"))


def held(store: SqlStore, person: str) -> Held | None:
    with store.read() as uow:
        return uow.persons.held(person)


def everything(connection: Connection) -> str:
    """Every value in the database, as one text."""
    tables = metadata.tables.values()
    return repr([tuple(row) for table in tables for row in connection.execute(select(table))])


class TestHeld:
    def test_all_of_it(self, store: SqlStore) -> None:
        with store.write() as uow:
            uow.decisions.append(BY_P1, replace(BY_P1, person="p9"))
        found = held(store, "p1")
        assert found is not None
        assert found.identities == (Identity(Platform.TELEGRAM, "7"),)
        assert found.grants == (COORDINATOR,)
        assert (found.zone, found.language) == ("Europe/Stockholm", "")
        assert [s.address for s in found.subscriptions] == [an_address()]
        assert found.commitments == (
            HeldCommitment("MYS-0012", NOW, None, ""),
            HeldCommitment("", NOW, None, ""),
        )
        assert found.decisions == 1

    def test_nobody(self, store: SqlStore) -> None:
        assert held(store, "p9") is None

    def test_every_record_of_a_person_has_a_name_in_chat(self) -> None:
        assert {table.name for table, _ in other_records()} == set(record_labels(Words()))

    def test_no_table_holds_a_person_in_secret(self, store: SqlStore) -> None:
        """A column that names a person must say so by a foreign key, else nothing moves it."""
        told = {"person", "joined_people.former", *WITHOUT_KEY}
        with store.engine.connect() as connection:
            tables = inspect(connection).get_table_names()
        for table in metadata.tables.values():
            assert table.name in tables
            for column in table.columns:
                named = column.name in {"person", "by"} or column.name.endswith("_by")
                chained = table.name == "decision_texts"
                if named and not chained and isinstance(column.type, String | Text):
                    assert column.references(people.c.id) or column.name in told - {"person"}


class TestJoin:
    def test_two_become_one(self, store: SqlStore) -> None:
        put_slack(store)
        with store.write() as uow:
            uow.persons.join("p1", "p2", LATER)
        found = held(store, "p1")
        assert found is not None
        assert found.identities == (ON_SLACK, Identity(Platform.TELEGRAM, "7"))
        assert set(found.grants) == {COORDINATOR, Grant(Role.STEWARD)}
        assert (found.zone, found.language) == ("Europe/Stockholm", "sv")
        assert held(store, "p2") is None

    def test_what_ran_twice_runs_once(self, store: SqlStore) -> None:
        put_slack(store)
        with store.write() as uow:
            uow.persons.join("p1", "p2", LATER)
            for key in ("MYS-0012", "MYS-0013", "MYS-0090"):
                assert uow.commitments.is_running(key, Party(person="p1"))
        found = held(store, "p1")
        assert found is not None
        ended = [c for c in found.commitments if c.ended]
        assert ended == [HeldCommitment("MYS-0012", NOW, LATER, "joined")]
        states = {s.address.conversation: s.state for s in found.subscriptions}
        assert states == {"100": SubscriptionState.ACTIVE, "U0ANNA": SubscriptionState.OFF}

    def test_the_history_knows_them_by_the_id_they_have_now(self, store: SqlStore) -> None:
        put_slack(store)
        role = Decision(DecisionKind.ROLE, "p2", NOW, "", "steward", "", "p2")
        with store.write() as uow:
            uow.decisions.append(role)
            uow.persons.join("p1", "p2", LATER)
        with store.read() as uow:
            assert [d.person for d in uow.decisions.of("MYS-0012")] == ["p1"]
            assert uow.decisions.of("p1") == [replace(role, subject="p1", person="p1")]
            assert audit(uow.history.records(), uow.history.head()).findings == ()
        found = held(store, "p1")
        assert found is not None
        assert found.decisions == 2

    def test_a_third_can_join_and_all_are_erased_together(self, store: SqlStore) -> None:
        put_slack(store)
        with store.write() as uow:
            uow.people.add("p3", Identity(Platform.CONSOLE, "anna"), NOW)
            uow.persons.join("p3", "p2", LATER)
            uow.persons.join("p1", "p3", LATER)
            assert uow.decisions.of("MYS-0012")[0].person == "p1"
            assert uow.history.texts_of(["p1"]) == [
                TextRef(1, Part.PERSON),
                TextRef(1, Part.REASON),
            ]


class TestErase:
    def test_nothing_of_the_person_is_left(self, store: SqlStore) -> None:
        with store.write() as uow:
            uow.commitments.end("MYS-0012", Party(person="p1"), LATER, BY_P1.reason)
            uow.decisions.append(BY_P1)
        with store.write() as uow:
            named = uow.history.texts_of(["p1"])
            uow.persons.erase("p1", LATER)
            uow.history.erase(named, Decision(DecisionKind.ERASE, "person", LATER, "", ""))
        with store.read() as uow:
            left = everything(uow.connection)
            assert uow.people.find(Identity(Platform.TELEGRAM, "7")) is None
            assert uow.subscriptions.here(an_address()) == []
            [decision, erasure] = [
                *uow.decisions.of("MYS-0012"),
                *uow.decisions.of("person"),
            ]
            assert audit(uow.history.records(), uow.history.head()).is_sound
        for secret in ("'p1'", "My secret reason", "'7'"):
            assert secret not in left
        assert (decision.person, decision.reason, decision.role) == ("", "", Role.MEMBER)
        assert erasure.after.startswith("2:")

    def test_what_was_taken_on_is_ended_and_still_counted(self, store: SqlStore) -> None:
        with store.write() as uow:
            uow.persons.erase("p1", LATER)
            assert not uow.commitments.is_running("MYS-0012", Party(person="p1"))
            rows = uow.connection.execute(text("SELECT person, end_reason FROM commitments"))
            assert list(map(tuple, rows)) == [(ERASED_PERSON, "left")] * 2

    def test_the_file_has_it_no_more(self, sqlite_store: SqlStore, sqlite_url: str) -> None:
        secret = "Xanthippe-in-a-reason"
        with sqlite_store.write() as uow:
            uow.decisions.append(replace(BY_P1, reason=secret))
        with sqlite_store.write() as uow:
            erasure = Decision(DecisionKind.ERASE, "person", LATER, "", "")
            uow.history.erase([TextRef(1, Part.REASON)], erasure)
        sqlite_store.engine.dispose()
        engine = open_engine(sqlite_url)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        file = sqlite_url.removeprefix("sqlite:///")
        with open(file, "rb") as database:  # noqa: PTH123  bytes, past every reader
            assert secret.encode() not in database.read()


NAMED = a_case(
    "MYS-0014",
    title="Tan Mei Lin, editor",
    summary="Mei Lin was taken from the office.",
    individuals=(
        an_individual(aliases=("Ah Lin",), native_name="陳美玲", status_source="Her lawyer"),
        an_individual(2, name="Ravi Kumar"),
    ),
    actions=(an_action(),),
)


class TestForget:
    @pytest.fixture(autouse=True)
    def named(self, store: SqlStore) -> None:
        def told(subject: str, reason: str) -> Decision:
            return Decision(DecisionKind.LEVEL, subject, NOW, "", "active", reason, "p1")

        with store.write() as uow:
            put_cases(uow.connection, [NAMED])
            uow.decisions.append(
                told("MYS-0014", "Lin was moved to another prison"),
                told("MYS-0014", "Consent by the family"),
                told("MYS-0014/1", "She asked for it"),
                told("MYS-0014/2", "Ravi is well"),
                told("MYS-0012", "As with tan  mei lin"),
                told("MYS-0012", "A Lin of another case"),
            )
            uow.queries.remember("k1", "tan mei lin poc", NOW)
            uow.queries.remember("k2", "lin poc", NOW)

    def test_the_person_is_a_number(self, store: SqlStore) -> None:
        with store.write() as uow:
            outcome = forget(uow, "mys-0014", 1, LATER)
        assert outcome == Forgotten("MYS-0014", 1, 3, ("summary",))
        with store.read() as uow:
            case = uow.cases.get("MYS-0014", Sight.STAFF)
        assert case is not None
        [first, second] = case.individuals
        assert (first.name, first.aliases, first.native_name) == ("", (), "")
        assert (first.withheld, first.status_source) == (True, "")
        assert (first.poc, first.status) == (True, NAMED.individuals[0].status)
        assert second == NAMED.individuals[1]
        assert case.title == "[…], editor"
        assert case.version == 2

    def test_the_history_stays_and_names_them_no_more(self, store: SqlStore) -> None:
        with store.write() as uow:
            forget(uow, "MYS-0014", 1, LATER)
        with store.read() as uow:
            assert [d.reason for d in uow.decisions.of("MYS-0014")] == ["", "Consent by the family"]
            assert [d.reason for d in uow.decisions.of("MYS-0014/2")] == ["Ravi is well"]
            assert [d.reason for d in uow.decisions.of("MYS-0012")] == ["", "A Lin of another case"]
            [about, erasure] = uow.decisions.of("MYS-0014/1")
            assert (about.reason, about.after) == ("", "active")
            assert (erasure.kind, erasure.role) == (DecisionKind.ERASE, Role.ADMIN)
            assert audit(uow.history.records(), uow.history.head()).is_sound

    def test_nothing_finds_them(self, store: SqlStore) -> None:
        with store.write() as uow:
            forget(uow, "MYS-0014", 1, LATER)
        with store.read() as uow:
            left = everything(uow.connection).casefold()
            assert uow.queries.recall("k1") is None
            assert uow.queries.recall("k2") == "lin poc"
            labels = [name for label in uow.cases.labels(Sight.STAFF) for name in label.names]
        for name in ("tan mei lin", "ah lin", "陳美玲", "her lawyer"):
            assert name not in " ".join(left.split())
        assert "" not in labels

    def test_again_there_is_nothing_to_erase(self, store: SqlStore) -> None:
        with store.write() as uow:
            forget(uow, "MYS-0014", 1, LATER)
            assert forget(uow, "MYS-0014", 1, LATER) == AlreadyForgotten("MYS-0014", 1)
            assert forget(uow, "MYS-0014", 9, LATER) == NobodyThere()
            assert forget(uow, "MYS-9999", 1, LATER) == NobodyThere()
