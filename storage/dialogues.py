"""Forms that are being filled in by question and answer."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, select

from core.domain.people import Identity
from core.ports_dialogues import FORGOTTEN_AFTER, Dialogue
from storage.statements import AnyRow, AnySelect, insert_into
from storage.tables_dialogues import dialogues

_THEIRS = (
    dialogues.c.platform == bindparam("on"),
    dialogues.c.identity == bindparam("whose"),
)
_OPEN = (*_THEIRS, dialogues.c.touched_at > bindparam("before"))
FILLING = exists().where(*_OPEN)
"""Of `asked_of` an identity: a form is open that they fill in."""
_GET = select(dialogues).where(*_OPEN)
_HOLD = _GET.with_for_update()
_NEW = insert_into(dialogues)
_PUT = _NEW.on_conflict_do_update(
    index_elements=["platform", "identity"],
    set_={
        column.name: _NEW.excluded[column.name] for column in dialogues.c if not column.primary_key
    },
)
_DROP = delete(dialogues).where(*_THEIRS)
_FORGET = delete(dialogues).where(dialogues.c.touched_at <= bindparam("before"))


class SqlDialogues:
    """`DialogueStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, identity: Identity, now: datetime) -> Dialogue | None:
        """The person's, unless it is forgotten."""
        return self._find(_GET, identity, now)

    def hold(self, identity: Identity, now: datetime) -> Dialogue | None:
        """The same, with its row held."""
        return self._find(_HOLD, identity, now)

    def put(self, dialogue: Dialogue) -> None:
        """Keep it instead of the person's former one; what is forgotten is removed."""
        self._connection.execute(_FORGET, {"before": dialogue.touched_at - FORGOTTEN_AFTER})
        row = {
            "platform": dialogue.identity.platform,
            "identity": dialogue.identity.key,
            "mark": dialogue.mark,
            "form": dialogue.form,
            "ref": dialogue.ref,
            "seen": dialogue.seen,
            "field": dialogue.field,
            "filled": json.dumps(dict(dialogue.filled), ensure_ascii=False),
            "started_at": dialogue.started_at,
            "touched_at": dialogue.touched_at,
        }
        self._connection.execute(_PUT, row)

    def drop(self, identity: Identity) -> None:
        """Remove the person's, if there is one."""
        self._connection.execute(_DROP, _whose(identity))

    def _find(self, query: AnySelect, identity: Identity, now: datetime) -> Dialogue | None:
        row = self._connection.execute(query, asked_of(identity, now)).one_or_none()
        return None if row is None else _dialogue(row)


def asked_of(identity: Identity, now: datetime) -> Mapping[str, object]:
    """Whose form, and since when somebody must have gone on with it."""
    return {**_whose(identity), "before": now - FORGOTTEN_AFTER}


def _whose(identity: Identity) -> Mapping[str, object]:
    return {"on": identity.platform, "whose": identity.key}


def _dialogue(row: AnyRow) -> Dialogue:
    return Dialogue(
        Identity(row.platform, row.identity),
        row.mark,
        row.form,
        row.ref,
        row.seen,
        row.field,
        json.loads(row.filled),
        row.started_at,
        row.touched_at,
    )
