"""People, by whom they are in chat, and their roles."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, literal, select, update

from core.domain.people import Asker, Grant, Identity, Meeting, Role
from core.domain.subscriptions import Address
from storage.dialogues import FILLING, asked_of
from storage.pauses import LOST, placed
from storage.reach import assume
from storage.statements import AnyRow, insert_into
from storage.tables import chat_identities, grants, people

_KNOWN = (people.c.id, people.c.zone, people.c.language, grants.c.role, grants.c.section)
_PEOPLE = chat_identities.join(people).outerjoin(grants, grants.c.person == people.c.id)
_THEIRS = and_(
    chat_identities.c.platform == bindparam("platform"),
    chat_identities.c.key == bindparam("key"),
)
_FIND = select(*_KNOWN).select_from(_PEOPLE).where(_THEIRS)
_NOBODY = select(literal(1)).subquery("nobody")
"""One row, whether they are on record or not."""
_MEET = select(*_KNOWN, LOST.label("lost"), FILLING.label("filling")).select_from(
    _NOBODY.outerjoin(_PEOPLE, _THEIRS)
)
_ADD = insert_into(people).on_conflict_do_nothing()
_IDENTIFY = insert_into(chat_identities).on_conflict_do_nothing()
_FORGET = delete(people).where(people.c.id == bindparam("person"))
_ZONE = update(people).where(people.c.id == bindparam("person")).values(zone=bindparam("chosen"))
_LANGUAGE = (
    update(people).where(people.c.id == bindparam("person")).values(language=bindparam("chosen"))
)
_HELD = select(grants.c.role, grants.c.section).where(grants.c.person == bindparam("whose"))
_HELD_BY = select(grants.c.person, grants.c.role, grants.c.section).where(
    grants.c.person.in_(bindparam("persons", expanding=True))
)
_HOLDERS = select(grants.c.person).where(grants.c.role == bindparam("held"))
_GRANT = insert_into(grants).on_conflict_do_nothing()
_GIVEN = (grants.c.person == bindparam("whose"), grants.c.role == bindparam("given"))
_REVOKE = delete(grants).where(*_GIVEN, grants.c.section == bindparam("within"))
_REVOKE_EVERYWHERE = delete(grants).where(*_GIVEN, grants.c.section.is_(None))
_IDENTITIES = (
    select(chat_identities.c.platform, chat_identities.c.key)
    .where(chat_identities.c.person == bindparam("whose"))
    .order_by(chat_identities.c.platform, chat_identities.c.key)
)


class SqlPeople:
    """`PeopleStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, identity: Identity) -> Asker | None:
        """The person behind an identity, with all roles, in one statement."""
        return _asker(identity, self._connection.execute(_FIND, _named(identity)).all())

    def meet(self, identity: Identity, address: Address, now: datetime) -> Meeting:
        """The same of somebody who speaks there, with what else every answer asks for."""
        asked = {**_named(identity), **placed(address), **asked_of(identity, now)}
        rows = self._connection.execute(_MEET, asked).all()
        asker = _asker(identity, [row for row in rows if row.id is not None])
        return Meeting(asker, rows[0].lost, rows[0].filling)

    def add(self, person: str, identity: Identity, at: datetime) -> None:
        """Put a person on record, or give a known one another identity.

        Of two callers with the same identity the first wins: `find` tells who it was.
        """
        is_new = self._connection.execute(_ADD, {"id": person, "added_at": at}).rowcount
        tied = self._connection.execute(
            _IDENTIFY, {"platform": identity.platform, "key": identity.key, "person": person}
        ).rowcount
        if tied:
            assume(self._connection, person, identity)
        elif is_new:
            self._connection.execute(_FORGET, {"person": person})

    def settle(self, person: str, *, zone: str | None = None, language: str | None = None) -> None:
        """Keep what the person chose, and leave what they did not speak of."""
        if zone is not None:
            self._connection.execute(_ZONE, {"person": person, "chosen": zone})
        if language is not None:
            self._connection.execute(_LANGUAGE, {"person": person, "chosen": language})

    def grants(self, person: str) -> frozenset[Grant]:
        """The roles that a person holds now."""
        rows = self._connection.execute(_HELD, {"whose": person})
        return frozenset(Grant(row.role, row.section or "") for row in rows)

    def grants_of(self, persons: Collection[str]) -> Mapping[str, frozenset[Grant]]:
        """The roles that each of several people holds now, in one statement."""
        if not persons:
            return {}
        held: dict[str, set[Grant]] = {person: set() for person in persons}
        for row in self._connection.execute(_HELD_BY, {"persons": list(persons)}):
            held[row.person].add(Grant(row.role, row.section or ""))
        return {person: frozenset(of_person) for person, of_person in held.items()}

    def holders(self, role: Role) -> frozenset[str]:
        """The ids of the people who hold that role anywhere."""
        return frozenset(self._connection.execute(_HOLDERS, {"held": role}).scalars())

    def grant(self, person: str, grant: Grant) -> None:
        """Give a role; one already held stays as it is."""
        row = {"person": person, "role": grant.role, "section": grant.section or None}
        self._connection.execute(_GRANT, row)

    def revoke(self, person: str, grant: Grant) -> bool:
        """Take a role away; False if it was not held."""
        held = {"whose": person, "given": grant.role}
        if not grant.section:
            return self._connection.execute(_REVOKE_EVERYWHERE, held).rowcount > 0
        return self._connection.execute(_REVOKE, {**held, "within": grant.section}).rowcount > 0

    def identities(self, person: str) -> Sequence[Identity]:
        """By whom the person is known in chat."""
        rows = self._connection.execute(_IDENTITIES, {"whose": person})
        return [Identity(row.platform, row.key) for row in rows]


def _named(identity: Identity) -> dict[str, str]:
    return {"platform": identity.platform, "key": identity.key}


def _asker(identity: Identity, rows: Sequence[AnyRow]) -> Asker | None:
    if not rows:
        return None
    held = frozenset(Grant(row.role, row.section or "") for row in rows if row.role)
    first = rows[0]
    return Asker(identity, first.id, held, first.zone, first.language)
