"""Databases to measure on: the sample portfolio, and generated ones of any size."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from bots.database import open_world
from bots.world import SettableClock, World
from core.portfolio.importing import Rejected, import_files
from storage.migrate import upgrade

NOW: Final = datetime(2010, 5, 14, 12, 0, tzinfo=UTC)
"""The day of the sample portfolio."""
IN_MALAYSIA: Final = 5
_ELSEWHERE: Final = "SWE IRN EGY TUR CHN MMR SYR VNM LBY CUB BLR UZB TUN ETH KEN FRA USA RUS JPN"


@contextmanager
def world(url: str) -> Iterator[World]:
    """Everything over one database, on the sample's day."""
    with open_world(url, SettableClock(NOW)) as opened:
        yield opened


def sample_portfolio(file: Path) -> str:
    """Make a database with the sample portfolio; its address."""
    url = f"sqlite:///{file}"
    upgrade(url)
    fill(url)
    return url


def fill(url: str) -> None:
    """Put the sample portfolio into an empty database."""
    with world(url) as opened, as_file(files("storage") / "sample") as folder:
        outcome = import_files(opened.store, sorted(folder.glob("*.csv")), NOW)
    if isinstance(outcome, Rejected):
        raise SystemExit(f"The sample portfolio is not taken: {outcome}")


def generated_portfolio(file: Path, size: int) -> str:
    """Make a database with so many active cases, IN_MALAYSIA of them in Malaysia; its address.

    Each has two individuals, two concerns, an article and three actions, of which two are open.
    """
    url = f"sqlite:///{file}"
    upgrade(url)
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("CREATE TEMP TABLE place (n INTEGER PRIMARY KEY, code TEXT)")
        places = enumerate(_ELSEWHERE.split())
        connection.executemany("INSERT INTO place VALUES (?, ?)", places)
        for statement in _ROWS:
            connection.execute(statement, {"size": size, "special": IN_MALAYSIA})
        connection.execute("DROP TABLE place")
    connection.close()
    return url


_ROWS: Final = (
    """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :size)
    INSERT INTO cases (id, key, title, country, level, opened, consent_listing, consent_names,
        safe_to_publicise, summary, search_public, search_staff)
    SELECT i, printf('GEN-%06d', i), 'A case of number ' || i,
        CASE WHEN i % (:size / :special) = 0 THEN 'MYS'
            ELSE (SELECT code FROM place WHERE n = i % (SELECT count(*) FROM place)) END,
        'active', '2009-03-01', 1, 1, 1, 'What happened, in some words', 'what happened', 'what'
    FROM n
    """,
    """
    INSERT INTO individuals (case_id, number, name, aliases, withheld, poc, gender, status)
    SELECT id, k, 'Somebody ' || id, '[]', 0, k = 1, 'female', 'imprisoned'
    FROM cases, (SELECT 1 AS k UNION ALL SELECT 2)
    """,
    """
    INSERT INTO case_concerns (case_id, concern)
    SELECT id, c FROM cases, (SELECT 'torture' AS c UNION ALL SELECT 'unfair_trial')
    """,
    "INSERT INTO case_articles (case_id, article) SELECT id, 19 FROM cases",
    """
    INSERT INTO actions (case_id, number, kind, text, target, deadline, language, over)
    SELECT id, k, 'letter', 'Write and ask for a fair trial', 'The Minister',
        date('2010-05-20', (id % 60) || ' days'), 'en', CASE WHEN k = 3 THEN '2010-01-01' END
    FROM cases, (SELECT 1 AS k UNION ALL SELECT 2 UNION ALL SELECT 3)
    """,
)
