"""Notices: who is meant, where each of them is told, and that it is once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, bindparam, delete, exists, func, or_, select, union

from core.domain.follows import Pace
from core.domain.notices import EVEN_IN_QUIET_HOURS, Notice, NoticeKind, To
from core.domain.people import Role
from core.domain.subscriptions import Urgency, Work
from core.usecases.digest_content import VERSION, dump_notice
from storage.commitments import LEFT
from storage.hints import Topic, hint
from storage.keys import stored_key
from storage.statements import AnyRow, AnySelect, insert_into
from storage.tables import cases, commitments, grants, people
from storage.tables_delivery import refusals
from storage.tables_messages import contents, deliveries, outbox
from storage.tables_notices import follows, private_addresses
from storage.tables_reports import action_reports
from storage.types import UtcDateTime

A_LITTLE = timedelta(microseconds=1)
"""What of two notices of one moment comes first: a claim goes by the moment of each."""
REPORTED_WITHIN = timedelta(days=90)
"""Whoever reported an action on a case so recently is told to stop it (the design, section 3)."""

_COMMITTED = (commitments.c.ended_at.is_(None), cases.c.key == bindparam("committed_to"))
_LAST_STOP = (
    select(contents.c.id)
    .where(
        contents.c.kind == NoticeKind.STOP_ACTION,
        contents.c.subject.like(bindparam("stopped_like")),
    )
    .order_by(contents.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
"""What was said when all action on a case was stopped last: its key begins with the case's."""
RECIPIENTS: Mapping[str, AnySelect] = {
    "persons": select(people.c.id).where(people.c.id.in_(bindparam("persons", expanding=True))),
    "sections": select(grants.c.person).where(
        grants.c.role == Role.COORDINATOR,
        grants.c.section.in_(bindparam("sections", expanding=True)),
    ),
    "roles": select(grants.c.person).where(
        grants.c.role.in_(bindparam("roles", expanding=True)),
    ),
    "coordinators": select(grants.c.person)
    .select_from(commitments.join(cases).join(grants, grants.c.section == commitments.c.section))
    .where(*_COMMITTED, grants.c.role == Role.COORDINATOR),
    "members": select(commitments.c.person)
    .select_from(commitments.join(cases))
    .where(*_COMMITTED, commitments.c.person.is_not(None)),
    "coordinators_before": select(grants.c.person)
    .select_from(commitments.join(cases).join(grants, grants.c.section == commitments.c.section))
    .where(*LEFT, grants.c.role == Role.COORDINATOR),
    "members_before": select(commitments.c.person)
    .select_from(commitments.join(cases))
    .where(*LEFT, commitments.c.person.is_not(None)),
    "followers": select(follows.c.person)
    .select_from(follows.join(cases))
    .where(
        or_(
            cases.c.key == bindparam("followers_of"),
            (cases.c.key == bindparam("followers_at_once_of")) & (follows.c.pace == Pace.AT_ONCE),
        )
    ),
    "reporters": select(action_reports.c.person)
    .select_from(action_reports.join(cases))
    .where(
        cases.c.key == bindparam("reporters_of"),
        action_reports.c.at > bindparam("reported_after", type_=UtcDateTime),
        action_reports.c.struck_at.is_(None),
    ),
    "stopped": select(deliveries.c.person).where(
        deliveries.c.content_id == _LAST_STOP, deliveries.c.person.is_not(None)
    ),
    "still_to_stop": select(outbox.c.person).where(
        outbox.c.urgency == Urgency.AT_ONCE,
        outbox.c.content_id == _LAST_STOP,
        outbox.c.person.is_not(None),
    ),
}
"""Every way to be meant by a `To`, each as the ids of people."""

_MEANT = union(*RECIPIENTS.values()).subquery("meant")
_REFUSING = refusals.c.platform == private_addresses.c.platform
_LATEST = (
    select(
        private_addresses,
        func.row_number()
        .over(
            partition_by=private_addresses.c.person,
            order_by=(
                exists(select(refusals.c.platform).where(_REFUSING)).asc(),
                private_addresses.c.last_used.desc().nulls_last(),
                private_addresses.c.platform,
                private_addresses.c.conversation,
            ),
        )
        .label("rank"),
    )
    .where(
        ~private_addresses.c.gone,
        private_addresses.c.platform.not_in(bindparam("not_on", expanding=True)),
    )
    .subquery("latest")
)
_WHOM = (
    select(
        _LATEST.c.person,
        _LATEST.c.platform,
        _LATEST.c.conversation,
        _LATEST.c.thread,
        func.coalesce(people.c.language, func.nullif(_LATEST.c.language, "")).label("language"),
        func.coalesce(people.c.zone, func.nullif(_LATEST.c.zone, "")).label("zone"),
    )
    .select_from(_LATEST.join(people, people.c.id == _LATEST.c.person))
    .where(_LATEST.c.rank == 1, _LATEST.c.person.in_(select(_MEANT.c[0])))
    .order_by(_LATEST.c.person)
)
"""Everybody meant who can be reached, each at the address that they used last: on a platform that
works, if they have one there."""

