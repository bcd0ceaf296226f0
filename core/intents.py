"""One dataclass a wish, and the grammar that reads it from typed text or from a button.

Arguments stay as they were typed; the use case that grants the wish understands them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from core.request import Form


@dataclass(frozen=True, slots=True)
class Cases:
    """Which cases are there? `query` in the asker's own words."""

    query: str = ""
    page: int = 1
    turned: bool = False
    """Asked for by Next or Previous: the page takes the place of the one that was shown."""


@dataclass(frozen=True, slots=True)
class Actions:
    """What can be done? For the members of a section, or on the cases of a country."""

    place: str


@dataclass(frozen=True, slots=True)
class ShowCase:
    """Show one case: a reference, a name, or something near to one."""

    ref: str


@dataclass(frozen=True, slots=True)
class Commit:
    """Take a case on: for a section, or for oneself."""

    ref: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """Hand a case back, with the reason."""

    ref: str
    reason: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Goals:
    """How do the goals stand? One of them by its key, or all."""

    goal: str = ""


@dataclass(frozen=True, slots=True)
class ShowDigest:
    """Which digest comes here, and when next?"""


@dataclass(frozen=True, slots=True)
class MoveDigest:
    """Send it at another day, hour or zone, as `Fri 17:30 Europe/Stockholm`."""

    when: str


@dataclass(frozen=True, slots=True)
class ChooseTime:
    """Offer times to choose from."""


@dataclass(frozen=True, slots=True)
class StopDigest:
    """Send no digest here."""


@dataclass(frozen=True, slots=True)
class SendDigest:
    """Show the digest now."""


@dataclass(frozen=True, slots=True)
class Link:
    """Take up a role with a one-time code, or join who one is on another platform.

    Without a code: make one for the latter. `sure` goes on where that was asked.
    """

    code: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Privacy:
    """What is held on me?"""


@dataclass(frozen=True, slots=True)
class ExportMe:
    """Give me all that is held on me."""


@dataclass(frozen=True, slots=True)
class DeleteMe:
    """Delete all that is held on me; `sure` once that was asked."""

    sure: bool = False


@dataclass(frozen=True, slots=True)
class ShowTimezone:
    """In which zone do I read?"""


@dataclass(frozen=True, slots=True)
class SetTimezone:
    """Read in another zone, and get digests by its clocks."""

    zone: str


@dataclass(frozen=True, slots=True)
class Help:
    """What can I do here?"""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many cases a section can take on: a number, `12 for Sweden`, or nothing for the form."""

    number: str = ""
    section: str = ""


class Step(StrEnum):
    """A move in a form that is filled in by question and answer."""

    KEEP = "keep"
    """Leave what stands in the field, or leave it empty."""
    DONE = "done"
    """Enough was chosen."""
    BACK = "back"
    SEND = "send"
    GO_ON = "go_on"
    """Ask the present question again."""


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Fill in a form. `anew` drops another one that was begun."""

    form: str
    ref: str = ""
    anew: bool = False


@dataclass(frozen=True, slots=True)
class SubmitForm:
    """Send a form that was filled in. `seen` is what it was made from."""

    form: str
    ref: str
    seen: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerField:
    """Answer the question that was asked; of one of its buttons `mark` says of which question."""

    value: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class StepForm:
    """Move within a form; `mark` as for an answer, empty for whatever is asked now."""

    step: Step
    mark: str = ""


@dataclass(frozen=True, slots=True)
class CancelForm:
    """Drop the form that was begun."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A sentence, to be understood as one of the other wishes."""

    text: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing that the grammar knows: an unknown command, an empty or broken token."""

    text: str


Intent = (
    Cases
    | Actions
    | ShowCase
    | Commit
    | Release
    | Goals
    | ShowDigest
    | MoveDigest
    | ChooseTime
    | StopDigest
    | SendDigest
    | Link
    | Privacy
    | ExportMe
    | DeleteMe
    | ShowTimezone
    | SetTimezone
    | Help
    | Capacity
    | OpenForm
    | SubmitForm
    | AnswerField
    | StepForm
    | CancelForm
    | Ask
    | Unclear
)

NAMES: Mapping[type[Intent], str] = {
    Cases: "cases",
    Actions: "actions",
    ShowCase: "case",
    Commit: "commit",
    Release: "release",
    Goals: "goals",
    ShowDigest: "digest",
    MoveDigest: "digest",
    ChooseTime: "digest",
    StopDigest: "digest",
    SendDigest: "digest",
    Link: "link",
    Privacy: "privacy",
    ExportMe: "privacy",
    DeleteMe: "privacy",
    ShowTimezone: "timezone",
    SetTimezone: "timezone",
    Help: "help",
    Capacity: "capacity",
    OpenForm: "form",
    SubmitForm: "form",
    AnswerField: "form",
    StepForm: "form",
    CancelForm: "form",
    Ask: "ask",
    Unclear: "unclear",
}
"""What each wish is called outside: in logs and in JSON."""

CHANGES = (
    Commit,
    Release,
    MoveDigest,
    StopDigest,
    Link,
    DeleteMe,
    SetTimezone,
    Capacity,
    SubmitForm,
    AnswerField,
    StepForm,
    CancelForm,
)
"""The wishes that change something: done once however often they arrive."""

FILLING = (OpenForm, SubmitForm, AnswerField, StepForm, CancelForm)
"""The wishes about a form, which is between the bot and the asker alone, wherever it was opened."""

TURN = "page"
"""The verb of Next and Previous. Any other button's list comes as a message of its own."""

SURE = "sure"
"""What follows a wish that is asked about once more before it is granted."""

