"""The history, to append to and to read. The database refuses to change or remove an entry.

What is appended is chained and written when the unit of work ends, or is read before: so the
chain's head, which serialises all who append, is held for a moment only, and always last.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, union_all, update

from core.domain.decisions import ABOUT_PEOPLE, Decision
from core.domain.history import (
    SALT_BYTES,
    Codes,
    Digests,
    Head,
    digest_of,
    hash_of,
)
from storage.statements import AnySelect, insert_into
from storage.tables_history import decision_texts, decisions, history_head, joined_people

_HEAD = select(history_head.c.number, history_head.c.hash).where(history_head.c.id == 1)
_HOLD = _HEAD.with_for_update()
_MOVE = (
    update(history_head)
    .where(history_head.c.id == 1)
    .values(number=bindparam("last_number"), hash=bindparam("last_hash"))
)
_APPEND = insert_into(decisions)
_KEEP = insert_into(decision_texts)

_SUBJECT = joined_people.alias("joined_subject")
_PERSON = joined_people.alias("joined_person")
_WITH_TEXTS = (
    decisions.outerjoin(decision_texts, decision_texts.c.decision == decisions.c.id)
    .outerjoin(_SUBJECT, _SUBJECT.c.former == decision_texts.c.subject)
    .outerjoin(_PERSON, _PERSON.c.former == decision_texts.c.person)
)
TOLD: AnySelect = select(
    decisions.c.kind,
    func.coalesce(_SUBJECT.c.person, decision_texts.c.subject, decisions.c.subject),
    decisions.c.at,
    decisions.c.before,
    decisions.c.after,
    func.coalesce(decision_texts.c.reason, ""),
    func.coalesce(_PERSON.c.person, decision_texts.c.person, ""),
    decisions.c.role,
    decisions.c.section,
    decisions.c.id.label("number"),
).select_from(_WITH_TEXTS)
"""The columns of a `Decision`, in its order; people by the ids that they have now."""
_FORMER = select(joined_people.c.former).where(joined_people.c.person == bindparam("subject"))
_OF = union_all(
    TOLD.where(decisions.c.subject == bindparam("subject")),
    TOLD.where(decision_texts.c.subject == bindparam("subject")),
    TOLD.where(decision_texts.c.subject.in_(_FORMER)),
).order_by("number")


class SqlDecisions:
    """`DecisionLog` over one connection."""

    __slots__ = ("_connection", "_waiting")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[Decision] = []

    def append(self, *entries: Decision) -> None:
        """Add entries, in their order. They are written when the unit of work ends."""
        self._waiting += entries

    def of(self, subject: str) -> Sequence[Decision]:
        """All about one subject, oldest first; people by the id that they have now."""
        self.flush()
        return [Decision(*row) for row in self._connection.execute(_OF, {"subject": subject})]

    def head(self) -> Head | None:
        """The last entry's number and hash; None where the database has lost them."""
        self.flush()
        row = self._connection.execute(_HEAD).one_or_none()
        return None if row is None else Head(row.number, row.hash)

    def flush(self) -> None:
        """Chain and write what was appended. Until the transaction ends nobody else can."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        held = self._connection.execute(_HOLD).one()
        links = list(_chained(Head(held.number, held.hash), waiting))
        self._connection.execute(_APPEND, [entry for entry, _ in links])
        texts = [row for _, row in links if len(row) > 1]
        if texts:
            self._connection.execute(_KEEP, texts)
        last, _ = links[-1]
        self._connection.execute(_MOVE, {"last_number": last["id"], "last_hash": last["hash"]})


Rows = tuple[dict[str, Any], dict[str, Any]]
"""An entry's row, and that of its texts, which has but the number where there is none."""


def _chained(head: Head, entries: Iterable[Decision]) -> Iterator[Rows]:
    number, last = head.number, head.hash
    for decision in entries:
        number += 1
        entry, texts = _link(number, last, decision)
        last = entry["hash"]
        yield entry, texts


def _link(number: int, last: str, decision: Decision) -> Rows:
    if decision.at.tzinfo is None:
        raise ValueError(decision.at)
    about_person = decision.kind in ABOUT_PEOPLE
    texts = {
        "subject": decision.subject if about_person else "",
        "person": decision.person,
        "reason": decision.reason,
    }
    salts = {part: secrets.token_hex(SALT_BYTES) if text else "" for part, text in texts.items()}
    digests = Digests(**{part: digest_of(text, salts[part]) for part, text in texts.items()})
    subject = "" if about_person else decision.subject
    codes = Codes(
        decision.kind,
        subject,
        decision.at,
        decision.before,
        decision.after,
        decision.role,
        decision.section,
    )
    entry = {
        "id": number,
        "kind": decision.kind,
        "subject": subject,
        "at": decision.at,
        "before": decision.before,
        "after": decision.after,
        "role": decision.role,
        "section": decision.section,
        "subject_digest": digests.subject,
        "person_digest": digests.person,
        "reason_digest": digests.reason,
        "previous": last,
        "hash": hash_of(last, number, codes, digests),
    }
    return entry, _text_row(number, texts, salts)


def _text_row(number: int, texts: dict[str, str], salts: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {"decision": number}
    if any(texts.values()):
        row |= {part: text or None for part, text in texts.items()}
        row |= {f"{part}_salt": salt or None for part, salt in salts.items()}
    return row
