"""What is proposed about protected persons."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Date, bindparam, select, update

from core.domain.proposals import RUNNING, Proposal, ProposalState
from core.ports_casework import ProposedCase
from storage.keys import stored_key
from storage.statements import AnyRow, AnySelect, insert_into
from storage.tables import cases, commitments
from storage.tables_casework import proposals

_CASE = select(cases.c.id).where(cases.c.key == bindparam("key")).scalar_subquery()
_PROPOSE = insert_into(proposals).values(case_id=_CASE).on_conflict_do_nothing()
_TOLD: AnySelect = select(
    proposals.c.id,
    cases.c.key,
    proposals.c.reason,
    proposals.c.proposed_by,
    proposals.c.proposed_at,
    proposals.c.notice_ends,
    proposals.c.to_level,
    proposals.c.outcome,
    proposals.c.review,
    proposals.c.individual,
    proposals.c.state,
    proposals.c.settled_at,
    cases.c.title,
    cases.c.country,
).select_from(proposals.join(cases))
"""In the order of the fields of `Proposal`, and then of `ProposedCase`."""
_FIELDS = 12
_IS_RUNNING = proposals.c.state.in_(RUNNING)
_EARLIEST = (proposals.c.notice_ends, proposals.c.proposed_at, proposals.c.case_id, proposals.c.id)
_ONE = _TOLD.where(proposals.c.id == bindparam("proposal"))
_ON_CASE = _TOLD.where(cases.c.key == bindparam("key"), _IS_RUNNING).order_by(*_EARLIEST)
_DUE = (
    select(proposals.c.id)
    .where(
        proposals.c.state == ProposalState.OPEN,
        proposals.c.notice_ends < bindparam("today", type_=Date),
    )
    .order_by(*_EARLIEST)
)
_PROPOSED = _TOLD.where(cases.c.listed, _IS_RUNNING).order_by(*_EARLIEST)
_PROPOSED_TO = _PROPOSED.where(
    select(commitments.c.id)
    .where(
        commitments.c.case_id == proposals.c.case_id,
        commitments.c.section == bindparam("party"),
        commitments.c.ended_at.is_(None),
    )
    .exists()
)
_MOVE = (
    update(proposals)
    .where(
        proposals.c.id == bindparam("proposal"),
        proposals.c.state.in_(bindparam("before", expanding=True)),
    )
    .values(state=bindparam("after"), settled_at=bindparam("at"))
)


class SqlProposals:
    """`ProposalStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def propose(self, proposal: Proposal) -> bool:
        """Keep one; False if one about the same case or person is running."""
        row = {
            "id": proposal.id,
            "key": stored_key(proposal.case),
            "individual": proposal.individual,
            "to_level": proposal.to,
            "outcome": proposal.outcome,
            "review": proposal.review,
            "reason": proposal.reason,
            "proposed_by": proposal.proposed_by,
            "proposed_at": proposal.proposed_at,
            "notice_ends": proposal.notice_ends,
            "state": proposal.state,
            "settled_at": proposal.settled_at,
        }
        return self._connection.execute(_PROPOSE, row).rowcount > 0

    def proposal(self, proposal_id: str) -> Proposal | None:
        """One by its id, whatever became of it."""
        row = self._connection.execute(_ONE, {"proposal": proposal_id}).one_or_none()
        return None if row is None else _proposal(row)

    def running(self, key: str) -> Sequence[Proposal]:
        """Those that are running on a case, the earliest first."""
        rows = self._connection.execute(_ON_CASE, {"key": stored_key(key)})
        return [_proposal(row) for row in rows]

    def due(self, today: date) -> Sequence[str]:
        """The ids of those that take effect now, the earliest first."""
        return list(self._connection.execute(_DUE, {"today": today}).scalars())

    def suspend(self, proposal_id: str) -> bool:
        """Let it wait for the end of feedback; False if it was not open."""
        return self._move(proposal_id, ProposalState.SUSPENDED, {ProposalState.OPEN})

    def resume(self, proposal_id: str) -> bool:
        """Let it take effect when its notice is over; False if it was not suspended."""
        return self._move(proposal_id, ProposalState.OPEN, {ProposalState.SUSPENDED})

    def lapse(self, proposal_id: str, at: datetime) -> bool:
        """It will not take effect; False if it was not running."""
        return self._move(proposal_id, ProposalState.LAPSED, RUNNING, at)

    def effect(self, proposal_id: str, at: datetime) -> bool:
        """It has taken effect; False if it was not running."""
        return self._move(proposal_id, ProposalState.EFFECTIVE, RUNNING, at)

    def _move(
        self,
        proposal_id: str,
        after: ProposalState,
        before: frozenset[ProposalState] | set[ProposalState],
        at: datetime | None = None,
    ) -> bool:
        asked = {"proposal": proposal_id, "after": after, "before": sorted(before), "at": at}
        return self._connection.execute(_MOVE, asked).rowcount > 0

    def proposed(self, section: str = "") -> Sequence[ProposedCase]:
        """Those that run on cases that members may see, of one section's cases or of all."""
        asked = _PROPOSED_TO if section else _PROPOSED
        rows = self._connection.execute(asked, {"party": section} if section else {})
        return [ProposedCase(_proposal(row), row.title, row.country) for row in rows]


def _proposal(row: AnyRow) -> Proposal:
    return Proposal(*row[:_FIELDS])
