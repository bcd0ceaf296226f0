"""Every surface on which something of the portfolio could come to light, and what it shows there.

One rule decides what that is: `Asker.sight` for whoever asks, `Sight.PUBLIC` for what others read
along, asked of the store with every query. Here stands which of it each surface goes by. A wish, a
form, a digest, a notice, a metric or a command that is not in here fails tests/secrecy, which walks
all of them.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from core import intents
from core import intents_casework as casework
from core import intents_numbers as numbers
from core.domain.goals import Metric
from core.domain.notices import NoticeKind
from core.domain.subscriptions import DigestKind


class Shows(StrEnum):
    """What may come to light on a surface."""

    NOTHING = "nothing"
    """Nothing of a case or of a person on one."""
    PUBLIC = "public"
    """What every member may see, whoever asks."""
    SIGHT = "sight"
    """What its reader may see: a steward, alone, the hidden cases, too."""
    REFERENCE = "reference"
    """The reference of a case, hidden or not, to those who work on it; nothing else of it."""
    PARTIES = "parties"
    """What takes its course between a section, the stewards and the board: to whom it concerns."""
    EVERYTHING = "everything"
    """The database itself: for the operator alone."""


WISHES: Final[Mapping[type[intents.Intent], Shows]] = {
    intents.Cases: Shows.SIGHT,
    intents.Actions: Shows.PUBLIC,
    intents.ShowCase: Shows.SIGHT,
    intents.Goals: Shows.PUBLIC,
    intents.ShowDigest: Shows.NOTHING,
    intents.ChooseTime: Shows.NOTHING,
    intents.SendDigest: Shows.SIGHT,
    intents.MoveDigest: Shows.NOTHING,
    intents.StopDigest: Shows.NOTHING,
    intents.MuteDigest: Shows.NOTHING,
    intents.KeepQuiet: Shows.NOTHING,
    intents.Help: Shows.NOTHING,
    intents.Unclear: Shows.NOTHING,
    intents.Commit: Shows.SIGHT,
    intents.Release: Shows.SIGHT,
    intents.Capacity: Shows.NOTHING,
    intents.Follow: Shows.SIGHT,
    intents.Link: Shows.NOTHING,
    intents.Privacy: Shows.NOTHING,
    intents.ExportMe: Shows.PUBLIC,
    intents.DeleteMe: Shows.NOTHING,
    intents.ShowTimezone: Shows.NOTHING,
    intents.SetTimezone: Shows.NOTHING,
    intents.OpenForm: Shows.SIGHT,
    intents.SubmitForm: Shows.SIGHT,
    intents.AnswerField: Shows.SIGHT,
    intents.StepForm: Shows.SIGHT,
    intents.CancelForm: Shows.NOTHING,
    intents.Feedback: Shows.PARTIES,
    intents.ListFeedback: Shows.PARTIES,
    intents.Acknowledge: Shows.PARTIES,
    intents.AcceptAnswer: Shows.PARTIES,
    intents.SeeDraft: Shows.PARTIES,
    intents.Nominate: Shows.PARTIES,
    casework.ShowDesk: Shows.SIGHT,
    casework.ShowTray: Shows.SIGHT,
    casework.ShowTeams: Shows.SIGHT,
    casework.ShowPeople: Shows.SIGHT,
    casework.ShowDeeds: Shows.SIGHT,
    casework.Pause: Shows.SIGHT,
    casework.Resume: Shows.SIGHT,
    casework.ShowProposal: Shows.SIGHT,
    numbers.Act: Shows.SIGHT,
    numbers.ActAgain: Shows.SIGHT,
    numbers.Reports: Shows.SIGHT,
    numbers.NetChangeOf: Shows.PUBLIC,
    numbers.ShowBehind: Shows.PUBLIC,
}
"""What is asked for in chat; a sentence is read as one of these."""

FORMS: Final[Mapping[str, Shows]] = {
    "capacity": Shows.NOTHING,
    "release_case": Shows.SIGHT,
    "feedback": Shows.SIGHT,
    "appeal": Shows.PARTIES,
    "comment": Shows.PARTIES,
    "answer": Shows.PARTIES,
    "rule": Shows.PARTIES,
    "nominate": Shows.NOTHING,
    "take_up": Shows.PARTIES,
    "refuse": Shows.PARTIES,
    "case_new": Shows.SIGHT,
    "case_edit": Shows.SIGHT,
    "consent": Shows.SIGHT,
    "consent_withdrawn": Shows.SIGHT,
    "verify": Shows.SIGHT,
    "person": Shows.SIGHT,
    "action": Shows.SIGHT,
    "move": Shows.SIGHT,
    "research": Shows.SIGHT,
    "act": Shows.SIGHT,
    "strike_report": Shows.SIGHT,
    "set_goal": Shows.NOTHING,
    "revise_goal": Shows.NOTHING,
}

DIGESTS: Final[Mapping[DigestKind, Shows]] = {
    DigestKind.GOALS: Shows.PUBLIC,
    DigestKind.SECTION: Shows.PUBLIC,
    DigestKind.CASES: Shows.PUBLIC,
    DigestKind.CHANGES: Shows.PUBLIC,
    DigestKind.STEWARDS: Shows.SIGHT,
    DigestKind.BOARD: Shows.PARTIES,
}

NOTICES: Final[Mapping[NoticeKind, Shows]] = {
    NoticeKind.STOP_ACTION: Shows.REFERENCE,
    NoticeKind.NOT_RETRACTED: Shows.REFERENCE,
    NoticeKind.ACTION_RESUMED: Shows.SIGHT,
    NoticeKind.CASE_CHANGED: Shows.SIGHT,
    NoticeKind.CASE_REOPENED: Shows.SIGHT,
    NoticeKind.PROPOSAL: Shows.SIGHT,
    NoticeKind.FEEDBACK_STEP: Shows.SIGHT,
    NoticeKind.FEEDBACK_FILED: Shows.PARTIES,
    NoticeKind.FEEDBACK_ACKNOWLEDGED: Shows.PARTIES,
    NoticeKind.FEEDBACK_ANSWERED: Shows.PARTIES,
    NoticeKind.FEEDBACK_COMMENTED: Shows.PARTIES,
    NoticeKind.FEEDBACK_ACCEPTED: Shows.PARTIES,
    NoticeKind.FEEDBACK_APPEALED: Shows.PARTIES,
    NoticeKind.FEEDBACK_RULED: Shows.PARTIES,
    NoticeKind.RULING_LACKS: Shows.PARTIES,
    NoticeKind.NOBODY_TO_RULE: Shows.NOTHING,
    NoticeKind.NOMINATED: Shows.PARTIES,
    NoticeKind.NOMINATION_REFUSED: Shows.PARTIES,
    NoticeKind.NOMINATION_PUBLISHED: Shows.SIGHT,
    NoticeKind.DIGEST_PAUSED: Shows.NOTHING,
    NoticeKind.DIGEST_REVIVED: Shows.NOTHING,
    NoticeKind.PLATFORM_REFUSED: Shows.NOTHING,
}
"""One that shows what its reader may see is looked at again when it is sent."""

METRICS: Final[Mapping[Metric, Shows]] = dict.fromkeys(Metric, Shows.PUBLIC)
"""Their values, and the cases to which they open."""

COMMANDS: Final[Mapping[str, Shows]] = {
    "ask": Shows.SIGHT,
    "chat": Shows.SIGHT,
    "run": Shows.SIGHT,
    "demo": Shows.NOTHING,
    "report": Shows.PUBLIC,
    "export": Shows.EVERYTHING,
    "export --public": Shows.PUBLIC,
    "import": Shows.EVERYTHING,
    "forget": Shows.EVERYTHING,
    "audit verify": Shows.REFERENCE,
    "doctor": Shows.NOTHING,
    "deliveries": Shows.NOTHING,
    "deliveries again": Shows.NOTHING,
    "db upgrade": Shows.NOTHING,
    "grant": Shows.NOTHING,
    "revoke": Shows.NOTHING,
    "invite": Shows.NOTHING,
    "slack manifest": Shows.NOTHING,
    "slack section": Shows.NOTHING,
}
"""Of `vigil`, each as it is typed: the report for a council and the exports are among them."""
