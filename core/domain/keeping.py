"""How long is kept what nobody waits for any more."""

from dataclasses import dataclass
from datetime import timedelta

LEAST_DAYS = 60
"""What was sent is known for at least so long: so that nothing is planned or told a second time."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """For how long; what waits is never erased."""

    bodies: timedelta = timedelta(days=30)
    """What messages said, once they are delivered or set aside."""
    deliveries: timedelta = timedelta(days=400)
    """That they were, when and where to."""
    replies: timedelta = timedelta(days=2)
    """Requests and the replies to them. No platform sends a request again later than after a day:
    core.telegram.org, and Slack's Events API after five minutes."""
    questions: timedelta = timedelta(days=180)
    """The questions behind buttons, after they were last shown."""


USUAL = Keeping()
