"""Show feedback and its steps, and take those that need no form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from core.answer import Personal
from core.domain.cases import Level
from core.domain.clocks import Due
from core.domain.feedback import Feedback, Outline, State
from core.domain.notices import NoticeKind
from core.domain.people import Asker, Role
from core.domain.values import Sight
from core.intents import AcceptAnswer, Acknowledge, ListFeedback, SeeDraft
from core.permissions import Refused
from core.ports_feedback import FeedbackPage
from core.request import Understood
from core.usecases.case import CaseCard, card_of
from core.usecases.casework import Work, work_of
from core.usecases.feedback_steps import Telling, anew, barred, hold, reader_of, record, settle
from core.usecases.turn import Turn

STEWARDS = frozenset({Role.STEWARD})
BOARD = frozenset({Role.BOARD})


class Move(StrEnum):
    """What somebody may do with feedback now."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    ACCEPT = "accept"
    COMMENT = "comment"
    APPEAL = "appeal"
    RULE = "rule"
    SEE_DRAFT = "see_draft"


class Said(StrEnum):
    """Why feedback is shown."""

    SHOWN = "shown"
    FILED = "filed"
    ALREADY_FILED = "already_filed"
    """The section questioned that decision before; nothing was changed."""
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    COMMENTED = "commented"
    ACCEPTED = "accepted"
    APPEALED = "appealed"
    RULED = "ruled"
    TOO_LATE = "too_late"
    """The step can't be taken any more, or not yet; nothing was changed."""
    BARRED = "barred"
    """The asker took part in it, and so does not rule on it; nothing was changed."""


@dataclass(frozen=True, slots=True)
class FeedbackShown(Personal):
    """Feedback with all that came of it, to somebody who may read it."""

    feedback: Feedback
    section: str
    """The section's name."""
    due: Due | None
    """The clock that runs."""
    moves: frozenset[Move] = frozenset()
    said: Said = Said.SHOWN
    title: str = ""
    """The case's, where the reader may see it."""
    commenters: Mapping[str, str] = field(default_factory=dict)
    """Names of the sections that commented, by code."""
    moved: Level | None = None
    """A ruling has given the case this level."""

    @property
    def understood(self) -> Mapping[str, Understood]:
        """What it is called."""
        return {"ref": self.feedback.ref}


@dataclass(frozen=True, slots=True)
class FeedbackOutlined(Personal):
    """All that others may know of feedback about somebody who is not in a published case."""

    outline: Outline


@dataclass(frozen=True, slots=True)
class FeedbackListed(Personal):
    """A page of feedback, each with the clock that runs."""

    page: FeedbackPage
    dues: tuple[Due | None, ...]
    """In the order of the page's lines."""
    sections: Mapping[str, str]
    """Names by code."""
    may_question: bool
    """The asker coordinates a section."""


@dataclass(frozen=True, slots=True)
class NoSuchFeedback(Personal):
    """There is none under that number."""

    ref: str


FeedbackOutcome = FeedbackShown | FeedbackOutlined | FeedbackListed | NoSuchFeedback


def list_feedback(wish: ListFeedback, turn: Turn) -> FeedbackListed:
    """All feedback, what is under way first."""
    found = turn.uow.feedback.page(reader_of(turn.asker), wish.page)
    dues = tuple(
        line.due(turn.terms, turn.today) if isinstance(line, Feedback) else None
        for line in found.lines
    )
    sections = {section.code: section.name for section in turn.uow.sections.all()}
    return FeedbackListed(found, dues, sections, bool(turn.asker.sections(Role.COORDINATOR)))


def show_feedback(ref: str, turn: Turn) -> FeedbackShown | FeedbackOutlined | NoSuchFeedback:
    """One feedback, as much of it as the asker may read."""
    found = find(ref, turn)
    if isinstance(found, Outline):
        return FeedbackOutlined(found)
    return shown(found, turn) if found else NoSuchFeedback(ref)


def acknowledge(wish: Acknowledge, turn: Turn) -> FeedbackOutcome | Refused:
    """Tell the section that its feedback is being worked on."""
    found = own(wish.ref, turn)
    if not isinstance(found, Feedback):
        return found
    work = work_of(turn)
    if not turn.uow.feedback.acknowledge(found.number, turn.now):
        return shown(anew(found, work), turn, Said.TOO_LATE)
    record(found, State.ACKNOWLEDGED, work)
    after = anew(found, work)
    due = after.due(turn.terms, turn.today)
    telling = Telling(after, work)
    telling.section(NoticeKind.FEEDBACK_ACKNOWLEDGED, due=due.day.isoformat() if due else "")
    telling.concerned()
    return shown(after, turn, Said.ACKNOWLEDGED)


