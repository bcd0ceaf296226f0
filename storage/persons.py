"""All that is held on one person, in whatever table: told, moved to another id, or erased.

Each table says by a foreign key to `people` which rows are somebody's. Where a row goes on to be
counted without the person, its table says so by `info=OUTLIVES_PEOPLE`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Delete,
    Executable,
    Table,
    UniqueConstraint,
    delete,
    func,
    literal,
    select,
    tuple_,
    union_all,
    update,
)

from core.domain.decisions import DecisionKind
from core.domain.held import ERASED_PERSON, Held, HeldCommitment, Row
from core.domain.people import Grant, Identity
from core.domain.subscriptions import SubscriptionState
from storage.columns import OUTLIVES_PEOPLE, metadata
from storage.forgetting import Naming, Redacting, forget_individual
from storage.history import erasing
from storage.statements import AnyRow, AnySelect, insert_into
from storage.subscriptions import subscription_of
from storage.tables import cases, chat_identities, commitments, grants, people
from storage.tables_casework import proposals
from storage.tables_dialogues import dialogues
from storage.tables_history import decision_texts, decisions, joined_people, link_codes
from storage.tables_messages import subscriptions

JOINED: Final = "joined"
"""The reason for the end of a commitment that the same person had under two ids."""
LEFT: Final = "left"
"""The reason for the end of a commitment whose person was erased."""
_TOLD_APART = {chat_identities, grants, commitments, subscriptions, joined_people, link_codes}


class SqlPersons:
    """`PersonRecords` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def held(self, person: str) -> Held | None:
        """All that is held; None if the person is not on record."""
        row = self._connection.execute(select(people).where(people.c.id == person)).one_or_none()
        if row is None:
            return None
        return Held(
            row.added_at,
            tuple(Identity(*r) for r in self._all(_identities(person))),
            tuple(sorted(Grant(r.role, r.section or "") for r in self._all(_grants(person)))),
            row.zone or "",
            row.language or "",
            tuple(subscription_of(r) for r in self._all(_subscriptions(person))),
            tuple(self._commitments(person)),
            self._decisions(person),
            {
                table.name: rows
                for table, column in other_records()
                if (rows := tuple(self._rows(table, column == person)))
            },
        )

    def join(self, person: str, former: str, at: datetime) -> None:
        """Move all that `former` has to `person`, and let nothing stand there twice."""
        self._end_doubles(person, former, at)
        self._settle(person, former)
        held = select(literal(person), grants.c.role, grants.c.section)
        give = insert_into(grants).on_conflict_do_nothing()
        for row in self._connection.execute(held.where(grants.c.person == former)).all():
            self._run(give.values(person=person, role=row.role, section=row.section))
        self._run(delete(grants).where(grants.c.person == former))
        self._run(delete(link_codes).where(link_codes.c.person == former))
        self._stop_doubles(person, former)
        for table, column in _owned():
            self._run(*_collisions(table, column, person, former))
            self._run(update(table).where(column == former).values({column.name: person}))
        mine = proposals.c.proposed_by == former
        self._run(update(proposals).where(mine).values(proposed_by=person))
        self._run(insert_into(joined_people).values(former=former, person=person))
        self._run(delete(people).where(people.c.id == former))

    def erase(self, person: str, at: datetime) -> None:
        """Remove the person and all that is theirs; what is counted on stays, without them."""
        erasing(self._connection)
        self._blank_reasons(person)
        known = select(chat_identities.c.platform, chat_identities.c.key)
        theirs = known.where(chat_identities.c.person == person)
        here = tuple_(dialogues.c.platform, dialogues.c.identity)
        self._run(delete(dialogues).where(here.in_(theirs)))
        self._run(
            insert_into(people).on_conflict_do_nothing().values(id=ERASED_PERSON, added_at=at)
        )
        running = (commitments.c.person == person) & commitments.c.ended_at.is_(None)
        self._run(update(commitments).where(running).values(ended_at=at, end_reason=LEFT))
        for table, column in _owned():
            if table.info == OUTLIVES_PEOPLE:
                self._run(
                    update(table).where(column == person).values({column.name: ERASED_PERSON})
                )
            else:
                self._delete(table, column == person)
        mine = proposals.c.proposed_by == person
        self._run(update(proposals).where(mine).values(proposed_by=ERASED_PERSON))
        self._run(delete(people).where(people.c.id == person))

    def forget(self, key: str, number: int, redacted: Redacting, names: Naming) -> None:
        """Erase the names and the source of a person on a case, and what else has them."""
        forget_individual(self._connection, key, number, redacted, names)

    def _run(self, *statements: Executable) -> None:
        for statement in statements:
            self._connection.execute(statement)

    def _all(self, statement: AnySelect) -> Sequence[AnyRow]:
        return self._connection.execute(statement).all()

    def _commitments(self, person: str) -> Iterator[HeldCommitment]:
        told = (
            select(cases.c.key, cases.c.listed, commitments)
            .select_from(commitments.join(cases))
            .where(commitments.c.person == person)
            .order_by(commitments.c.id)
        )
        for row in self._all(told):
            case = row.key if row.listed else ""
            yield HeldCommitment(case, row.started_at, row.ended_at, row.end_reason)

    def _decisions(self, person: str) -> int:
        ids = _ids(person)
        named = decision_texts.c.person.in_(ids) | decision_texts.c.subject.in_(ids)
        count = select(func.count()).select_from(decision_texts).where(named)
        return self._connection.execute(count).scalar_one()

    def _rows(self, table: Table, theirs: ColumnElement[bool]) -> Iterator[Row]:
        """Rows as text; a case by its reference, and one that may not be shown not at all."""
        for row in self._connection.execute(select(table).where(theirs)).mappings():
            told = {column.name: row[column.name] for column in table.columns}
            for column in table.columns:
                if column.references(cases.c.id):
                    listed = select(cases.c.key).where(cases.c.id == row[column.name])
                    told.pop(column.name)
                    told["case"] = self._connection.execute(
                        listed.where(cases.c.listed)
                    ).scalar_one_or_none()
                elif column.references(people.c.id):
                    told.pop(column.name)
            yield {name: str(value) for name, value in told.items() if value not in (None, "")}

    def _end_doubles(self, person: str, former: str, at: datetime) -> None:
        """End the former id's commitments to cases that the person is committed to anyway."""
        mine = commitments.alias("mine")
        same = select(mine.c.case_id).where(mine.c.person == person, mine.c.ended_at.is_(None))
        double = (
            (commitments.c.person == former)
            & commitments.c.ended_at.is_(None)
            & commitments.c.case_id.in_(same)
        )
        self._run(update(commitments).where(double).values(ended_at=at, end_reason=JOINED))

    def _stop_doubles(self, person: str, former: str) -> None:
        """Let no digest come twice: the person's own goes on, the former id's is off."""
        mine = subscriptions.alias("mine")
        active = SubscriptionState.ACTIVE
        same = select(mine.c.kind).where(mine.c.person == person, mine.c.state == active)
        double = (
            (subscriptions.c.person == former)
            & (subscriptions.c.state == active)
            & subscriptions.c.kind.in_(same)
        )
        self._run(update(subscriptions).where(double).values(state=SubscriptionState.OFF))

    def _settle(self, person: str, former: str) -> None:
        """What the person never chose is as it was under the former id."""
        chosen = select(people.c.zone, people.c.language).where(people.c.id == former)
        before = self._connection.execute(chosen).one()
        self._run(
            update(people)
            .where(people.c.id == person)
            .values(
                zone=func.coalesce(people.c.zone, before.zone),
                language=func.coalesce(people.c.language, before.language),
            )
        )
        moved = joined_people.c.person == former
        self._run(update(joined_people).where(moved).values(person=person))

    def _blank_reasons(self, person: str) -> None:
        """Take out why cases were handed back, where the person typed it."""
        typed = (
            select(decisions.c.at, decisions.c.section, cases.c.id)
            .select_from(
                decision_texts.join(decisions, decision_texts.c.decision == decisions.c.id).join(
                    cases, cases.c.key == decisions.c.subject
                )
            )
            .where(
                decision_texts.c.person.in_(_ids(person)),
                decisions.c.kind == DecisionKind.RELEASE,
            )
        )
        for row in self._all(typed):
            same = (commitments.c.case_id == row.id) & (commitments.c.ended_at == row.at)
            party = (
                commitments.c.section == row.section
                if row.section
                else commitments.c.person == person
            )
            self._run(update(commitments).where(same, party).values(end_reason=""))

    def _delete(self, table: Table, which: ColumnElement[bool]) -> None:
        """Delete rows, and first whatever rests on them."""
        for below in metadata.tables.values():
            for column in below.columns:
                for key in column.foreign_keys:
                    if key.column.table is table and below is not table:
                        gone = select(key.column).where(which)
                        self._delete(below, column.in_(gone))
        self._run(delete(table).where(which))


