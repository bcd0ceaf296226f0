"""The reference pages are complete, and what they show is true."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bots.cli.main import app
from bots.settings import PREFIX, Settings
from core import grammar, intents
from core.request import Form

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = (DOCS / "reference/commands.md").read_text(encoding="utf-8")
SETTINGS = (DOCS / "reference/settings.md").read_text(encoding="utf-8")
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
        names += [f"{name} {sub}" for sub in below] if below else [name]
    return names


def test_every_command_of_the_command_line_is_explained() -> None:
    names = command_names()
    assert "db upgrade" in names
    missing = [name for name in names if f"`vigil {name}" not in COMMAND_LINE]
    assert missing == []


PAGES = (DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