def accept(wish: AcceptAnswer, turn: Turn) -> FeedbackOutcome | Refused:
    """The section is satisfied with the answer."""
    found = own(wish.ref, turn)
    if not isinstance(found, Feedback):
        return found
    if not coordinates(found, turn.asker):
        return _not_theirs(found, turn)
    work = work_of(turn, Role.COORDINATOR)
    hold(found, work)
    if not turn.uow.feedback.accept(found.number, turn.now):
        return shown(anew(found, work), turn, Said.TOO_LATE)
    record(found, State.ACCEPTED, work)
    after = anew(found, work)
    settle(after, work)
    telling = Telling(after, work)
    telling.stewards(NoticeKind.FEEDBACK_ACCEPTED)
    telling.concerned()
    return shown(after, turn, Said.ACCEPTED)


def see_draft(wish: SeeDraft, turn: Turn) -> FeedbackOutcome | CaseCard | Refused:
    """The draft of an appeal, for a member of the board before whom it is."""
    found = own(wish.ref, turn)
    if not isinstance(found, Feedback):
        return found
    here = shown(found, turn)
    if Move.SEE_DRAFT not in here.moves:
        return replace(here, said=Said.TOO_LATE)
    case = turn.uow.cases.get(found.draft, Sight.STAFF)
    return card_of(case, turn) if case else replace(here, said=Said.TOO_LATE)


def find(ref: str, turn: Turn) -> Feedback | Outline | None:
    """The feedback of a reference as `F-12` or `12`, as much of it as the asker may read."""
    number = ref.strip().upper().removeprefix("F-")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):  # noqa: PLR2004  an integer
        return None
    return turn.uow.feedback.get(int(number), reader_of(turn.asker))


def own(ref: str, turn: Turn) -> Feedback | FeedbackOutlined | NoSuchFeedback:
    """The same, for a step that only its readers take."""
    found = find(ref, turn)
    if isinstance(found, Outline):
        return FeedbackOutlined(found)
    return found or NoSuchFeedback(ref)


def shown(
    feedback: Feedback, turn: Turn, said: Said = Said.SHOWN, *, moved: Level | None = None
) -> FeedbackShown:
    """Feedback with its clock and what the asker may do now."""
    section = turn.uow.sections.get(feedback.section)
    key = feedback.target.case
    case = turn.uow.cases.get(key, turn.asker.sight(alone=True)) if key else None
    return FeedbackShown(
        feedback,
        section.name if section else feedback.section,
        feedback.due(turn.terms, turn.today),
        moves_of(feedback, turn),
        said,
        case.title if case else "",
        _names({comment.section for comment in feedback.comments}, turn),
        moved,
    )


def _names(codes: Iterable[str], turn: Turn) -> Mapping[str, str]:
    sections = filter(None, map(turn.uow.sections.get, codes))
    return {section.code: section.name for section in sections}


def moves_of(feedback: Feedback, turn: Turn) -> frozenset[Move]:
    """What the asker may do with it now."""
    roles = turn.asker.roles
    moves: set[Move] = set()
    if Role.STEWARD in roles and feedback.may_follow(State.ANSWERED):
        moves.add(Move.ANSWER)
        if feedback.may_follow(State.ACKNOWLEDGED):
            moves.add(Move.ACKNOWLEDGE)
    if coordinates(feedback, turn.asker) and feedback.state is State.ANSWERED:
        moves |= {Move.ACCEPT, Move.APPEAL}
    if Role.COORDINATOR in roles and feedback.answered:
        moves.add(Move.COMMENT)
    if Role.BOARD in roles and feedback.state is State.APPEALED and may_rule(feedback, turn):
        moves.add(Move.RULE)
        if feedback.draft:
            moves.add(Move.SEE_DRAFT)
    return frozenset(moves)


def coordinates(feedback: Feedback, asker: Asker) -> bool:
    """Whether it is the feedback of a section that the asker coordinates."""
    return feedback.section in asker.sections(Role.COORDINATOR)


def may_rule(feedback: Feedback, turn: Turn) -> bool:
    """Whether the asker took no part in what is to be ruled on."""
    return turn.asker.person not in barred(feedback, _looking(turn))


def _looking(turn: Turn) -> Work:
    return work_of(turn, Role.BOARD)


def _not_theirs(feedback: Feedback, turn: Turn) -> Refused:
    section = turn.uow.sections.get(feedback.section)
    return Refused(frozenset({Role.COORDINATOR}), section)
