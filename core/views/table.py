"""Every outcome and the view that words it, in one table."""

from typing import assert_never

from core.answer import Answer
from core.i18n import Words
from core.parts import View
from core.permissions import Refused
from core.usecases.act import EnoughToday, NothingToReport, Reported, SameAgain
from core.usecases.action_form import DeedsFound
from core.usecases.actions import ActionsFound, WhereToAct
from core.usecases.capacity import CapacitySet
from core.usecases.case import CaseCard, NoSuchCase, WhichCase
from core.usecases.cases import CasesFound, NothingFound
from core.usecases.casework import Overtaken
from core.usecases.change import BehindFound, ChangeFound
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
from core.usecases.feedback import (
    FeedbackListed,
    FeedbackOutlined,
    FeedbackShown,
    NoSuchFeedback,
)
from core.usecases.follow import Followed, Following, PaceUnclear, Unfollowed
from core.usecases.forms import FormOpened, FormProblems, StaleForm
from core.usecases.goal_forms import GoalSet
from core.usecases.goals import GoalsFound, NoSuchGoal
from core.usecases.help import HelpFound, NotUnderstood
from core.usecases.join import CantJoin, JoinAsked, Joined, NoSuchCode, OwnCode, OwnCodeBack
from core.usecases.levels import CantMove, Missing, Moved, Proposed
from core.usecases.link import Linked
from core.usecases.nominations import NominationShown, NominationsListed, NoSuchNomination
from core.usecases.person_form import PeopleFound
from core.usecases.portfolio import DeskFound, ResearchSet, TaskUnclear, TeamsFound, TrayFound
from core.usecases.privacy import DeleteAsked, Deleted, Exported, NothingHeld, PrivacyShown
from core.usecases.proposals import ProposalFound
from core.usecases.question import ForgottenQuestion, LongQuestion, WhichOne
from core.usecases.quiet import QuietKept, QuietUnclear
from core.usecases.reports import NoSuchReport, ReportsFound, Struck
from core.usecases.steward_forms import CaseChanged
from core.usecases.stop import ConsentWithdrawn, NothingToPause, Paused, Resumed
from core.usecases.subscribing import (
    DigestMoved,
    DigestMuted,
    DigestNow,
    DigestStatus,
    DigestStopped,
    DigestTimes,
    MuteUnclear,
    NotOffered,
    Welcome,
    WhenUnclear,
)
from core.usecases.timezone import ZoneSet, ZoneShown, ZoneUnclear
from core.views import (
    actions,
    capacity,
    case,
    cases,
    casework,
    change,
    commit,
    dialogue,
    feedback,
    follow,
    forms,
    forms_goals,
    goals,
    link,
    nominations,
    portfolio,
    privacy,
    refusals,
    reports,
    subscribing,
    timezone,
    welcome,
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
    | DigestMuted
    | MuteUnclear
    | NotOffered
    | Welcome
    | Following
    | Unfollowed
    | PaceUnclear
    | Followed
    | QuietKept
    | QuietUnclear
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
    | casework.ChangeOutcome
    | portfolio.DeskOutcome
    | CapacitySet
    | FeedbackShown
    | FeedbackOutlined
    | FeedbackListed
    | NoSuchFeedback
    | NominationShown
    | NominationsListed
    | NoSuchNomination
    | Reported
    | SameAgain
    | NothingToReport
    | EnoughToday
    | ReportsFound
    | NoSuchReport
    | Struck
    | ChangeFound
    | BehindFound
    | GoalSet
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
        case DigestNow() | DigestStatus() | DigestMoved() | DigestStopped() | DigestTimes():
            return subscribing.subscribing_view(outcome, words)
        case WhenUnclear() | DigestMuted() | MuteUnclear() | NotOffered():
            return subscribing.subscribing_view(outcome, words)
        case Following() | Unfollowed() | PaceUnclear() | Followed() | QuietKept() | QuietUnclear():
            return follow.own_view(outcome, words)
        case Welcome():
            return welcome.welcome(outcome, words)
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
        case (
            CaseChanged()
            | Moved()
            | Proposed()
            | Missing()
            | CantMove()
            | Overtaken()
            | Paused()
            | Resumed()
            | NothingToPause()
            | ConsentWithdrawn()
        ):
            return casework.change_view(outcome, words)
        case (
            DeskFound()
            | TaskUnclear()
            | TrayFound()
            | TeamsFound()
            | ResearchSet()
            | PeopleFound()
            | DeedsFound()
            | ProposalFound()
        ):
            return portfolio.desk_view(outcome, words)
        case CapacitySet():
            return capacity.capacity_set(outcome, words)
        case FeedbackShown() | FeedbackOutlined() | FeedbackListed() | NoSuchFeedback():
            return feedback.feedback_view(outcome, words)
        case NominationShown() | NominationsListed() | NoSuchNomination():
            return nominations.nomination_view(outcome, words)
        case (
            Reported()
            | SameAgain()
            | NothingToReport()
            | EnoughToday()
            | ReportsFound()
            | NoSuchReport()
            | Struck()
        ):
            return reports.report_view(outcome, words)
        case ChangeFound():
            return change.change_found(outcome, words)
        case BehindFound():
            return change.behind_found(outcome, words)
        case GoalSet():
            return forms_goals.goal_set(outcome, words)
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
