"""Who wants which digest, where and when."""

from collections.abc import Collection, Sequence

from sqlalchemy import (
    Connection,
    String,
    bindparam,
    cast,
    literal,
    select,
    union_all,
    update,
)

from core.domain.schedule import Slot
from core.domain.subscriptions import Address, DigestKind, Subscription, SubscriptionState
from storage.statements import AnyRow, insert_into
from storage.tables_messages import deliveries, outbox, subscriptions

RECENT = 32
"""So many periods are looked at to tell when the next digest comes."""

_HERE = (
    subscriptions.c.platform == bindparam("at_platform"),
    subscriptions.c.conversation == bindparam("at_conversation"),
    subscriptions.c.thread == bindparam("at_thread"),
)
_KIND = subscriptions.c.kind == bindparam("of_kind")
_GET = select(subscriptions).where(*_HERE, _KIND)
_ALL_HERE = select(subscriptions).where(*_HERE).order_by(subscriptions.c.id)
_NEW = insert_into(subscriptions)
_CHANGEABLE = (
    "weekday",
    "minute",
    "zone",
    "since",
    "state",
    "person",
    "section",
    "language",
    "muted_until",
    "moved",
)
_PUT = _NEW.on_conflict_do_update(
    index_elements=["platform", "conversation", "thread", "kind"],
    set_={name: _NEW.excluded[name] for name in _CHANGEABLE},
)
_MOVE = (
    update(subscriptions)
    .where(subscriptions.c.person == bindparam("whose"))
    .values(zone=bindparam("new_zone"), moved=True)
)
_ID = select(subscriptions.c.id).where(*_HERE, _KIND).scalar_subquery()
_KEYS = union_all(
    select(outbox.c.key).where(
        outbox.c.recipient == literal("subscription ", String) + cast(_ID, String),
        outbox.c.kind == bindparam("as_text", type_=String),
    ),
    select(deliveries.c.key).where(deliveries.c.subscription_id == _ID),
).subquery("keys")
_HAD = select(_KEYS.c.key).order_by(_KEYS.c.key.desc()).limit(RECENT)
_STATE = update(subscriptions).where(*_HERE, _KIND).values(state=bindparam("wanted"))


class SqlSubscriptions:
    """`SubscriptionStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, address: Address, kind: DigestKind = DigestKind.GOALS) -> Subscription | None:
        """A conversation's subscription to that kind."""
        asked = {**_here(address), "of_kind": kind}
        row = self._connection.execute(_GET, asked).one_or_none()
        return None if row is None else subscription_of(row)

    def here(self, address: Address) -> Sequence[Subscription]:
        """All of a conversation, in whatever state."""
        rows = self._connection.execute(_ALL_HERE, _here(address))
        return [subscription_of(row) for row in rows]

    def had(self, address: Address, kind: DigestKind) -> Collection[str]:
        """The latest periods whose digest was planned, the newest first."""
        asked = {**_here(address), "of_kind": kind, "as_text": kind}
        return self._connection.execute(_HAD, asked).scalars().all()

    def put(self, subscription: Subscription) -> None:
        """Make or change that kind's one there; which periods it had stays known."""
        address, slot = subscription.address, subscription.slot
        row = {
            "platform": address.platform,
            "conversation": address.conversation,
            "thread": address.thread,
            "kind": subscription.kind,
            "weekday": slot.weekday,
            "minute": slot.minute,
            "zone": slot.zone,
            "since": subscription.since,
            "state": subscription.state,
            "person": subscription.person or None,
            "section": subscription.section or None,
            "language": subscription.language,
            "muted_until": subscription.muted_until,
            "moved": True,
        }
        self._connection.execute(_PUT, row)

    def set_state(
        self, address: Address, state: SubscriptionState, kind: DigestKind = DigestKind.GOALS
    ) -> bool:
        """Stop, pause or resume it; False if there is none."""
        asked = {**_here(address), "wanted": state, "of_kind": kind}
        return self._connection.execute(_STATE, asked).rowcount > 0

    def move_zone(self, person: str, zone: str) -> int:
        """Let all that a person gets come by the clocks of that zone; how many."""
        asked = {"whose": person, "new_zone": zone}
        return self._connection.execute(_MOVE, asked).rowcount


def _here(address: Address) -> dict[str, str]:
    return {
        "at_platform": address.platform,
        "at_conversation": address.conversation,
        "at_thread": address.thread,
    }


def subscription_of(row: AnyRow) -> Subscription:
    """A subscription from its row."""
    return Subscription(
        Address(row.platform, row.conversation, row.thread),
        Slot(row.weekday, row.minute, row.zone),
        row.since,
        row.person or "",
        row.section or "",
        row.language,
        row.state,
        row.kind,
        row.muted_until,
    )
