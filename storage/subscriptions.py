"""Who wants which digest, where and when."""

from sqlalchemy import Connection, bindparam, select, update

from core.domain.schedule import Slot
from core.domain.subscriptions import Address, Subscription, SubscriptionState
from storage.statements import AnyRow, insert_into
from storage.tables_messages import subscriptions

_HERE = (
    subscriptions.c.platform == bindparam("at_platform"),
    subscriptions.c.conversation == bindparam("at_conversation"),
    subscriptions.c.thread == bindparam("at_thread"),
)
_GET = select(subscriptions).where(*_HERE)
_NEW = insert_into(subscriptions)
_CHANGEABLE = (
    "kind",
    "weekday",
    "minute",
    "zone",
    "since",
    "state",
    "person",
    "section",
    "language",
)
_PUT = _NEW.on_conflict_do_update(
    index_elements=["platform", "conversation", "thread"],
    set_={name: _NEW.excluded[name] for name in _CHANGEABLE},
)
_STATE = update(subscriptions).where(*_HERE).values(state=bindparam("wanted"))


class SqlSubscriptions:
    """`SubscriptionStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, address: Address) -> Subscription | None:
        """The subscription of a conversation."""
        row = self._connection.execute(_GET, _here(address)).one_or_none()
        return None if row is None else subscription_of(row)

    def put(self, subscription: Subscription) -> None:
        """Make or change the one of that conversation; which periods it had stays known."""
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
        }
        self._connection.execute(_PUT, row)

    def set_state(self, address: Address, state: SubscriptionState) -> bool:
        """Stop, pause or resume it; False if there is none."""
        asked = {**_here(address), "wanted": state}
        return self._connection.execute(_STATE, asked).rowcount > 0


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
        row.last_period or "",
    )
