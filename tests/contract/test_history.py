"""The chain of the history: every way to tamper with it that is told apart, and what is none."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from core.domain.audit import Audit, Finding, Trouble, audit
from core.domain.decisions import Decision, DecisionKind
from core.domain.history import GENESIS, Codes, Digests, Head, Part, TextRef, hash_of
from core.domain.people import Role
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW
from tests.contract.races import race
from tests.contract.tampering import tampering

COUNT = 6
REASON = "Consent was given by the family"


def entry(number: int) -> Decision:
    at = NOW + timedelta(minutes=number)
    return Decision(DecisionKind.LEVEL, "MYS-0012", at, "draft", "active", REASON, f"p{number}")


ERASURE = Decision(DecisionKind.ERASE, "person", NOW, "", "", role=Role.ADMIN)


@pytest.fixture(autouse=True)
def six(store: SqlStore) -> None:
    """Six entries, in three units of work."""
    for first in (1, 3, 5):
        with store.write() as uow:
            uow.decisions.append(entry(first), entry(first + 1))


def audited(store: SqlStore, last: str = "") -> Audit:
    with store.read() as uow:
        return audit(uow.history.records(), uow.history.head(), last)


def hash_number(store: SqlStore, number: int) -> str:
    with store.read() as uow:
        return next(r.hash for r in uow.history.records() if r.number == number)


def erase(store: SqlStore, *refs: TextRef) -> None:
    with store.write() as uow:
        uow.history.erase(refs, ERASURE)


def found(store: SqlStore, last: str = "") -> list[tuple[int, str, str]]:
    return [(f.number, f.trouble, f.part or "") for f in audited(store, last).findings]


def tamper(store: SqlStore, *statements: str) -> None:
    with tampering(store) as connection:
        for statement in statements:
            connection.execute(text(statement))


class TestSound:
    def test_what_was_written_is_sound(self, store: SqlStore) -> None:
        checked = audited(store)
        assert checked.is_sound
        assert checked.findings == ()
        assert checked.head == Head(COUNT, hash_number(store, COUNT))

    def test_an_empty_history_is_sound(self, store: SqlStore) -> None:
        tamper(
            store,
            "DELETE FROM decision_texts",
            "DELETE FROM decisions",
            f"UPDATE history_head SET number = 0, hash = '{GENESIS}'",  # noqa: S608
        )
        assert audited(store).is_sound

    def test_entries_come_back_with_their_numbers(self, store: SqlStore) -> None:
        with store.read() as uow:
            told = uow.decisions.of("MYS-0012")
        assert told == [entry(number) for number in range(1, COUNT + 1)]
        assert [decision.number for decision in told] == list(range(1, COUNT + 1))

    def test_what_was_appended_is_read_in_the_same_unit_of_work(self, store: SqlStore) -> None:
        with store.write() as uow:
            uow.decisions.append(entry(7))
            assert [decision.number for decision in uow.decisions.of("MYS-0012")][-1] == COUNT + 1
            head = uow.history.head()
        assert head == audited(store).head

    def test_what_is_undone_leaves_no_gap(self, store: SqlStore) -> None:
        def fail() -> None:
            with store.write() as uow:
                uow.decisions.append(entry(7))
                uow.decisions.of("MYS-0012")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        with store.write() as uow:
            uow.decisions.append(entry(8))
        assert audited(store).is_sound
        assert audited(store).head == Head(COUNT + 1, hash_number(store, COUNT + 1))

    def test_those_who_append_at_once_make_one_chain(self, store: SqlStore) -> None:
        def decide(number: int) -> None:
            for step in range(5):
                with store.write() as uow:
                    uow.decisions.append(entry(number), entry(step))

        race(4, decide)
        checked = audited(store)
        assert checked.is_sound
        assert checked.head is not None
        assert checked.head.number == COUNT + 40

    def test_the_hash_is_what_the_reference_page_says(self, store: SqlStore) -> None:
        """Recomputed from the page's words alone, so that others can do the same."""
        with store.read() as uow:
            first = list(uow.history.records())[-1]
        reason = first.texts[Part.REASON]
        told = (
            f'["vigil-history-1","{"0" * 64}",1,"level","MYS-0012",'
            f'"2010-05-14T12:01:00.000000+00:00","draft","active","admin","",'
            f'"","{first.digests.person}","{first.digests.reason}"]'
        )
        from hashlib import sha256  # noqa: PLC0415  nothing of ours

        assert first.hash == sha256(told.encode()).hexdigest()
        salted = bytes.fromhex(reason.salt) + REASON.encode()
        assert first.digests.reason == sha256(salted).hexdigest()


