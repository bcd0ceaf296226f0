"""The reference pages are complete, and what they show is true."""

import re
from itertools import takewhile
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bots.cli.main import app
from bots.exposition import exposition
from bots.meter import Meter
from bots.settings import PREFIX, Settings
from core import grammar, intents
from core.i18n import Words
from core.parts import Examples
from core.request import Form
from core.views.examples import EXAMPLES
from core.views.table import show
from tests.unit.test_meter import GAUGES

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = (DOCS / "reference/commands.md").read_text(encoding="utf-8")
SETTINGS = (DOCS / "reference/settings.md").read_text(encoding="utf-8")
METRICS = (DOCS / "reference/metrics.md").read_text(encoding="utf-8")
OPERATE = (DOCS / "how-to/operate.md").read_text(encoding="utf-8")
SOURCES = tuple(DOCS.parent / name for name in ("bots", "scheduler", "storage"))
COMMAND_LINE = (DOCS / "reference/command-line.md").read_text(encoding="utf-8")
TYPED = sorted(set(re.findall(r"`(/[a-z]+[^`…]*)`", COMMANDS)))


@pytest.mark.parametrize("verb", grammar.VERBS)
def test_every_verb_is_explained(verb: str) -> None:
    assert f"`/{verb}" in COMMANDS


@pytest.mark.parametrize("typed", TYPED)
def test_every_command_shown_is_understood(typed: str) -> None:
    line = typed.removeprefix("/vigil ") if typed.startswith("/vigil ") else typed
    assert not isinstance(grammar.parse(line.lstrip("/"), Form.COMMAND), intents.Unclear)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained_in_its_own_words(name: str) -> None:
    description = Settings.model_fields[name].description
    assert f"| `{PREFIX}{name.upper()}` |" in SETTINGS
    assert description
    assert description in SETTINGS


def test_no_setting_is_explained_that_is_none() -> None:
    named = set(re.findall(rf"`{PREFIX}([A-Z_]+)`", SETTINGS))
    assert named == {name.upper() for name in Settings.model_fields}


def command_names() -> list[str]:
    root = get_command(app)
    groups = getattr(root, "commands", {})
    names = []
    for name, command in groups.items():
        below = getattr(command, "commands", None)
        if not below or getattr(command, "invoke_without_command", False):
            names.append(name)
        names += [f"{name} {sub}" for sub in below or ()]
    return names


def test_every_command_of_the_command_line_is_explained() -> None:
    names = command_names()
    assert "db upgrade" in names
    missing = [name for name in names if f"`vigil {name}" not in COMMAND_LINE]
    assert missing == []


def test_every_metric_is_explained_and_no_other() -> None:
    told = set(re.findall(r"`(vigil_[a-z_]+)`", METRICS))
    page = exposition(Meter(), GAUGES).decode()
    names = {line.split()[2] for line in page.splitlines() if line.startswith("# TYPE vigil_")}
    assert told == names


def test_every_event_of_the_logs_that_is_explained_is_one() -> None:
    events = re.findall(r"^\| (`[a-z_`, ]+`) \|", OPERATE, re.MULTILINE)
    named = [event for row in events for event in re.findall(r"`([a-z_]+)`", row)]
    sources = [path.read_text("utf-8") for top in SOURCES for path in top.rglob("*.py")]
    assert len(named) > 10
    assert not [event for event in named if not any(f'"{event}"' in text for text in sources)]


def test_every_alert_is_about_metrics_that_are_there() -> None:
    rules = OPERATE.partition("```yaml")[2].partition("```")[0]
    used = set(re.findall(r"vigil_[a-z_]+", rules))
    page = exposition(Meter(), GAUGES).decode()
    named = {line.split()[2] for line in page.splitlines() if line.startswith("# TYPE vigil_")}
    assert used
    assert {name.removesuffix("_bucket") for name in used} <= named


PAGES = (DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_an_administrator_is_told_of_commands_that_there_are() -> None:
    told = [
        example.command.split()[1:]
        for part in show(EXAMPLES["help_admin"], Words()).parts
        if isinstance(part, Examples)
        for example in part.examples
        if example.command.startswith("vigil ")
    ]
    assert len(told) > 1
    for command in told:
        result = CliRunner().invoke(app, [*takewhile(str.isalpha, command), "--help"])
        assert result.exit_code == 0, command
        for option in (word for word in command if word.startswith("--")):
            assert option in result.output, command
