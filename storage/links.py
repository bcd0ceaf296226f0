"""How people come to identities and roles beside an invitation: their own codes, workspaces."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, or_, select

from storage.statements import insert_into
from storage.tables_history import link_codes, workspaces

_VALID = (link_codes.c.digest == bindparam("asked"), link_codes.c.expires_at > bindparam("now"))
_CLEAR = delete(link_codes).where(
    or_(link_codes.c.person == bindparam("whose"), link_codes.c.expires_at <= bindparam("now"))
)
_ADD = insert_into(link_codes)
_LOOK = select(link_codes.c.person).where(*_VALID)
_TAKE = delete(link_codes).where(*_VALID).returning(link_codes.c.person)
_VOID = delete(link_codes).where(link_codes.c.digest == bindparam("asked"))

_SECTION_OF = select(workspaces.c.section).where(workspaces.c.team == bindparam("asked"))
_NEW = insert_into(workspaces)
_ASSIGN = _NEW.on_conflict_do_update(
    index_elements=["team"], set_={"section": _NEW.excluded["section"]}
)
_RELEASE = delete(workspaces).where(workspaces.c.team == bindparam("asked"))


class SqlLinkCodes:
    """`LinkCodes` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, digest: str, person: str, expires: datetime, now: datetime) -> None:
        """Keep one; the person's earlier ones, and all that expired, are worth nothing now."""
        self._connection.execute(_CLEAR, {"whose": person, "now": now})
        row = {"digest": digest, "person": person, "expires_at": expires}
        self._connection.execute(_ADD, row)

    def look(self, digest: str, now: datetime) -> str | None:
        """Whose code that is; None if unknown, used, void or expired."""
        asked = {"asked": digest, "now": now}
        return self._connection.execute(_LOOK, asked).scalar_one_or_none()

    def take(self, digest: str, now: datetime) -> str | None:
        """Use one up in the statement that looks for it, so that exactly one caller gets it."""
        asked = {"asked": digest, "now": now}
        return self._connection.execute(_TAKE, asked).scalar_one_or_none()

    def void(self, digest: str) -> None:
        """Make one unusable."""
        self._connection.execute(_VOID, {"asked": digest})


class SqlWorkspaces:
    """`Workspaces` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def section_of(self, team: str) -> str | None:
        """The code of the section that a workspace belongs to."""
        return self._connection.execute(_SECTION_OF, {"asked": team}).scalar_one_or_none()

    def assign(self, team: str, section: str | None) -> None:
        """Let it belong to a section, or to none."""
        if section is None:
            self._connection.execute(_RELEASE, {"asked": team})
        else:
            self._connection.execute(_ASSIGN, {"team": team, "section": section})