CHANGES = {
    "kind": "'pause'",
    "subject": "'MYS-0013'",
    "at": "'2010-05-15 12:00:00.000000'",
    "before": "'closed'",
    "after": "'closed'",
    "role": "'steward'",
    "section": "'SWE'",
    "previous": "'0'",
}


class TestChanged:
    @pytest.mark.parametrize("column", CHANGES)
    @pytest.mark.parametrize("number", [1, 3, COUNT])
    def test_a_field(self, store: SqlStore, column: str, number: int) -> None:
        value = CHANGES[column]
        tamper(store, f"UPDATE decisions SET {column} = {value} WHERE id = {number}")  # noqa: S608
        assert found(store) == [(number, "changed", "")]
        assert not audited(store).is_sound

    def test_its_hash(self, store: SqlStore) -> None:
        tamper(store, "UPDATE decisions SET hash = 'f00' WHERE id = 3")
        assert found(store) == [(3, "changed", "")]

    @pytest.mark.parametrize("number", [1, 3, COUNT])
    def test_a_field_and_its_own_hash_with_it(self, store: SqlStore, number: int) -> None:
        with store.read() as uow:
            old = next(r for r in uow.history.records() if r.number == number)
        assert old.codes is not None
        forged = replace(old.codes, after="closed")
        own = hash_of(old.previous, number, forged, old.digests)
        tamper(
            store,
            f"UPDATE decisions SET after = 'closed', hash = '{own}' WHERE id = {number}",  # noqa: S608
        )
        assert found(store) == [(number, "changed", "")]

    def test_a_reason(self, store: SqlStore) -> None:
        tamper(store, "UPDATE decision_texts SET reason = 'Nothing' WHERE decision = 2")
        assert found(store) == [(2, "changed", "reason")]

    def test_a_person(self, store: SqlStore) -> None:
        tamper(store, "UPDATE decision_texts SET person = 'p9' WHERE decision = 2")
        assert found(store) == [(2, "changed", "person")]

    @pytest.mark.parametrize("salt", ["00", "no salt"])
    def test_a_salt(self, store: SqlStore, salt: str) -> None:
        tamper(store, f"UPDATE decision_texts SET reason_salt = '{salt}' WHERE decision = 2")  # noqa: S608
        assert found(store) == [(2, "changed", "reason")]

    def test_a_text_with_its_digest(self, store: SqlStore) -> None:
        tamper(store, "UPDATE decisions SET reason_digest = '' WHERE id = 2")
        assert found(store) == [(2, "changed", ""), (2, "inserted", "reason")]

    def test_two_entries_that_were_swapped(self, store: SqlStore) -> None:
        tamper(
            store,
            "UPDATE decisions SET id = -2 WHERE id = 2",
            "UPDATE decisions SET id = 2 WHERE id = 4",
            "UPDATE decisions SET id = 4 WHERE id = -2",
        )
        assert [line for line in found(store) if not line[2]] == [
            (2, "changed", ""),
            (4, "changed", ""),
        ]

    def test_what_is_no_kind_and_no_moment(self, store: SqlStore) -> None:
        tamper(store, "UPDATE decisions SET kind = 'nonsense' WHERE id = 2")
        if store.engine.dialect.name == "sqlite":
            tamper(store, "UPDATE decisions SET at = 'long ago' WHERE id = 3")
            assert found(store) == [(2, "changed", ""), (3, "changed", "")]
        else:
            assert found(store) == [(2, "changed", "")]


