"""One transaction over everything that is kept."""

from types import TracebackType
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from core.ports import (
    CaseStore,
    CommitmentStore,
    DecisionLog,
    GoalStore,
    Inbox,
    InvitationStore,
    Outbox,
    PeopleStore,
    Queries,
    SectionStore,
    StoreAwayError,
    SubscriptionStore,
)
from storage.cases import SqlCases
from storage.commitments import SqlCommitments
from storage.decisions import SqlDecisions
from storage.engine import MODE, is_away
from storage.goals import SqlGoals
from storage.inbox import SqlInbox
from storage.invitations import SqlInvitations
from storage.outbox import SqlOutbox
from storage.people import SqlPeople
from storage.queries import SqlQueries
from storage.sections import SqlSections
from storage.subscriptions import SqlSubscriptions

if TYPE_CHECKING:
    from core.portfolio.ports import PortfolioStore


class SqlUnitOfWork:
    """Every port over one connection, and so in one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work over a connection whose transaction is somebody else's to end."""
        self.connection = connection
        self.cases: CaseStore = SqlCases(connection)
        self.sections: SectionStore = SqlSections(connection)
        self.people: PeopleStore = SqlPeople(connection)
        self.commitments: CommitmentStore = SqlCommitments(connection)
        self.goals: GoalStore = SqlGoals(connection)
        self.subscriptions: SubscriptionStore = SqlSubscriptions(connection)
        self.decisions: DecisionLog = SqlDecisions(connection)
        self.invitations: InvitationStore = SqlInvitations(connection)
        self.inbox: Inbox = SqlInbox(connection)
        self.outbox: Outbox = SqlOutbox(connection)
        self.queries: Queries = SqlQueries(connection)

    @property
    def portfolio(self) -> "PortfolioStore":
        """The whole portfolio at once; its columns are loaded only for those who want that."""
        from storage.portfolio_rows import SqlPortfolio  # noqa: PLC0415  as above

        return SqlPortfolio(self.connection)


class _Transaction:
    """One use of a connection. Only a write that ends well is kept."""

    def __init__(self, engine: Engine, *, keep: bool) -> None:
        self._engine = engine
        self._keep = keep
        self._connection: Connection | None = None

    def __enter__(self) -> SqlUnitOfWork:
        try:
            self._connection = connection = self._engine.connect()
            connection.begin()
        except SQLAlchemyError as error:
            self._close()
            raise _told(error) from error
        return SqlUnitOfWork(connection)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None and self._keep and self._connection is not None:
                self._connection.commit()
        except SQLAlchemyError as failure:
            raise _told(failure) from failure
        finally:
            self._close()
        if isinstance(error, SQLAlchemyError) and is_away(error):
            raise StoreAwayError from error

    def _close(self) -> None:
        """Give the connection back; what was not committed is undone."""
        if self._connection is not None:
            self._connection.close()


def _told(error: SQLAlchemyError) -> Exception:
    return StoreAwayError() if is_away(error) else error


class SqlStore:
    """The store of `core.ports` over SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        """Take an engine of `storage.engine.open_engine`; it is closed by whoever opened it."""
        self.engine = engine
        self._reader = engine.execution_options(**{MODE: "read"})
        self._writer = engine.execution_options(**{MODE: "write"})

    def read(self) -> _Transaction:
        """A unit of work that only looks: whatever it did is undone."""
        return _Transaction(self._reader, keep=False)

    def write(self) -> _Transaction:
        """A unit of work that commits at its end, or on an exception undoes everything."""
        return _Transaction(self._writer, keep=True)
