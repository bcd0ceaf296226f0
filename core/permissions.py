"""Who may what: one table, asked by every path (command, button, plain words, command line)."""

from collections.abc import Mapping
from dataclasses import dataclass

from core import intents
from core import intents_casework as casework
from core import intents_numbers as numbers
from core.answer import Answer
from core.domain.people import SECTION_ROLES, Asker, Role, Section
from core.grammar import parse
from core.request import Form

ALL = frozenset(Role)
COORDINATORS = frozenset({Role.COORDINATOR})
STEWARDS = frozenset({Role.STEWARD})
BOARD = frozenset({Role.BOARD})
READERS = COORDINATORS | STEWARDS | BOARD
"""Who reads feedback, and why a case was moved: every section, the stewards and the board."""
NOBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """Which roles may have a wish granted: for oneself, for a section of theirs, for a channel.

    `anonymous` says whether somebody without a person behind them may (who looks, not changes).
    `private_only` keeps it out of every place where others read.
    """

    self: frozenset[Role]
    section: frozenset[Role]
    channel: frozenset[Role]
    anonymous: bool = False
    private_only: bool = False


LOOK = Rule(self=ALL, section=ALL, channel=ALL, anonymous=True)
TAKE_ON = Rule(self=ALL, section=COORDINATORS, channel=ALL)
COORDINATE = Rule(self=COORDINATORS, section=COORDINATORS, channel=COORDINATORS)
FILL_IN = Rule(self=ALL, section=NOBODY, channel=ALL)
"""Forms have rules of their own, see FORM_RULES."""
OWN = Rule(self=ALL, section=NOBODY, channel=NOBODY, private_only=True)
SETTLE = Rule(self=ALL, section=NOBODY, channel=ALL)
CASEWORK = Rule(self=STEWARDS, section=NOBODY, channel=NOBODY, private_only=True)
READ_FEEDBACK = Rule(self=READERS, section=COORDINATORS, channel=READERS)
STEWARD = Rule(self=STEWARDS, section=NOBODY, channel=STEWARDS)
RULE_ON = Rule(self=BOARD, section=NOBODY, channel=BOARD)
NOMINATE = Rule(self=COORDINATORS | STEWARDS, section=COORDINATORS, channel=COORDINATORS | STEWARDS)
SUBSCRIBE = Rule(self=ALL, section=NOBODY, channel=COORDINATORS)
STRIKE = Rule(self=COORDINATORS | STEWARDS, section=COORDINATORS, channel=COORDINATORS | STEWARDS)
REPORT = Rule(self=ALL, section=SECTION_ROLES, channel=ALL)

TABLE: Mapping[type[intents.Intent], Rule] = {
    intents.Cases: LOOK,
    intents.Actions: LOOK,
    intents.ShowCase: LOOK,
    intents.Goals: LOOK,
    intents.ShowDigest: LOOK,
    intents.ChooseTime: LOOK,
    intents.SendDigest: LOOK,
    intents.Help: LOOK,
    intents.Ask: LOOK,
    intents.Unclear: LOOK,
    intents.Commit: TAKE_ON,
    intents.Release: TAKE_ON,
    intents.MoveDigest: SUBSCRIBE,
    intents.StopDigest: SUBSCRIBE,
    intents.MuteDigest: SUBSCRIBE,
    intents.KeepQuiet: SETTLE,
    intents.Follow: SETTLE,
    intents.Link: OWN,
    intents.Privacy: OWN,
    intents.ExportMe: OWN,
    intents.DeleteMe: OWN,
    intents.ShowTimezone: LOOK,
    intents.SetTimezone: SETTLE,
    intents.Capacity: COORDINATE,
    casework.ShowDesk: CASEWORK,
    casework.ShowTray: CASEWORK,
    casework.ShowTeams: CASEWORK,
    casework.ShowPeople: CASEWORK,
    casework.ShowDeeds: CASEWORK,
    casework.Pause: CASEWORK,
    casework.Resume: CASEWORK,
    casework.ShowProposal: LOOK,
    numbers.Act: REPORT,
    numbers.ActAgain: REPORT,
    numbers.Reports: STRIKE,
    numbers.NetChangeOf: LOOK,
    numbers.ShowBehind: LOOK,
    intents.OpenForm: FILL_IN,
    intents.SubmitForm: FILL_IN,
    intents.AnswerField: FILL_IN,
    intents.StepForm: FILL_IN,
    intents.CancelForm: FILL_IN,
    intents.Feedback: READ_FEEDBACK,
    intents.ListFeedback: READ_FEEDBACK,
    intents.Acknowledge: STEWARD,
    intents.AcceptAnswer: COORDINATE,
    intents.SeeDraft: RULE_ON,
    intents.Nominate: NOMINATE,
}

FORM_RULES: Mapping[str, Rule] = {
    "capacity": COORDINATE,
    "release_case": TAKE_ON,
    "feedback": COORDINATE,
    "appeal": COORDINATE,
    "comment": COORDINATE,
    "answer": STEWARD,
    "rule": RULE_ON,
    "nominate": COORDINATE,
    "take_up": STEWARD,
    "refuse": STEWARD,
    "case_new": CASEWORK,
    "case_edit": CASEWORK,
    "consent": CASEWORK,
    "consent_withdrawn": CASEWORK,
    "verify": CASEWORK,
    "person": CASEWORK,
    "action": CASEWORK,
    "move": CASEWORK,
    "research": CASEWORK,
    "act": REPORT,
    "strike_report": STRIKE,
    "set_goal": RULE_ON,
    "revise_goal": RULE_ON,
}
"""Who may fill in which form: asked when it is opened, and again when it is sent."""


@dataclass(frozen=True, slots=True)
class Refused(Answer):
    """A wish that is not the asker's to make, and who may make it."""

    may: frozenset[Role]
    section: Section | None = None
    """The section of which one must hold such a role."""
    needs_person: bool = False
    needs_private: bool = False
    anywhere: bool = False
    """Also in private."""


def refusal(
    wish: type[intents.Intent], asker: Asker, *, private: bool, alone: bool
) -> Refused | None:
    """Why the asker may not have this wish here; None if they may.

    `private` is a conversation with the bot alone; `alone` that nobody else reads wish and answer.
    """
    rule = TABLE[wish]
    if rule.private_only and not alone:  # asked first: who shows a code to others may be anyone
        return Refused(rule.self, needs_private=True)
    if asker.anonymous and not rule.anonymous:
        return Refused(rule.self, needs_person=True)
    may = rule.self if private or rule.private_only else rule.channel
    return None if asker.roles & may else Refused(may, anywhere=not asker.roles & rule.self)


def form_refusal(form: str, asker: Asker) -> Refused | None:
    """Why the asker may not fill in that form; None if they may. It is shown to nobody else."""
    rule = FORM_RULES[form]
    if asker.anonymous and not rule.anonymous:
        return Refused(rule.self, needs_person=True)
    return None if asker.roles & rule.self else Refused(rule.self, anywhere=True)


def section_refusal(wish: type[intents.Intent], asker: Asker, section: Section) -> Refused | None:
    """Why the asker may not have this wish for that section; None if they may."""
    may = TABLE[wish].section
    return None if section.code in asker.sections(*may) else Refused(may, section)


def may_press(token: str, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles has in private what a button asks for."""
    wish = parse(token, Form.TOKEN)
    form = FORM_RULES.get(wish.form) if isinstance(wish, intents.OpenForm) else None
    return bool(roles & (form or TABLE[type(wish)]).self)
