"""What a start does not import."""

import subprocess
import sys

RUN = """
import sys
from bots.cli.run import without_colours

with without_colours():
    import bots.main, bots.slack.app, bots.telegram.app
print(*sys.modules)
import bots.console.render
"""


def loaded(program: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return set(done.stdout.decode().split())


def test_serving_both_platforms_does_without_what_only_others_need() -> None:
    modules = loaded(RUN)
    assert {"bots.slack.app", "bots.telegram.app"} <= modules
    assert modules.isdisjoint({"alembic", "pygments", "psycopg", "telegram.ext"})


def test_help_does_without_all_of_it() -> None:
    modules = loaded("import sys, bots.cli.main; print(*sys.modules)")
    assert modules.isdisjoint(
        {"aiohttp", "pydantic", "rich", "slack_bolt", "sqlalchemy", "telegram"}
    )
