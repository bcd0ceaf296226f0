"""One dataclass a wish, and the grammar that reads it from typed text or from a button.

Arguments stay as they were typed; the use case that grants the wish understands them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from core import intents_casework as casework
from core import intents_numbers as numbers
from core.domain.subscriptions import DigestKind
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
    """Send it at another day, hour or zone, as `Fri 17:30 Europe/Stockholm`; or at its own.

    `kind` here and below is which digest; empty for the digest of the goals, or for all.
    """

    when: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ChooseTime:
    """Offer times to choose from."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class StopDigest:
    """Send no digest here."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class MuteDigest:
    """Send none until that day, as `2010-06-30`; or go on, with `off`."""

    until: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class SendDigest:
    """Show the digest now."""

    kind: str = ""


@dataclass(frozen=True, slots=True)
class KeepQuiet:
    """Tell me nothing at these hours that can wait, as `22:00 7:00`; `off` for none."""

    hours: str


@dataclass(frozen=True, slots=True)
class Follow:
    """Tell me of changes on a case: at once, daily, weekly or not any more. Without one: which?"""

    ref: str = ""
    pace: str = ""


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
class Feedback:
    """Question a decision on a case, on a refused nomination as `N-4`, or on nobody's inclusion.

    `F-12` is feedback that was given.
    """

    ref: str = ""


@dataclass(frozen=True, slots=True)
class ListFeedback:
    """Which decisions were questioned, and how does that stand?"""

    page: int = 1


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Tell a section that its feedback is being worked on."""

    ref: str


@dataclass(frozen=True, slots=True)
class AcceptAnswer:
    """The section is satisfied with the answer."""

    ref: str


@dataclass(frozen=True, slots=True)
class SeeDraft:
    """The draft that an appeal is about."""

    ref: str


@dataclass(frozen=True, slots=True)
class Nominate:
    """Propose a person for the portfolio; `N-4` is a nomination, `list` the last ones."""

    ref: str = ""


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
    | MuteDigest
    | SendDigest
    | KeepQuiet
    | Follow
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
    | casework.CaseworkWish
    | numbers.NumberWish
    | Feedback
    | ListFeedback
    | Acknowledge
    | AcceptAnswer
    | SeeDraft
    | Nominate
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
    MuteDigest: "digest",
    SendDigest: "digest",
    KeepQuiet: "digest",
    Follow: "follow",
    Link: "link",
    Privacy: "privacy",
    ExportMe: "privacy",
    DeleteMe: "privacy",
    ShowTimezone: "timezone",
    SetTimezone: "timezone",
    Help: "help",
    Capacity: "capacity",
    numbers.Act: "act",
    numbers.ActAgain: "act",
    numbers.Reports: "reports",
    numbers.NetChangeOf: "goals",
    numbers.ShowBehind: "behind",
    OpenForm: "form",
    SubmitForm: "form",
    AnswerField: "form",
    StepForm: "form",
    CancelForm: "form",
    casework.ShowDesk: "portfolio",
    casework.ShowTray: "portfolio",
    casework.ShowTeams: "portfolio",
    casework.ShowPeople: "portfolio",
    casework.ShowDeeds: "portfolio",
    casework.Pause: "pause",
    casework.Resume: "resume",
    casework.ShowProposal: "proposal",
    Feedback: "feedback",
    ListFeedback: "feedback",
    Acknowledge: "feedback",
    AcceptAnswer: "feedback",
    SeeDraft: "feedback",
    Nominate: "nominate",
    Ask: "ask",
    Unclear: "unclear",
}
"""What each wish is called outside: in logs and in JSON."""

CHANGES = (
    casework.Pause,
    casework.Resume,
    Commit,
    Release,
    MoveDigest,
    StopDigest,
    MuteDigest,
    KeepQuiet,
    Follow,
    Link,
    DeleteMe,
    SetTimezone,
    Capacity,
    numbers.Act,
    numbers.ActAgain,
    SubmitForm,
    AnswerField,
    StepForm,
    CancelForm,
    Acknowledge,
    AcceptAnswer,
)
"""The wishes that change something: done once however often they arrive."""