class TestMissing:
    @pytest.mark.parametrize("number", [1, 3, COUNT])
    def test_an_entry(self, store: SqlStore, number: int) -> None:
        tamper(
            store,
            f"DELETE FROM decision_texts WHERE decision = {number}",  # noqa: S608
            f"DELETE FROM decisions WHERE id = {number}",  # noqa: S608
        )
        assert found(store) == [(number, "missing", "")]

    def test_several_and_all(self, store: SqlStore) -> None:
        tamper(store, "DELETE FROM decisions WHERE id IN (2, 3, 6)")
        assert [line[:2] for line in found(store)] == [
            (2, "missing"),
            (3, "missing"),
            (6, "missing"),
        ]
        tamper(store, "DELETE FROM decisions")
        assert [line[0] for line in found(store)] == [1, 2, 3, 4, 5, 6]

    def test_a_text(self, store: SqlStore) -> None:
        tamper(store, "UPDATE decision_texts SET reason = NULL, reason_salt = NULL")
        assert found(store) == [(n, "missing", "reason") for n in range(1, COUNT + 1)]

    def test_all_texts_of_an_entry(self, store: SqlStore) -> None:
        tamper(store, "DELETE FROM decision_texts WHERE decision = 4")
        assert found(store) == [(4, "missing", "person"), (4, "missing", "reason")]

    def test_a_text_that_is_said_to_be_erased_and_was_not(self, store: SqlStore) -> None:
        erase(store, TextRef(2, Part.REASON))
        gone = "SET reason = NULL, reason_salt = NULL, reason_erased ="
        tamper(store, f"UPDATE decision_texts {gone} 5 WHERE decision = 3")
        assert (3, "missing", "reason") in found(store)
        tamper(store, f"UPDATE decision_texts {gone} 7 WHERE decision = 3")
        assert (3, "missing", "reason") in found(store)
        assert not audited(store).is_sound

    def test_the_tail_is_seen_by_the_head(self, store: SqlStore) -> None:
        tamper(store, "DELETE FROM decisions WHERE id > 4")
        assert found(store) == [(5, "missing", ""), (6, "missing", "")]

    def test_the_tail_with_the_head_is_seen_by_a_hash_printed_before(self, store: SqlStore) -> None:
        printed, kept = hash_number(store, COUNT), hash_number(store, 4)
        assert audited(store, printed).known == COUNT
        tamper(
            store,
            "DELETE FROM decision_texts WHERE decision > 4",
            "DELETE FROM decisions WHERE id > 4",
            f"UPDATE history_head SET number = 4, hash = '{kept}'",  # noqa: S608
        )
        assert audited(store).is_sound, "nothing in the database tells of what followed"
        assert audited(store, printed).known is None
        assert audited(store, kept).known == 4

    def test_the_head(self, store: SqlStore) -> None:
        tamper(store, "DELETE FROM history_head")
        assert audited(store).head is None
        assert not audited(store).is_sound


