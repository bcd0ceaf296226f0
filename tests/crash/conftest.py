"""A server of its own for what is killed, restarted and watched: no other test is to notice."""

from collections.abc import Iterator

import pytest

from tests.crash.database import Postgresql
from tests.databases import Server


@pytest.fixture
def postgresql_alone() -> Iterator[Postgresql]:
    server = Server()
    try:
        yield Postgresql(server)
    finally:
        server.close()
