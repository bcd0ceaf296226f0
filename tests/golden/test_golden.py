"""What every answer looks like, word for word: `pytest tests/golden --update-golden` renews it."""

from pathlib import Path
from typing import get_args

import pytest

from core.domain.people import Platform
from core.grammar import REFERENCE, parse
from core.i18n import Words
from core.intents import Commit, Release, ShowCase, Unclear
from core.parts import Action, Items, View
from core.request import Form
from core.views.examples import EXAMPLES, example_views
from core.views.table import Outcome
from tests.golden.rendering import PLATFORMS

HERE = Path(__file__).parent
WORDS = Words()


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("name", example_views(WORDS))
def test_every_example_looks_as_it_did(
    name: str, platform: Platform, pytestconfig: pytest.Config
) -> None:
    golden = PLATFORMS[platform]
    view = example_views(Words(platform=platform))[name]
    file = HERE / platform / f"{name}.{golden.suffix}"
    now = golden.written(view) + "\n"
    if pytestconfig.getoption("update_golden"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(now, encoding="utf-8")
    assert now == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_golden_file_has_its_example(platform: Platform) -> None:
    suffix = PLATFORMS[platform].suffix
    files = {file.name for file in (HERE / platform).iterdir()}
    assert files == {f"{name}.{suffix}" for name in example_views(WORDS)}


def test_every_outcome_has_an_example() -> None:
    shown = {type(outcome) for outcome in EXAMPLES.values()}
    assert set(get_args(Outcome)) - shown == set()


def test_views_go_by_the_name_that_tests_and_overrides_use() -> None:
    names = {view.name for view in example_views(WORDS).values()}
    assert all(name.isidentifier() and not name[-1].isdigit() for name in names)


def _buttons(view: View) -> list[Action]:
    items = [item for part in view.parts if isinstance(part, Items) for item in part.items]
    return [*view.actions, *(item.action for item in items if item.action)]


@pytest.mark.parametrize("name", example_views(WORDS))
def test_every_button_asks_for_something_that_is_understood(name: str) -> None:
    for button in _buttons(example_views(WORDS)[name]):
        wish = parse(button.token, Form.TOKEN)
        assert not isinstance(wish, Unclear)
        if isinstance(wish, ShowCase | Commit | Release):
            assert REFERENCE.fullmatch(wish.ref), button.token