class TestInserted:
    def put(self, store: SqlStore, number: int, previous: str) -> str:
        codes = Codes("level", "MYS-0012", NOW, "active", "closed", "steward", "")
        own = hash_of(previous, number, codes, Digests())
        tamper(
            store,
            "INSERT INTO decisions (id, kind, subject, at, before, after, role, section, "  # noqa: S608
            "subject_digest, person_digest, reason_digest, previous, hash) VALUES "
            f"({number}, 'level', 'MYS-0012', '{NOW:%Y-%m-%d %H:%M:%S.%f}', 'active', 'closed', "
            f"'steward', '', '', '', '', '{previous}', '{own}')",
        )
        return own

    def test_after_the_last(self, store: SqlStore) -> None:
        self.put(store, COUNT + 1, hash_number(store, COUNT))
        assert found(store) == [(COUNT + 1, "inserted", "")]

    def test_before_the_first(self, store: SqlStore) -> None:
        self.put(store, 0, GENESIS)
        assert found(store) == [(0, "inserted", "")]

    def test_in_the_place_of_another(self, store: SqlStore) -> None:
        tamper(store, "DELETE FROM decisions WHERE id = 3", "DELETE FROM decision_texts")
        self.put(store, 3, hash_number(store, 2))
        assert [line for line in found(store) if not line[2]] == [(3, "changed", "")]

    def test_between_two_by_moving_all_that_follow(self, store: SqlStore) -> None:
        with tampering(store) as connection:
            for number in range(COUNT, 3, -1):
                connection.execute(
                    text("UPDATE decisions SET id = :new WHERE id = :old"),
                    {"new": number + 1, "old": number},
                )
        self.put(store, 4, hash_number(store, 3))
        entries = [line[:2] for line in found(store) if not line[2]]
        assert entries == [(5, "changed"), (6, "changed"), (7, "inserted")]

    def test_a_text_where_there_was_none(self, store: SqlStore) -> None:
        tamper(store, "UPDATE decision_texts SET subject = 'p9' WHERE decision = 2")
        assert found(store) == [(2, "inserted", "subject")]


class TestErased:
    def test_leaves_a_tombstone_and_all_else_sound(self, store: SqlStore) -> None:
        with store.write() as uow:
            uow.history.erase(uow.history.texts_of(["p2"]), ERASURE)
            [_, second, *_] = uow.decisions.of("MYS-0012")
        assert (second.person, second.reason) == ("", "")
        assert (second.role, second.after) == (Role.ADMIN, "active")
        checked = audited(store)
        assert checked.is_sound
        assert checked.of(Trouble.ERASED) == (
            Finding(2, Trouble.ERASED, Part.PERSON),
            Finding(2, Trouble.ERASED, Part.REASON),
        )
        assert checked.head is not None
        assert checked.head.number == COUNT + 1

    def test_is_really_gone(self, store: SqlStore) -> None:
        secret = "a name in a reason"
        with store.write() as uow:
            uow.decisions.append(replace(entry(7), reason=secret))
        erase(store, TextRef(7, Part.REASON))
        with store.read() as uow:
            assert secret not in [typed.text for typed in uow.history.reasons()]
            left = uow.connection.execute(text("SELECT * FROM decision_texts WHERE decision = 7"))
            [row] = left.mappings().all()
        assert row["reason"] is None
        assert row["reason_salt"] is None

    def test_twice_is_recorded_twice_and_sound(self, store: SqlStore) -> None:
        erase(store, TextRef(2, Part.REASON))
        erase(store, TextRef(3, Part.REASON), TextRef(3, Part.PERSON))
        assert audited(store).is_sound
        assert len(audited(store).of(Trouble.ERASED)) == 3

    def test_of_nothing_is_recorded_too(self, store: SqlStore) -> None:
        erase(store)
        assert audited(store).is_sound

    def test_a_forged_erasure_is_no_erasure(self, store: SqlStore) -> None:
        erase(store, TextRef(2, Part.REASON))
        tamper(store, "UPDATE decisions SET after = '0:' WHERE kind = 'erase'")
        assert found(store) == [(2, "missing", "reason"), (7, "changed", "")]


def test_a_role_is_told_by_the_person_and_can_lose_them(store: SqlStore) -> None:
    role = Decision(DecisionKind.ROLE, "p9", NOW, "", "board", "invitation", "p9", Role.MEMBER)
    with store.write() as uow:
        uow.decisions.append(role)
        assert uow.decisions.of("p9") == [role]
        stored = uow.connection.execute(text("SELECT subject FROM decisions WHERE kind = 'role'"))
        assert stored.scalar_one() == ""
        uow.history.erase(uow.history.texts_of(["p9"]), ERASURE)
        assert uow.decisions.of("p9") == []
    assert audited(store).is_sound
