"""Roles that wait to be taken up."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from core.domain.people import Grant
from core.ports import Invitation
from storage.statements import insert_into
from storage.tables import invitations

_ADD = insert_into(invitations)
_TAKE = (
    update(invitations)
    .where(
        invitations.c.digest == bindparam("asked"),
        invitations.c.used_at.is_(None),
        invitations.c.voided_at.is_(None),
        invitations.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
    .returning(invitations.c.role, invitations.c.section, invitations.c.expires_at)
)
_VOID = (
    update(invitations)
    .where(invitations.c.digest == bindparam("asked"), invitations.c.voided_at.is_(None))
    .values(voided_at=bindparam("now"))
)


class SqlInvitations:
    """`InvitationStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, invitation: Invitation) -> None:
        """Keep one."""
        row = {
            "digest": invitation.digest,
            "role": invitation.grant.role,
            "section": invitation.grant.section or None,
            "expires_at": invitation.expires,
        }
        self._connection.execute(_ADD, row)

    def take(self, digest: str, now: datetime) -> Invitation | None:
        """Use one up in the statement that looks for it, so that exactly one caller gets it."""
        row = self._connection.execute(_TAKE, {"asked": digest, "now": now}).one_or_none()
        if row is None:
            return None
        return Invitation(digest, Grant(row.role, row.section or ""), row.expires_at)

    def void(self, digest: str, now: datetime) -> None:
        """Make one unusable."""
        self._connection.execute(_VOID, {"asked": digest, "now": now})
