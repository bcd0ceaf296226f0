"""One transaction over everything that is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from core.domain.clocks import USUAL, Terms
from core.ports import (
    CaseStore,
    CommitmentStore,
    DecisionLog,
    GoalStore,
    Inbox,
    InvitationStore,
    PeopleStore,
    Queries,
    SectionStore,
    StoreAwayError,
    SubscriptionStore,
)
from core.ports_casework import CaseworkStore
from core.ports_dialogues import DialogueStore
from core.ports_erasure import ErasureStore
from core.ports_feedback import FeedbackStore, NominationStore
from core.ports_figures import FigureStore
from core.ports_history import HistoryStore, LinkCodes, PersonRecords, Workspaces
from core.ports_leases import LeaseStore
from core.ports_limits import LimitStore
from core.ports_notices import FollowStore, NoticeStore, PostedStore, ReachStore
from core.ports_outbox import Outbox
from core.ports_pauses import PauseStore, RefusalStore
from core.ports_plan import PlanStore
from core.ports_reports import ReportStore
from storage.away import away_as_such
from storage.cases import SqlCases
from storage.casework import SqlCasework
from storage.commitments import SqlCommitments
from storage.decisions import SqlDecisions
from storage.dialogues import SqlDialogues
from storage.engine import reading, writing
from storage.erasure import SqlErasure
from storage.feedback import SqlFeedback
from storage.figures import SqlFigures
from storage.follows import SqlFollows
from storage.goals import SqlGoals
from storage.history import SqlHistory
from storage.inbox import SqlInbox
from storage.invitations import SqlInvitations
from storage.leases import SqlLeases
from storage.limits import SqlLimits
from storage.links import SqlLinkCodes, SqlWorkspaces
from storage.nominations import SqlNominations
from storage.notices import SqlNotices
from storage.outbox import SqlOutbox
from storage.pauses import SqlPauses
from storage.people import SqlPeople
from storage.persons import SqlPersons
from storage.plan import SqlPlan
from storage.posted import SqlPosted
from storage.queries import SqlQueries
from storage.reach import SqlReach
from storage.refusals import SqlRefusals
from storage.reports import SqlReports
from storage.sections import SqlSections
from storage.subscriptions import SqlSubscriptions

if TYPE_CHECKING:
    from core.portfolio.ports import PortfolioStore


class SqlUnitOfWork:
    """Every port over one connection, and so in one transaction."""

    def __init__(self, connection: Connection, terms: Terms = USUAL) -> None:
        """Work over a connection whose transaction is somebody else's to end."""
        self.connection = connection
        self.terms = terms
        self.cases: CaseStore = SqlCases(connection)
        self.sections: SectionStore = SqlSections(connection)
        self.people: PeopleStore = SqlPeople(connection)
        self.commitments: CommitmentStore = SqlCommitments(connection)
        self.goals: GoalStore = SqlGoals(connection)
        self.subscriptions: SubscriptionStore = SqlSubscriptions(connection)
        self._log = SqlDecisions(connection)
        self.decisions: DecisionLog = self._log
        self.pauses: PauseStore = SqlPauses(connection)
        self.refusals: RefusalStore = SqlRefusals(connection)
        self.casework: CaseworkStore = SqlCasework(connection)
        self.history: HistoryStore = SqlHistory(connection, self._log)
        self.invitations: InvitationStore = SqlInvitations(connection)
        self.link_codes: LinkCodes = SqlLinkCodes(connection)
        self.workspaces: Workspaces = SqlWorkspaces(connection)
        self.persons: PersonRecords = SqlPersons(connection)
        self.inbox: Inbox = SqlInbox(connection)
        self.outbox: Outbox = SqlOutbox(connection)
        self.plan: PlanStore = SqlPlan(connection)
        self.erasure: ErasureStore = SqlErasure(connection)
        self.queries: Queries = SqlQueries(connection)
        self.notices: NoticeStore = SqlNotices(connection)
        self.reach: ReachStore = SqlReach(connection)
        self.follows: FollowStore = SqlFollows(connection)
        self.posted: PostedStore = SqlPosted(connection)
        self.leases: LeaseStore = SqlLeases(connection)
        self.feedback: FeedbackStore = SqlFeedback(connection)
        self.nominations: NominationStore = SqlNominations(connection)
        self.dialogues: DialogueStore = SqlDialogues(connection)
        self.reports: ReportStore = SqlReports(connection)
        self.figures: FigureStore = SqlFigures(connection, self._log)
        self.limits: LimitStore = SqlLimits(connection)

    def finish(self) -> None:
        """Write what waited for the end: the history's entries, whose chain is held last."""
        self._log.flush()

    @property
    def portfolio(self) -> "PortfolioStore":
        """The whole portfolio at once; its columns are loaded only for those who want that."""
        from storage.portfolio_rows import SqlPortfolio  # noqa: PLC0415  as above

        return SqlPortfolio(self.connection)


class SqlStore:
    """The store of `core.ports` over SQLite or PostgreSQL."""

    def __init__(self, engine: Engine, terms: Terms = USUAL) -> None:
        """Take an engine of `storage.engine.open_engine`; it is closed by whoever opened it."""
        self.engine = engine
        self.terms = terms
        self.times_away = 0
        """How many units of work failed because the database was away."""

    @contextmanager
    def read(self) -> Iterator[SqlUnitOfWork]:
        """A unit of work that only looks: nothing that it writes is kept."""
        with self._counting(), away_as_such(), reading(self.engine) as connection:
            yield SqlUnitOfWork(connection, self.terms)

    @contextmanager
    def write(self) -> Iterator[SqlUnitOfWork]:
        """A unit of work that commits at its end, or on an exception undoes everything."""
        with self._counting(), away_as_such(writing=True), writing(self.engine) as connection:
            uow = SqlUnitOfWork(connection, self.terms)
            yield uow
            uow.finish()

    @contextmanager
    def _counting(self) -> Iterator[None]:
        try:
            yield
        except StoreAwayError:
            self.times_away += 1
            raise
