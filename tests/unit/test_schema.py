from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from storage import migrate
from storage.schema import NEWEST, is_behind


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'vigil.db'}"


def _say(url: str, step: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :step"), {"step": step})
    engine.dispose()


def test_the_newest_step_is_that_of_the_migrations() -> None:
    assert migrate.head() == NEWEST


def test_a_database_without_tables_is_behind_until_it_is_upgraded(url: str) -> None:
    assert is_behind(url)
    migrate.upgrade(url)
    assert not is_behind(url)


def test_a_step_before_is_behind_and_one_that_a_newer_program_took_is_not(url: str) -> None:
    migrate.upgrade(url)
    _say(url, "0001")
    assert is_behind(url)
    _say(url, "9999")
    assert not is_behind(url)
