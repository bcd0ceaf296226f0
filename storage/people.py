"""People, by whom they are in chat, and their roles."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from core.domain.people import Asker, Grant, Identity
from storage.statements import insert_into
from storage.tables import chat_identities, grants, people

_FIND = (
    select(people.c.id, people.c.zone, people.c.language, grants.c.role, grants.c.section)
    .select_from(
        chat_identities.join(people).outerjoin(grants, grants.c.person == people.c.id),
    )
    .where(
        chat_identities.c.platform == bindparam("platform"),
        chat_identities.c.key == bindparam("key"),
    )
)
_ADD = insert_into(people).on_conflict_do_nothing()
_IDENTIFY = insert_into(chat_identities).on_conflict_do_nothing()
_FORGET = delete(people).where(people.c.id == bindparam("person"))
_ZONE = update(people).where(people.c.id == bindparam("person")).values(zone=bindparam("chosen"))
_LANGUAGE = (
    update(people).where(people.c.id == bindparam("person")).values(language=bindparam("chosen"))
)
_GRANT = insert_into(grants).on_conflict_do_nothing()


class SqlPeople:
    """`PeopleStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, identity: Identity) -> Asker | None:
        """The person behind an identity, with all roles, in one statement."""
        asked = {"platform": identity.platform, "key": identity.key}
        rows = self._connection.execute(_FIND, asked).all()
        if not rows:
            return None
        held = frozenset(Grant(row.role, row.section or "") for row in rows if row.role)
        first = rows[0]
        return Asker(identity, first.id, held, first.zone, first.language)

    def add(self, person: str, identity: Identity, at: datetime) -> None:
        """Put a person on record, or give a known one another identity.

        Of two callers with the same identity the first wins: `find` tells who it was.
        """
        is_new = self._connection.execute(_ADD, {"id": person, "added_at": at}).rowcount
        tied = self._connection.execute(
            _IDENTIFY, {"platform": identity.platform, "key": identity.key, "person": person}
        ).rowcount
        if is_new and not tied:
            self._connection.execute(_FORGET, {"person": person})

    def settle(self, person: str, *, zone: str | None = None, language: str | None = None) -> None:
        """Keep what the person chose, and leave what they did not speak of."""
        if zone is not None:
            self._connection.execute(_ZONE, {"person": person, "chosen": zone})
        if language is not None:
            self._connection.execute(_LANGUAGE, {"person": person, "chosen": language})

    def grant(self, person: str, grant: Grant) -> None:
        """Give a role; one already held stays as it is."""
        row = {"person": person, "role": grant.role, "section": grant.section or None}
        self._connection.execute(_GRANT, row)
