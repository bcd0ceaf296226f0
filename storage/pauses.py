"""Where nothing arrives now: subscriptions paused, revived, and moved with their conversation."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    bindparam,
    case,
    exists,
    false,
    or_,
    select,
    update,
)

from core.domain.subscriptions import Address, Subscription, SubscriptionState, Work
from core.ports_pauses import Affected
from storage.statements import AnyRow, insert_into
from storage.subscriptions import subscription_of
from storage.tables_messages import outbox, subscription_owners, subscriptions
from storage.tables_notices import private_addresses
from storage.types import UtcDateTime

_PAUSED = subscriptions.c.state == SubscriptionState.PAUSED


def _there(table: Table, *, whole: bool = False) -> list[ColumnElement[bool]]:
    names = ("platform", "conversation") if whole else ("platform", "conversation", "thread")
    return [table.c[name] == bindparam(f"at_{name}") for name in names]


_PAUSE = {
    whole: update(subscriptions)
    .where(
        *_there(subscriptions, whole=whole),
        subscriptions.c.state == SubscriptionState.ACTIVE,
    )
    .values(state=SubscriptionState.PAUSED, paused_for=bindparam("why"))
    .returning(subscriptions)
    for whole in (False, True)
}
_REVIVE = {
    whole: update(subscriptions)
    .where(*_there(subscriptions, whole=whole), _PAUSED)
    .values(
        state=SubscriptionState.ACTIVE,
        paused_for="",
        since=bindparam("now", type_=UtcDateTime),
    )
    .returning(subscriptions)
    for whole in (False, True)
}
_LOSE = update(private_addresses).where(*_there(private_addresses)).values(gone=True)
_FIND = (
    update(private_addresses)
    .where(*_there(private_addresses), private_addresses.c.gone)
    .values(gone=false())
)
LOST = or_(
    exists().where(*_there(subscriptions), _PAUSED),
    exists().where(*_there(private_addresses), private_addresses.c.gone),
)
"""Of the given address: something is paused there, or somebody can't be told anything there."""

_IS_LOST = select(LOST)
_NEW_OWNER = insert_into(subscription_owners)
_OWN = _NEW_OWNER.from_select(
    ["subscription_id", "person"],
    select(subscriptions.c.id, bindparam("whose", type_=subscription_owners.c.person.type)).where(
        *_there(subscriptions), subscriptions.c.kind == bindparam("of_kind")
    ),
).on_conflict_do_update(
    index_elements=["subscription_id"], set_={"person": _NEW_OWNER.excluded.person}
)
_OWNERS = select(subscription_owners).where(
    subscription_owners.c.subscription_id.in_(bindparam("ids", expanding=True))
)

_OTHER = subscriptions.alias("other")
_RENAME = (
    update(subscriptions)
    .where(
        *_there(subscriptions, whole=True),
        ~exists(
            select(_OTHER.c.id).where(
                _OTHER.c.platform == subscriptions.c.platform,
                _OTHER.c.conversation == bindparam("new_conversation"),
                _OTHER.c.thread == subscriptions.c.thread,
                _OTHER.c.kind == subscriptions.c.kind,
            )
        ),
    )
    .values(
        conversation=bindparam("new_conversation"),
        since=case(
            (_PAUSED, bindparam("now", type_=UtcDateTime)),
            else_=subscriptions.c.since,
        ),
        state=case(
            (_PAUSED, SubscriptionState.ACTIVE),
            else_=subscriptions.c.state,
        ),
        paused_for="",
    )
)
_END_DOUBLES = (
    update(subscriptions)
    .where(*_there(subscriptions, whole=True))
    .values(state=SubscriptionState.OFF, paused_for="")
)
_RENAME_WAITING = (
    update(outbox)
    .where(
        *_there(outbox, whole=True),
        outbox.c.work != Work.RETRACTION,
        outbox.c.subscription_id.in_(
            select(subscriptions.c.id).where(
                subscriptions.c.platform == bindparam("at_platform"),
                subscriptions.c.conversation == bindparam("new_conversation"),
            )
        ),
    )
    .values(conversation=bindparam("new_conversation"))
)


class SqlPauses:
    """`PauseStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def own(self, subscription: Subscription, person: str) -> None:
        """Keep that this person asked last for a subscription which is there."""
        asked = {**placed(subscription.address), "of_kind": subscription.kind, "whose": person}
        self._connection.execute(_OWN, asked)

    def pause(self, address: Address, reason: str, *, whole: bool = False) -> Sequence[Affected]:
        """Pause what is active there. Of several who do so at once, one gets what was active."""
        rows = self._connection.execute(_PAUSE[whole], {**placed(address), "why": reason}).all()
        self._connection.execute(_LOSE, placed(address))
        return self._affected(rows)

    def is_lost(self, address: Address) -> bool:
        """Whether something is paused there, or somebody can't be told anything there."""
        return self._connection.execute(_IS_LOST, placed(address)).scalar_one()

    def revive(self, address: Address, at: datetime, *, whole: bool = False) -> Sequence[Affected]:
        """Let what was paused come again from now on: nothing that was due before."""
        rows = self._connection.execute(_REVIVE[whole], {**placed(address), "now": at}).all()
        self._connection.execute(_FIND, placed(address))
        return self._affected(rows)

    def rename(self, address: Address, conversation: str, at: datetime) -> None:
        """Let subscriptions and what waits for them follow a conversation to its new id."""
        there = {**placed(address), "new_conversation": conversation}
        self._connection.execute(_RENAME, {**there, "now": at})
        self._connection.execute(_END_DOUBLES, there)
        self._connection.execute(_RENAME_WAITING, there)

    def _affected(self, rows: Sequence[AnyRow]) -> Sequence[Affected]:
        if not rows:
            return []
        ids = {"ids": sorted(row.id for row in rows)}
        owners = {row.subscription_id: row.person for row in self._connection.execute(_OWNERS, ids)}
        ordered = sorted(rows, key=lambda row: row.id)
        return [Affected(subscription_of(row), owners.get(row.id, "")) for row in ordered]


def placed(address: Address) -> dict[str, str]:
    """An address, as statements are given it."""
    return {
        "at_platform": address.platform,
        "at_conversation": address.conversation,
        "at_thread": address.thread,
    }
