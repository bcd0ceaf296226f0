"""What somebody says that they did, as `12 letters` or `a phone call`."""

from dataclasses import dataclass
from typing import Final

from core.domain.cases import ActionKind
from core.understanding.fold import fold

_CALLED: Final = {
    ActionKind.LETTER: "letter letters fax faxes",
    ActionKind.EMAIL: "email emails e-mail e-mails mail mails message messages",
    ActionKind.PETITION: "petition petitions signature signatures",
    ActionKind.POSTCARD: "postcard postcards card cards",
    ActionKind.CALL: "call calls phonecall phonecalls",
    ActionKind.EVENT: "event events vigil vigils stall stalls demonstration demonstrations",
}
KINDS: Final = {name: kind for kind, names in _CALLED.items() for name in names.split()}
_NUMBERS: Final = "a one two three four five six seven eight nine ten eleven twelve"
NUMBERS: Final = {"an": 1, **{name: max(1, n) for n, name in enumerate(_NUMBERS.split())}}
PASSED_OVER: Final = frozenset(
    {"i", "we", "sent", "wrote", "made", "held", "have", "phone", "telephone", "of", "and"}
)
"""Words that say nothing more."""
MOST_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Deed:
    """What was understood; None for what was not said. `rest` is what was said beside it."""

    count: int | None = None
    kind: ActionKind | None = None
    rest: str = ""


def read_deed(typed: str) -> Deed:
    """Read a number and a kind, in any order, with whatever words around."""
    count: int | None = None
    kind: ActionKind | None = None
    rest: list[str] = []
    for word in typed.split():
        folded = fold(word)
        number = _number(folded)
        if number is not None and count is None:
            count = number
        elif folded in KINDS and kind is None:
            kind = KINDS[folded]
        elif folded not in PASSED_OVER:
            rest.append(word)
    return Deed(count, kind, " ".join(rest))


def _number(word: str) -> int | None:
    if word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS:
        return int(word)
    return NUMBERS.get(word)
