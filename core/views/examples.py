"""Every view once or more, by name: what the golden files and the gallery show."""

from collections.abc import Mapping

from core.views.example_cases import EXAMPLES as LOOK_UPS
from core.views.example_replies import EXAMPLES as REPLIES
from core.views.table import Outcome

EXAMPLES: Mapping[str, Outcome] = dict((*LOOK_UPS, *REPLIES))
