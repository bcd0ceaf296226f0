"""Hand a case back by a form: with a usual reason, or in one's own words."""

from core.answer import Answer
from core.grammar import parse_release
from core.intents import Release
from core.usecases.commit import SELF, SayWhy, release
from core.usecases.forms import (
    FieldKind,
    FieldSpec,
    FormOpened,
    Problem,
    ProblemCode,
    Values,
    problems,
)
from core.usecases.turn import Turn

FORM = "release_case"
REASONS = {
    "capacity": "No capacity left",
    "no_way": "No way to act from here",
    "led": "Another section leads",
    "other": "",
}
"""What is kept of each usual reason; the last is told in one's own words."""
MOST = 1_000


def release_ref(key: str, section: str) -> str:
    """The form's ref: a case, and for which section's code, or for oneself where it is empty."""
    return f"{key} for {section or min(SELF)}"


class ReleaseForm:
    """`FormSpec` of handing back. Its ref is `MYS-0012 for SWE`, or `MYS-0012 for me`."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask why, if there is something to hand back."""
        outcome = release(_wish(ref), turn)
        if not isinstance(outcome, SayWhy):
            return outcome
        reason = FieldSpec("reason", FieldKind.CHOICE, choices=tuple(REASONS))
        words = FieldSpec("words", FieldKind.TEXT, required=False, most=MOST)
        case = outcome.case
        return FormOpened(FORM, ref, (reason, words), subject=f"{case.key} · {case.title}")

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Hand it back. A reason that is none of the usual has to be told."""
        del seen  # `release` itself says what was handed back meanwhile
        usual, own = REASONS[values["reason"]], values["words"]
        if not usual and not own:
            opened = self.open(ref, turn)
            if not isinstance(opened, FormOpened):
                return opened
            return problems(opened, values, {"words": Problem(ProblemCode.MISSING)})
        reason = ": ".join(filter(None, (usual, own)))
        return release(_wish(ref, reason), turn)


def _wish(ref: str, reason: str = "") -> Release:
    wish = parse_release(f"{ref}: {reason}")
    return Release(wish.ref, reason, wish.section)
