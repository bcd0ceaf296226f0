"""Every outcome and the view that words it, in one table."""

from typing import assert_never

from core.i18n import Words
from core.parts import View
from core.permissions import Refused
from core.usecases.actions import ActionsFound, WhereToAct
from core.usecases.case import CaseCard, NoSuchCase, WhichCase
from core.usecases.cases import CasesFound, NothingFound
from core.usecases.commit import (
    AlreadyCommitted,
    Committed,
    NameTheCase,
    NoSuchSection,
    NotActive,
    NotCommitted,
    Released,
    SayWhy,
    SectionFull,
    WhichSection,
)
from core.usecases.digest import (
    DigestMoved,
    DigestNow,
    DigestStatus,
    DigestStopped,
    DigestTimes,
    Welcome,
    WhenUnclear,
)
from core.usecases.goals import GoalsFound, NoSuchGoal
from core.usecases.help import HelpFound, NotUnderstood
from core.usecases.link import CodeNeeded, Linked, NoSuchCode
from core.usecases.question import ForgottenQuestion, LongQuestion, WhichOne
from core.views import actions, case, cases, commit, digest, goals, link, refusals
from core.views import help as helping

Outcome = (
    CasesFound
    | NothingFound
    | WhichOne
    | LongQuestion
    | ForgottenQuestion
    | CaseCard
    | NoSuchCase
    | WhichCase
    | ActionsFound
    | WhereToAct
    | Committed
    | AlreadyCommitted
    | SectionFull
    | NotActive
    | WhichSection
    | NoSuchSection
    | NameTheCase
    | Released
    | NotCommitted
    | SayWhy
    | GoalsFound
    | NoSuchGoal
    | DigestNow
    | DigestStatus
    | DigestMoved
    | DigestStopped
    | DigestTimes
    | WhenUnclear
    | Welcome
    | Linked
    | NoSuchCode
    | CodeNeeded
    | HelpFound
    | NotUnderstood
    | Refused
)


def show(outcome: Outcome, words: Words) -> View:  # noqa: C901, PLR0911, PLR0912  a table
    """Word an outcome."""
    match outcome:
        case CasesFound() | NothingFound() | WhichOne() | LongQuestion() | ForgottenQuestion():
            return cases.cases_view(outcome, words)
        case CaseCard() | NoSuchCase() | WhichCase():
            return case.case_view(outcome, words)
        case ActionsFound() | WhereToAct():
            return actions.actions_view(outcome, words)
        case Committed():
            return commit.committed(outcome, words)
        case AlreadyCommitted():
            return commit.already_committed(outcome, words)
        case SectionFull():
            return commit.section_full(outcome, words)
        case NotActive():
            return commit.not_active(outcome, words)
        case WhichSection():
            return commit.which_section(outcome, words)
        case NoSuchSection():
            return commit.no_such_section(outcome, words)
        case NameTheCase():
            return commit.name_the_case(outcome, words)
        case Released():
            return commit.released(outcome, words)
        case NotCommitted():
            return commit.not_committed(outcome, words)
        case SayWhy():
            return commit.say_why(outcome, words)
        case GoalsFound():
            return goals.goals_found(outcome, words)
        case NoSuchGoal():
            return goals.no_such_goal(outcome, words)
        case DigestNow():
            return digest.digest_now(outcome, words)
        case DigestStatus():
            return digest.digest_status(outcome, words)
        case DigestMoved():
            return digest.digest_moved(outcome, words)
        case DigestStopped():
            return digest.digest_stopped(outcome, words)
        case DigestTimes():
            return digest.digest_times(outcome, words)
        case WhenUnclear():
            return digest.when_unclear(outcome, words)
        case Welcome():
            return digest.welcome(outcome, words)
        case Linked():
            return link.linked(outcome, words)
        case NoSuchCode():
            return link.no_such_code(outcome, words)
        case CodeNeeded():
            return link.code_needed(outcome, words)
        case HelpFound():
            return helping.help_found(outcome, words)
        case NotUnderstood():
            return helping.not_understood(outcome, words)
        case Refused():
            return refusals.refused(outcome, words)
        case _:
            assert_never(outcome)