SHOW_HERE = "show"
"""The verb before another token that asks for its answer in the conversation."""

REFERENCE = re.compile(r"[A-Z]{3}-\d{4,}|draft-[a-z2-7]{12}", re.IGNORECASE)
_FOR = re.compile(r"\s*(?P<ref>\S+)(?:\s+for\s+(?P<section>.+))?\s*", re.IGNORECASE)
_RELEASE = re.compile(
    r"\s*(?P<ref>\S+)(?:\s+for\s+(?P<section>[^:]+?):)?(?:\s+(?P<reason>.+))?\s*",
    re.IGNORECASE | re.DOTALL,
)


def _cases(rest: str) -> Intent:
    """Which cases; somebody who names one wants to see it."""
    wanted = rest.strip()
    return ShowCase(wanted) if REFERENCE.fullmatch(wanted) else Cases(wanted)


def _commit(rest: str) -> Intent:
    match = _FOR.fullmatch(rest)
    return Commit(match["ref"], match["section"] or "") if match else Commit(rest.strip())


def parse_release(rest: str) -> Release:
    """Read `MYS-0012 for Sweden: the reason`, of which only the case is needed."""
    match = _RELEASE.fullmatch(rest)
    if match is None:
        return Release(rest.strip())
    return Release(match["ref"], match["reason"] or "", match["section"] or "")


def _capacity(rest: str) -> Intent:
    match = _FOR.fullmatch(rest)
    return Capacity(match["ref"], match["section"] or "") if match else Capacity(rest.strip())


def _form(ref: str, *, anew: bool = False) -> Intent:
    name, _, about = ref.partition(":")
    return OpenForm(name, about, anew)


def _answer(ref: str) -> Intent:
    mark, _, value = ref.partition(":")
    return AnswerField(value, mark)


def _step(ref: str) -> Intent:
    mark, _, step = ref.partition(":")
    return StepForm(Step(step), mark) if step in set(Step) else Unclear(ref)


def _digest(rest: str) -> Intent:
    wish = rest.strip().casefold()
    fixed: dict[str, Intent] = {
        "": ShowDigest(),
        "now": SendDigest(),
        "off": StopDigest(),
        "stop": StopDigest(),
        "times": ChooseTime(),
    }
    return fixed.get(wish) or MoveDigest(rest.strip())


def _link(rest: str) -> Intent:
    code, _, last = rest.strip().rpartition(" ")
    return Link(code.strip(), sure=True) if code and last.casefold() == SURE else Link(rest.strip())


def _privacy(rest: str) -> Intent:
    wish, _, sure = rest.strip().casefold().partition(" ")
    if wish == "export":
        return ExportMe()
    return DeleteMe(sure=sure.strip() == SURE) if wish == "delete" else Privacy()


def _timezone(rest: str) -> Intent:
    return SetTimezone(rest.strip()) if rest.strip() else ShowTimezone()


VERBS: Mapping[str, Callable[[str], Intent]] = {
    "cases": _cases,
    "case": lambda rest: ShowCase(rest.strip()),
    "actions": lambda rest: Actions(rest.strip()),
    "commit": _commit,
    "release": parse_release,
    "goals": lambda rest: Goals(rest.strip().casefold()),
    "digest": _digest,
    "link": _link,
    "privacy": _privacy,
    "timezone": _timezone,
    "capacity": _capacity,
    "cancel": lambda _: CancelForm(),
    "help": lambda _: Help(),
    "start": lambda rest: _link(rest) if rest.strip() else Help(),
}
"""Every verb that can be typed, the same on every platform."""


PRESSED: Mapping[str, Callable[[str], Intent]] = {
    "form": _form,
    "anew": partial(_form, anew=True),
    "answer": _answer,
    "step": _step,
}
"""Verbs that only buttons have."""


def parse(text: str, form: Form) -> Intent:
    """Read a wish from what was typed or pressed. Never fails: what it can't read is Unclear."""
    text = text.replace("\x00", "").strip()
    if form is Form.TOKEN or form is Form.FIELDS:
        return _from_token(text)
    verb, _, rest = text.partition(" ")
    known = VERBS.get(verb.casefold().lstrip("/"))
    if known is not None and _is_command(verb, rest, form):
        return known(rest)
    if form is Form.COMMAND or verb.startswith("/") or not text:
        return Unclear(text)
    return ShowCase(text) if REFERENCE.fullmatch(text) else Ask(text)


def _is_command(verb: str, rest: str, form: Form) -> bool:
    """Whether a known verb is meant as one: "start a petition" in plain words is a sentence."""
    return form is Form.COMMAND or verb.startswith("/") or verb.casefold() != "start" or not rest


def _from_token(token: str) -> Intent:
    verb, _, ref = token.partition(":")
    if verb in ("cases", TURN):
        page, _, query = ref.partition(":")
        is_page = page.isascii() and page.isdigit()
        return Cases(query, int(page), verb == TURN) if is_page else Unclear(token)
    known = VERBS.get(verb) or PRESSED.get(verb)
    return Unclear(token) if known is None else known(ref)


def token_for(wish: Intent) -> str:
    """The token that asks for the same look-up again; empty where there is none."""
    match wish:
        case ShowCase(ref):
            return f"case:{ref}"
        case Goals(goal):
            return f"goals:{goal}" if goal else "goals"
        case Actions(place):
            return f"actions:{place}"
        case Help():
            return "help"
        case _:
            return ""


def split_show_here(token: str) -> tuple[bool, str]:
    """Whether a token asks for its answer in the conversation, and the token itself."""
    head, _, rest = token.partition(":")
    return (True, rest) if head == SHOW_HERE else (False, token)
