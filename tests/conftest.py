"""What many suites need: both databases, fresh for each test."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from bots.logs import configure
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.databases import Server, SqliteTemplate


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files anew (tests/golden)"
    )


settings.register_profile("vigil", deadline=None)
settings.load_profile("vigil")
"""Speed is measured in benchmarks/, never by a test: a busy machine must not fail one."""


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command run in this process sends the logs to a stream that ends with its test."""
    handlers = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = handlers
    structlog.reset_defaults()


@pytest.fixture
def logged(logs_as_before: None) -> Iterator[io.StringIO]:  # noqa: ARG001  it ends what this begins
    """What is logged at every level, as `vigil run` logs it."""
    stream, level = io.StringIO(), logging.root.level
    configure("DEBUG", stream)
    logging.root.setLevel(logging.DEBUG)
    yield stream
    logging.root.setLevel(level)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """One server for this process, started only if a test asks for it."""
    server = Server()
    yield server
    server.close()


@pytest.fixture
def sqlite_url(sqlite_template: SqliteTemplate, tmp_path: Path) -> str:
    return sqlite_template.copy_to(tmp_path)


@pytest.fixture
def postgresql_url(postgresql_server: Server) -> str:
    return postgresql_server.emptied()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    engine = open_engine(database_url)
    yield SqlStore(engine)
    engine.dispose()


@pytest.fixture
def postgresql_store(postgresql_url: str) -> Iterator[SqlStore]:
    """For what several machines do."""
    engine = open_engine(postgresql_url)
    yield SqlStore(engine)
    engine.dispose()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[SqlStore]:
    engine = open_engine(sqlite_url)
    yield SqlStore(engine)
    engine.dispose()
