"""Every view once or more, by name: what the golden files and the gallery show."""

from collections.abc import Mapping

from core.views import example_cases, example_replies
from core.views.table import Outcome

EXAMPLES: Mapping[str, Outcome] = dict((*example_cases.EXAMPLES, *example_replies.EXAMPLES))
