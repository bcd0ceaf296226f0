"""The grammar that reads a wish from typed text or from a button.

Arguments stay as they were typed; the use case that grants the wish understands them.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial

from core import intents_casework as casework
from core import intents_numbers as numbers
from core.domain.subscriptions import DigestKind
from core.intents import (
    AcceptAnswer,
    Acknowledge,
    Actions,
    AnswerField,
    Ask,
    CancelForm,
    Capacity,
    Cases,
    ChooseTime,
    Commit,
    DeleteMe,
    ExportMe,
    Feedback,
    Follow,
    Goals,
    Help,
    Intent,
    KeepQuiet,
    Link,
    ListFeedback,
    MoveDigest,
    MuteDigest,
    Nominate,
    OpenForm,
    Privacy,
    Release,
    SeeDraft,
    SendDigest,
    SetTimezone,
    ShowCase,
    ShowDigest,
    ShowTimezone,
    Step,
    StepForm,
    StopDigest,
    Unclear,
)
from core.request import Form

SURE = "sure"
"""What follows a wish that is asked about once more before it is granted."""

TURN = "page"
"""The verb of Next and Previous. Any other button's list comes as a message of its own."""

SHOW_HERE = "show"
"""The verb before another token that asks for its answer in the conversation."""

REFERENCE = re.compile(r"[A-Z]{3}-\d{4,}|draft-[a-z2-7]{12}", re.IGNORECASE)
_FOR = re.compile(r"\s*(?P<ref>\S+)(?:\s+for\s+(?P<section>.+))?\s*", re.IGNORECASE)
_BESIDE = re.compile(rf"\s*(?P<ref>{REFERENCE.pattern}|\d+)\s+(?P<section>\S.*)", re.IGNORECASE)
"""A section right behind a reference or a number: `MYS-0012 Sweden`, `12 Sweden`."""
_NO_CASE = ("", "list", "off", "all", "mine")
"""What somebody types who wants to see what they follow."""
_RELEASE = re.compile(
    r"\s*(?P<ref>\S+)(?:\s+for\s+(?P<section>[^:]+?):)?(?:\s+(?P<reason>.+))?\s*",
    re.IGNORECASE | re.DOTALL,
)


def _cases(rest: str) -> Intent:
    """Which cases; somebody who names one wants to see it."""
    wanted = rest.strip()
    return ShowCase(wanted) if REFERENCE.fullmatch(wanted) else Cases(wanted)


def _commit(rest: str) -> Intent:
    match = _FOR.fullmatch(rest) or _BESIDE.fullmatch(rest)
    return Commit(match["ref"], match["section"] or "") if match else Commit(rest.strip())


def parse_release(rest: str) -> Release:
    """Read `MYS-0012 for Sweden: the reason`, of which only the case is needed."""
    match = _RELEASE.fullmatch(rest)
    if match is None:
        return Release(rest.strip())
    return Release(match["ref"], match["reason"] or "", match["section"] or "")


def _capacity(rest: str) -> Intent:
    match = _FOR.fullmatch(rest) or _BESIDE.fullmatch(rest)
    return Capacity(match["ref"], match["section"] or "") if match else Capacity(rest.strip())


def _portfolio(rest: str) -> Intent:
    wish = casework.parse_portfolio(rest)
    if isinstance(wish, casework.FormAsked):
        return OpenForm(wish.form, wish.ref)
    return wish


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
        "": ShowDigest(kind),
        "on": MoveDigest("", kind),
        "now": SendDigest(kind),
        "off": StopDigest(kind),
        "stop": StopDigest(kind),
        "times": ChooseTime(kind),
        "unmute": MuteDigest("off", kind),
    }
    return fixed.get(rest.casefold()) or MoveDigest(rest, kind)


def _follow(rest: str) -> Intent:
    """A case and how soon; of no case in particular, what is followed."""
    ref, _, pace = rest.strip().partition(" ")
    return Follow() if ref.casefold() in _NO_CASE else Follow(ref, pace.strip())


def _unfollow(rest: str) -> Intent:
    ref = rest.strip()
    return Follow() if ref.casefold() in _NO_CASE else Follow(ref, "off")


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
    "unfollow": _unfollow,
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
