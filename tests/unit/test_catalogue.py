"""Everything that is said goes through the catalogue, and its template holds every message."""

import gettext
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

import core
from bots.console.render import render as console_render
from bots.slack.render import render as slack_render
from bots.telegram.render import render as telegram_render
from core.domain.people import Platform
from core.i18n import DOMAIN, Words
from core.parts import View
from core.views.examples import EXAMPLES, NOTICES, example_views

ROOT = Path(core.__file__).parent.parent
TEMPLATE = ROOT / "core" / "locale" / f"{DOMAIN}.pot"
KEYWORDS = {"words": None, "_WORDS": None, "plural": (1, 2)}
"""How a message stands in the code: `words("…")`, `words.plural("…", "…", n)`."""


HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
"""Without dates and versions, which would change when no message does."""


def template() -> str:
    """The catalogue's template as the code has it now."""
    catalogue = Catalog(charset="utf-8")
    for package in ("bots", "core"):
        found = extract_from_dir(ROOT / package, keywords=KEYWORDS, strip_comment_tags=True)
        for name, _, message, _, context in found:
            catalogue.add(message, None, [(f"{package}/{name}", 0)], context=context)
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=True, sort_output=True, include_lineno=False)
    return HEADER + out.getvalue().decode()


def test_the_template_is_up_to_date_else_renew_it_by_make_messages(
    pytestconfig: pytest.Config,
) -> None:
    now = template()
    if pytestconfig.getoption("update_golden"):
        TEMPLATE.write_text(now, encoding="utf-8")
    assert now == TEMPLATE.read_text(encoding="utf-8")


class Bracketed(gettext.NullTranslations):
    """A language in which every message stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def outside(text: str) -> str:
    """What stands in no brackets."""
    kept, depth = [], 0
    for letter in text:
        depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
        kept.append(" " if depth or letter == "⟧" else letter)
    assert depth == 0
    return "".join(kept)


def said_by(value: object) -> Iterator[str]:
    """Every text in an outcome: what it says is data, not wording."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from said_by(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from said_by(tuple(value.values()))
    elif isinstance(value, (tuple, list, frozenset)):
        for one in value:
            yield from said_by(one)


def locale_words() -> str:
    """Names and joining words that Babel has in every language."""
    english = Locale("en")
    months, days = english.months["format"]["wide"], english.days["stand-alone"]["wide"]
    names = [*english.territories.values(), *months.values(), *days.values()]
    patterns = [english.list_patterns["standard"]["2"], english.list_patterns["or"]["2"]]
    return " ".join([*names, *patterns])


def shown(view: View) -> str:
    """All that the three platforms show of a view."""
    slack = [message.text for message in slack_render(view)]
    telegram = [message.plain for message in telegram_render(view)]
    labels = [action.label for action in view.actions]
    screen = console_render(view)
    return "\n".join([*slack, *telegram, *labels, screen.plain])


WORD = re.compile(r"[^\W\d_]+")
COMMAND = re.compile(r"(?:/|\bvigil )[a-z-]+[^⟦⟧\n]*?(?=\s\s|[⟦\n]|$)")


@pytest.mark.parametrize("name", example_views(Words()))
def test_nothing_is_said_past_the_catalogue(name: str) -> None:
    words = Words(translations=Bracketed())
    view = example_views(words)[name]
    data = {*said_by(EXAMPLES.get(name)), *said_by(dict(NOTICES).get(name)), locale_words()}
    known = {word for text in data for word in WORD.findall(text)}
    rest = COMMAND.sub("", outside(shown(view)))
    assert set(WORD.findall(rest)) - known == set()


def test_brackets_find_what_bypasses_them() -> None:
    assert outside("⟦a ⟦b⟧ c⟧ d ⟦e⟧").split() == ["d"]
    assert Words(platform=Platform.SLACK, translations=Bracketed())("x") == "⟦x⟧"
