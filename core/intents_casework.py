"""The stewards' wishes, and how `/portfolio` is read. Part of `core.intents`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from core.ports_casework import Tray


@dataclass(frozen=True, slots=True)
class ShowDesk:
    """What waits for the stewards?"""

    unknown: str = ""
    """What was typed after `/portfolio` and is nothing that it takes."""


@dataclass(frozen=True, slots=True)
class ShowTray:
    """One list of what waits, by the value of a `Tray`."""

    tray: str
    page: int = 1


@dataclass(frozen=True, slots=True)
class ShowTeams:
    """How many active cases has each research team, of how many?"""


@dataclass(frozen=True, slots=True)
class ShowPeople:
    """The people on a case, to be changed."""

    ref: str


@dataclass(frozen=True, slots=True)
class ShowDeeds:
    """The actions of a case, to be changed."""

    ref: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop all action on a case at once."""

    ref: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Let a paused case be acted on again."""

    ref: str


@dataclass(frozen=True, slots=True)
class ShowProposal:
    """What is proposed, why, and until when it can be questioned."""

    proposal: str


@dataclass(frozen=True, slots=True)
class FormAsked:
    """A form is wanted."""

    form: str
    ref: str = ""


CaseworkWish = (
    ShowDesk | ShowTray | ShowTeams | ShowPeople | ShowDeeds | Pause | Resume | ShowProposal
)

OF_CASE: Final[Mapping[str, Callable[[str], CaseworkWish | FormAsked]]] = {
    "edit": lambda ref: FormAsked("case_edit", ref),
    "move": lambda ref: FormAsked("move", ref),
    "verify": lambda ref: FormAsked("verify", ref),
    "consent": lambda ref: FormAsked("consent", ref),
    "withdrawn": lambda ref: FormAsked("consent_withdrawn", ref),
    "people": ShowPeople,
    "actions": ShowDeeds,
    "pause": Pause,
    "resume": Resume,
}
"""What can be done with a case, as `/portfolio move MYS-0012`."""


NEW: Final = "new"
CAPACITY: Final = "capacity"
TASKS: Final = (NEW, *Tray, *OF_CASE, CAPACITY)
"""All that `/portfolio` takes."""


def parse_portfolio(rest: str) -> CaseworkWish | FormAsked:
    """Read what follows `/portfolio`, typed or on a button (`drafts:2`)."""
    verb, _, ref = rest.strip().replace(":", " ", 1).partition(" ")
    verb, ref = verb.casefold(), ref.strip()
    if not verb:
        return ShowDesk()
    if verb in OF_CASE:
        return OF_CASE[verb](ref)
    if verb == NEW:
        return FormAsked("case_new")
    if verb == CAPACITY:
        return FormAsked("research", ref) if ref else ShowTeams()
    if verb in set(Tray):
        return ShowTray(verb, int(ref) if ref.isascii() and ref.isdigit() else 1)
    return ShowDesk(rest.strip())


PRESSED: Final[Mapping[str, Callable[[str], CaseworkWish]]] = {
    "pause": Pause,
    "resume": Resume,
    "proposal": ShowProposal,
}
"""Verbs of buttons."""