def _identities(person: str) -> AnySelect:
    columns = (chat_identities.c.platform, chat_identities.c.key)
    return select(*columns).where(chat_identities.c.person == person).order_by(*columns)


def _grants(person: str) -> AnySelect:
    return select(grants.c.role, grants.c.section).where(grants.c.person == person)


def _subscriptions(person: str) -> AnySelect:
    mine = select(subscriptions).where(subscriptions.c.person == person)
    return mine.order_by(subscriptions.c.id)


def _ids(person: str) -> CompoundSelect[str]:
    """The person's id, and those under which they were known before."""
    former = select(joined_people.c.former).where(joined_people.c.person == person)
    return union_all(select(literal(person)), former)


def _owned() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that names a person, those that rest on others first."""
    for table in reversed(metadata.sorted_tables):
        for column in table.columns:
            if column.references(people.c.id):
                yield table, column


def other_records() -> Iterator[tuple[Table, Column[Any]]]:
    """The same, without the tables of which `Held` tells more."""
    return ((table, column) for table, column in _owned() if table not in _TOLD_APART)


def _collisions(table: Table, column: Column[Any], person: str, former: str) -> Iterator[Delete]:
    """Delete what the person would have twice where only one may be."""
    mine = table.alias("mine")
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    for key in (table.primary_key, *unique):
        names = {member.name for member in key.columns}
        if column.name in names:
            same = [mine.c[name] == table.c[name] for name in names - {column.name}]
            there = select(mine.c[column.name]).where(mine.c[column.name] == person, *same)
            yield delete(table).where(column == former, there.exists())
