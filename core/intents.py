"""One dataclass a wish. Arguments stay as they were typed, for the use case that grants it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core import intents_casework as casework
from core import intents_numbers as numbers


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
    """Which digest comes here, and when next? `kind` is one that was asked about."""

    kind: str = ""


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