FILLING = (OpenForm, SubmitForm, AnswerField, StepForm, CancelForm)
"""The wishes about a form, which is between the bot and the asker alone, wherever it was opened."""

SURE = "sure"
"""What follows a wish that is asked about once more before it is granted."""

TURN = "page"
"""The verb of Next and Previous. Any other button's list comes as a message of its own."""

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


def _portfolio(rest: str) -> Intent:
    wish = casework.parse_portfolio(rest)
    if isinstance(wish, casework.FormAsked):
        return OpenForm(wish.form, wish.ref)
    return wish or Unclear(rest)


def _goals(rest: str) -> Intent:
    wish, _, more = rest.strip().partition(" ")
    wish = wish.casefold()
    if wish in ("change", "active"):
        return numbers.NetChangeOf(more.strip())
    if wish == "set":
        return OpenForm("set_goal")
    if wish == "revise":
        return OpenForm("revise_goal", more.strip().casefold())
    return Goals(rest.strip().casefold())


def _paged(wish: Callable[[str, int], Intent], ref: str) -> Intent:
    """A button's `2:about`."""
    page, _, about = ref.partition(":")
    is_page = page.isascii() and page.isdigit()
    return wish(about, int(page)) if is_page else Unclear(ref)


def _form(ref: str, *, anew: bool = False) -> Intent:
    name, _, about = ref.partition(":")
    return OpenForm(name, about, anew)


def _answer(ref: str) -> Intent:
    mark, _, value = ref.partition(":")
    return AnswerField(value, mark)


def _step(ref: str) -> Intent:
    mark, _, step = ref.partition(":")
    return StepForm(Step(step), mark) if step in set(Step) else Unclear(ref)


def _feedback(rest: str) -> Intent:
    first, _, second = rest.strip().partition(" ")
    if first.casefold() != "list":
        return Feedback(rest.strip())
    return ListFeedback(int(second) if re.fullmatch(r"[0-9]{1,6}", second) else 1)


def _digest(rest: str) -> Intent:
    """What comes here: of one kind, if it is named first."""
    first, _, more = rest.strip().partition(" ")
    word = first.casefold()
    if word == "quiet":
        return KeepQuiet(more.strip())
    if word in set(DigestKind):
        return _digest_of(word, more.strip())
    return _digest_of("", rest.strip())


def _digest_of(kind: str, rest: str) -> Intent:
    first, _, more = rest.partition(" ")
    if first.casefold() == "mute":
        return MuteDigest(more.strip(), kind)
    fixed: dict[str, Intent] = {
        "": ShowDigest(),
        "on": MoveDigest("", kind),
        "now": SendDigest(kind),
        "off": StopDigest(kind),
        "stop": StopDigest(kind),
        "times": ChooseTime(kind),
        "unmute": MuteDigest("off", kind),
    }
    return fixed.get(rest.casefold()) or MoveDigest(rest, kind)


def _follow(rest: str) -> Intent:
    ref, _, pace = rest.strip().partition(" ")
    return Follow(ref, pace.strip())


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
    "goals": _goals,
    "digest": _digest,
    "follow": _follow,
    "unfollow": lambda rest: Follow(rest.strip(), "off"),
    "link": _link,
    "privacy": _privacy,
    "timezone": _timezone,
    "capacity": _capacity,
    "portfolio": _portfolio,
    "feedback": _feedback,
    "nominate": lambda rest: Nominate(rest.strip()),
    "act": numbers.parse_act,
    "reports": lambda rest: numbers.Reports(rest.strip()),
    "cancel": lambda _: CancelForm(),
    "help": lambda _: Help(),
    "start": lambda rest: _link(rest) if rest.strip() else Help(),
}
"""Every verb that can be typed, the same on every platform."""


PRESSED: Mapping[str, Callable[[str], Intent]] = {
    "form": _form,
    "again": numbers.ActAgain,
    "reported": partial(_paged, numbers.Reports),
    "behind": partial(_paged, numbers.ShowBehind),
    "anew": partial(_form, anew=True),
    "answer": _answer,
    "step": _step,
    "acknowledge": Acknowledge,
    "accept": AcceptAnswer,
    "see_draft": SeeDraft,
    **casework.PRESSED,
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
