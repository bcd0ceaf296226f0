"""Every view once or more, by name: what the golden files and the gallery show."""

from collections.abc import Mapping

from core.domain.people import Role
from core.i18n import Words
from core.parts import View
from core.views import (
    dialogue,
    example_cases,
    example_casework,
    example_feedback,
    example_forms,
    example_notices,
    example_people,
    example_replies,
    example_reports,
    privately,
    refusals,
    retracted,
)
from core.views.notices import notice_view
from core.views.notices_delivery import comes_again
from core.views.table import Outcome, show

EXAMPLES: Mapping[str, Outcome] = dict(
    (
        *example_cases.EXAMPLES,
        *example_casework.EXAMPLES,
        *example_replies.EXAMPLES,
        *example_forms.EXAMPLES,
        *example_notices.EXAMPLES,
        *example_reports.EXAMPLES,
        *example_people.EXAMPLES,
        *example_feedback.EXAMPLES,
    )
)

NOTICES = (*example_notices.NOTICES, *example_notices.DELIVERY_NOTICES, *example_feedback.NOTICES)


def example_views(words: Words) -> Mapping[str, View]:
    """Every example as a reader with these words has it, and what is said without an outcome."""
    return {
        **{name: show(outcome, words) for name, outcome in EXAMPLES.items()},
        "away": refusals.away(words),
        "put_off": refusals.put_off(words),
        "too_many": refusals.too_many(20, 42, words, of_chat=False),
        "too_many_in_chat": refusals.too_many(20, 7, words, of_chat=True),
        "failed": refusals.failed("telegram:900000", words),
        "void_code": refusals.void_code(words),
        "start_first": privately.start_first(words),
        **{name: notice_view(notice, words, frozenset(Role)) for name, notice in NOTICES},
        "retracted": retracted.retracted(words),
        "comes_again": comes_again(example_notices.COMES_AGAIN, words),
        "comes_again_here": comes_again(example_notices.COMES_AGAIN_HERE, words),
        "unfinished": dialogue.unfinished(example_forms.RELEASE, words),
    }
