"""Indexes over some of a table's rows, most of them to hold a rule.

Only what makes or compares tables imports them: SQLAlchemy loads PostgreSQL's dialect for each
such index, which would cost every start 50 ms.
"""

from typing import Any

from sqlalchemy import Column, Index, text

import storage.tables_delivery  # so that its tables are known as well
import storage.tables_dialogues  # so that its table is known as well
import storage.tables_history  # so that its tables are known as well
import storage.tables_notices  # so that its tables are known as well
import storage.tables_reports  # noqa: F401  so that its tables are known as well
from storage.tables import actions, commitments, grants
from storage.tables_casework import proposals
from storage.tables_messages import contents, deliveries, inbox, outbox, subscriptions


def _index(name: str, where: str, *columns: Column[Any], unique: bool = False) -> Index:
    only = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=only, postgresql_where=only)


ALL = (
    _index(
        "uq_grants_in_section",
        "section IS NOT NULL",
        grants.c.person,
        grants.c.role,
        grants.c.section,
        unique=True,
    ),
    _index("uq_grants_everywhere", "section IS NULL", grants.c.person, grants.c.role, unique=True),
    _index(
        "uq_commitments_running_section",
        "ended_at IS NULL AND section IS NOT NULL",
        commitments.c.case_id,
        commitments.c.section,
        unique=True,
    ),
    _index(
        "uq_commitments_running_person",
        "ended_at IS NULL AND person IS NOT NULL",
        commitments.c.case_id,
        commitments.c.person,
        unique=True,
    ),
    _index("ix_actions_not_over", "over IS NULL", actions.c.case_id, actions.c.deadline),
    _index(
        "uq_proposals_running",
        "state IN ('open', 'suspended')",
        proposals.c.case_id,
        proposals.c.individual,
        unique=True,
    ),
    _index("ix_outbox_person", "person IS NOT NULL", outbox.c.person),
    _index("ix_deliveries_person", "person IS NOT NULL", deliveries.c.person),
    _index("ix_contents_with_payload", "payload <> ''", contents.c.day),
    _index("ix_subscriptions_moved", "moved", subscriptions.c.id),
    _index("ix_inbox_unanswered", "request IS NOT NULL", inbox.c.received_at),
)
"""One role, one commitment and one proposal of a kind at a time; what can be done; what waits."""
