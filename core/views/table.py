"""Every outcome and the view that words it, in one table."""

from typing import assert_never

from core.answer import Answer
from core.i18n import Words
from core.parts import View
from core.permissions import Refused
from core.usecases.actions import ActionsFound, WhereToAct
from core.usecases.capacity import CapacitySet
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
from core.usecases.dialogue import (
    Asked,
    CancelledForm,
    NothingAsked,
    OtherBegun,
    ReadyToSend,
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
from core.usecases.forms import FormOpened, FormProblems, StaleForm
from core.usecases.goals import GoalsFound, NoSuchGoal
from core.usecases.help import HelpFound, NotUnderstood
from core.usecases.join import CantJoin, JoinAsked, Joined, NoSuchCode, OwnCode, OwnCodeBack
from core.usecases.link import Linked
from core.usecases.privacy import DeleteAsked, Deleted, Exported, NothingHeld, PrivacyShown
from core.usecases.question import ForgottenQuestion, LongQuestion, WhichOne
from core.usecases.timezone import ZoneSet, ZoneShown, ZoneUnclear
from core.views import (
    actions,
    capacity,
    case,
    cases,
    commit,
    dialogue,
    digest,
    forms,
    goals,
    link,
    privacy,
    refusals,
    timezone,
)
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
    | OwnCode
    | OwnCodeBack
    | JoinAsked
    | CantJoin
    | Joined
    | NoSuchCode
    | PrivacyShown
    | Exported
    | NothingHeld
    | DeleteAsked
    | Deleted
    | ZoneShown
    | ZoneSet
    | ZoneUnclear
    | HelpFound
    | NotUnderstood
    | CapacitySet
    | FormOpened
    | FormProblems
    | StaleForm
    | Asked
    | ReadyToSend
    | OtherBegun
    | CancelledForm
    | NothingAsked
    | Refused
)


def known(answer: Answer) -> Outcome:
    """An outcome whose kind is known only by its form, as one of those that can be worded.

    Raises:
        TypeError: it has no place in the table.
    """
    if isinstance(answer, Outcome):
        return answer
    raise TypeError(type(answer))


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
        case Linked() | OwnCode() | OwnCodeBack() | JoinAsked() | CantJoin() | Joined():
            return link.link_view(outcome, words)
        case NoSuchCode():
            return link.link_view(outcome, words)
        case PrivacyShown() | Exported() | NothingHeld() | DeleteAsked() | Deleted():
            return privacy.privacy_view(outcome, words)
        case ZoneShown() | ZoneSet() | ZoneUnclear():
            return timezone.zone_view(outcome, words)
        case HelpFound():
            return helping.help_found(outcome, words)
        case NotUnderstood():
            return helping.not_understood(outcome, words)
        case CapacitySet():
            return capacity.capacity_set(outcome, words)
        case FormOpened():
            return forms.form_opened(outcome, words)
        case FormProblems():
            return forms.form_problems(outcome, words)
        case StaleForm():
            return forms.stale_form(outcome, words)
        case Asked():
            return dialogue.asked(outcome, words)
        case ReadyToSend():
            return dialogue.ready_to_send(outcome, words)
        case OtherBegun():
            return dialogue.other_begun(outcome, words)
        case CancelledForm():
            return dialogue.cancelled_form(outcome, words)
        case NothingAsked():
            return dialogue.nothing_asked(outcome, words)
        case Refused():
            return refusals.refused(outcome, words)
        case _:
            assert_never(outcome)
