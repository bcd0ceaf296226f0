"""The steps, the tables that the code believes in, and the database agree."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.schema import SchemaItem

from storage import migrate, partial_indexes
from storage.columns import metadata
from storage.engine import open_engine
from storage.schema import NEWEST
from tests.databases import Server

DEFINITIONS = {
    "sqlite": """
        SELECT name, sql FROM sqlite_master
        WHERE type IN ('table', 'index') AND name NOT LIKE 'alembic%'
    """,
    "postgresql": """
        SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL
        SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL
        SELECT table_name || '.' || column_name, data_type || coalesce(column_default, '')
            || coalesce(generation_expression, '') || is_identity || is_nullable
            || coalesce(character_maximum_length, 0)
        FROM information_schema.columns WHERE table_schema = 'public'
    """,
}


@pytest.fixture
def migrated(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, migrated: Engine, tmp_path: Path) -> Iterator[str]:
    """A second database of the same kind, without a table."""
    if migrated.dialect.name == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    with server.bare() as url:
        yield url


def definitions(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(text(DEFINITIONS[engine.dialect.name])).all()
    return {
        name: "".join(str(sql).replace('"', "").split())
        for name, sql in rows
        if not name.startswith(("alembic", "sqlite_"))
    }


def in_any_order(definition: str) -> list[str]:
    """SQLite keeps the statement: constraints may stand in another order, nothing else."""
    return sorted(definition.replace("),", ")\n").replace(",CONSTRAINT", "\nCONSTRAINT").split())


def test_alembic_finds_no_difference(migrated: Engine) -> None:
    assert {index.table.metadata for index in partial_indexes.ALL if index.table is not None} == {
        metadata
    }
    with migrated.connect() as connection:
        dialect = connection.dialect.name

        def applies(item: SchemaItem, *_: object) -> bool:
            return str(item.info.get("only", dialect)) == dialect

        opts = {"compare_type": True, "include_object": applies}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_the_database_defines_what_the_tables_say(migrated: Engine, empty_url: str) -> None:
    """Also checks, names, partial indexes and the computed column, which Alembic passes over."""
    created = open_engine(empty_url)
    metadata.create_all(created)
    ours, theirs = definitions(migrated), definitions(created)
    created.dispose()

    assert ours.keys() == theirs.keys()
    for name, definition in theirs.items():
        assert in_any_order(ours[name]) == in_any_order(definition), name


def test_from_nothing_to_the_newest_step_and_back(empty_url: str) -> None:
    assert migrate.current(empty_url) is None
    migrate.upgrade(empty_url)
    migrate.upgrade(empty_url)
    assert migrate.current(empty_url) == migrate.head() == NEWEST

    migrate.downgrade(empty_url, "base")
    engine = open_engine(empty_url)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()