_KEEP = insert_into(contents).on_conflict_do_nothing()
_CONTENT = select(contents.c.id).where(
    contents.c.kind == bindparam("of_kind"),
    contents.c.subject == bindparam("of_key"),
    contents.c.day == bindparam("of_day", type_=contents.c.day.type),
)
_LATEST_PLANNED = (
    select(outbox.c.person, func.max(outbox.c.planned_at, type_=UtcDateTime).label("latest"))
    .where(
        outbox.c.person.in_(bindparam("persons", expanding=True)),
        outbox.c.work == Work.NOTICE,
        outbox.c.planned_at >= bindparam("moment", type_=UtcDateTime),
    )
    .group_by(outbox.c.person)
)
_PUT = insert_into(outbox).on_conflict_do_nothing()
_TOLD_BEFORE = delete(outbox).where(
    outbox.c.id.in_(bindparam("ids", expanding=True)),
    exists(select(deliveries.c.id).where(deliveries.c.id == outbox.c.id)),
)
"""Asked after the rows are put: a sender that moved one meanwhile has committed it by then."""


class SqlNotices:
    """`NoticeStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tell(self, notice: Notice, to: To, at: datetime) -> int:
        """Put the notice into the outbox for everybody meant, in this transaction; for how many.

        The row's id is made of recipient, kind and key: it is the same however often it is told.
        """
        whom = self._connection.execute(_WHOM, _meant(to, at)).all()
        if not whom:
            return 0
        content = self._content(notice, at)
        after = self._latest([person.person for person in whom], at)
        rows = [
            _row(person, notice, content, at, max(at, after.get(person.person, at)))
            for person in whom
        ]
        put = sum(self._connection.execute(_PUT, row).rowcount for row in rows)
        hint(self._connection, Topic.OUTBOX)
        ids = {"ids": [row["id"] for row in rows]}
        return put - self._connection.execute(_TOLD_BEFORE, ids).rowcount

    def _latest(self, persons: Sequence[str], at: datetime) -> Mapping[str, datetime]:
        """From when on each may be told, so that those of one moment come in their order."""
        asked = {"persons": persons, "moment": at}
        rows = self._connection.execute(_LATEST_PLANNED, asked)
        return {row.person: row.latest + A_LITTLE for row in rows}

    def _content(self, notice: Notice, at: datetime) -> int:
        row = {
            "kind": notice.kind,
            "subject": notice.key,
            "day": at.date(),
            "version": VERSION,
            "payload": dump_notice(notice),
        }
        self._connection.execute(_KEEP, row)
        asked = {"of_kind": notice.kind, "of_key": notice.key, "of_day": at.date()}
        content: int = self._connection.execute(_CONTENT, asked).scalar_one()
        return content


def _meant(to: To, at: datetime) -> dict[str, object]:
    return {
        "persons": list(to.persons),
        "sections": list(to.sections),
        "roles": list(to.roles),
        "committed_to": stored_key(to.committed_to),
        "left_by": stored_key(to.left_by),
        "followers_of": stored_key(to.followers_of),
        "followers_at_once_of": stored_key(to.followers_at_once_of),
        "reporters_of": stored_key(to.reporters_of),
        "reported_after": at - REPORTED_WITHIN,
        "stopped_like": f"{stored_key(to.stopped_on)}:%",
        "not_on": list(to.not_on),
    }


def _row(
    person: AnyRow, notice: Notice, content: int, at: datetime, planned_at: datetime
) -> dict[str, object]:
    same = f"{person.person}\n{notice.kind}\n{notice.key}"
    return {
        "id": sha256(same.encode()).hexdigest()[:40],
        "work": Work.NOTICE,
        "content_id": content,
        "platform": person.platform,
        "conversation": person.conversation,
        "thread": person.thread,
        "recipient": person.person,
        "person": person.person,
        "kind": notice.kind,
        "key": notice.key,
        "language": person.language,
        "zone": person.zone,
        "message": "",
        "again": notice.again,
        "planned_at": planned_at,
        "available_at": at,
        "version": VERSION,
        "attempts": 0,
        "sending": False,
        "doubtful": False,
        "urgency": Urgency.AT_ONCE if notice.kind in EVEN_IN_QUIET_HOURS else Urgency.SOON,
    }
