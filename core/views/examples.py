"""Every view once or more, by name: what the golden files and the gallery show."""

from collections.abc import Mapping

from core.i18n import Words
from core.parts import View
from core.views import (
    dialogue,
    example_cases,
    example_forms,
    example_people,
    example_replies,
    privately,
    refusals,
)
from core.views.table import Outcome, show

EXAMPLES: Mapping[str, Outcome] = dict(
    (
        *example_cases.EXAMPLES,
        *example_replies.EXAMPLES,
        *example_forms.EXAMPLES,
        *example_people.EXAMPLES,
    )
)


def example_views(words: Words) -> Mapping[str, View]:
    """Every example as a reader with these words has it, and what is said without an outcome."""
    return {
        **{name: show(outcome, words) for name, outcome in EXAMPLES.items()},
        "away": refusals.away(words),
        "failed": refusals.failed("telegram:900000", words),
        "void_code": refusals.void_code(words),
        "start_first": privately.start_first(words),
        "unfinished": dialogue.unfinished(example_forms.RELEASE, words),
    }
