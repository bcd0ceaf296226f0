"""Propose a person for the portfolio, and what the stewards make of it.

Nothing here looks at the portfolio before a steward decides: whoever nominates reads the same
words, in the same time, whether that person is in a draft or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.answer import Personal
from core.domain.cases import Case
from core.domain.nominations import Nomination, NominationState
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Role
from core.request import Understood
from core.usecases.casework import Work
from core.usecases.turn import Turn

MOST = 10
"""So many are listed at once."""


@dataclass(frozen=True, slots=True)
class NominationShown(Personal):
    """A nomination. Its nominators read of a waiting and of an accepted one the same."""

    nomination: Nomination
    section: str
    """The section's name."""
    steward: bool
    """The reader decides."""
    public: str = ""
    """The reference of the case that it became, where any member may see that."""
    nominated: bool = False
    """It was sent just now."""
    questioned: str = ""
    """The feedback on its refusal, as `F-12`."""

    @property
    def understood(self) -> Mapping[str, Understood]:
        """What it is called."""
        return {"ref": self.nomination.ref}


@dataclass(frozen=True, slots=True)
class NominationsListed(Personal):
    """To stewards all that wait; to coordinators those of their sections."""

    lines: tuple[NominationShown, ...]
    total: int
    steward: bool


@dataclass(frozen=True, slots=True)
class NoSuchNomination(Personal):
    """There is none under that number, or it is another section's: the same words."""

    ref: str


NominationOutcome = NominationShown | NominationsListed | NoSuchNomination


def show_nomination(ref: str, turn: Turn) -> NominationShown | NoSuchNomination:
    """One nomination, to its section or to a steward."""
    found = find_nomination(ref, turn)
    return shown(found, turn) if found else NoSuchNomination(ref)


def list_nominations(turn: Turn) -> NominationsListed:
    """What waits for the stewards, or what became of a section's own."""
    steward = Role.STEWARD in turn.asker.roles
    nominations = turn.uow.nominations
    found = (
        nominations.waiting()
        if steward
        else nominations.of_sections(turn.asker.sections(Role.COORDINATOR))
    )
    lines = tuple(shown(nomination, turn) for nomination in found[:MOST])
    return NominationsListed(lines, len(found), steward)


def find_nomination(ref: str, turn: Turn) -> Nomination | None:
    """A nomination that the asker may read."""
    number = ref.strip().upper().removeprefix("N-")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):  # noqa: PLR2004  an integer
        return None
    found = turn.uow.nominations.get(int(number))
    if found is None or Role.STEWARD in turn.asker.roles:
        return found
    return found if found.section in turn.asker.sections(Role.COORDINATOR) else None


def find_own(ref: str, turn: Turn) -> Nomination | None:
    """A nomination of a section that the asker coordinates."""
    found = find_nomination(ref, turn)
    theirs = found and found.section in turn.asker.sections(Role.COORDINATOR)
    return found if theirs else None


def shown(nomination: Nomination, turn: Turn, *, nominated: bool = False) -> NominationShown:
    """A nomination with what its reader may know of it."""
    uow = turn.uow
    section = uow.sections.get(nomination.section)
    steward = Role.STEWARD in turn.asker.roles
    key = nomination.case
    refused = nomination.state is NominationState.REFUSED
    feedback = uow.feedback.of_decision(nomination.section, nomination.subject) if refused else None
    return NominationShown(
        nomination if steward else _as_its_section_sees(nomination),
        section.name if section else nomination.section,
        steward,
        key if key and uow.cases.listed([key]) else "",
        nominated,
        feedback.ref if feedback else "",
    )


def tell_published(case: Case, work: Work) -> None:
    """Tell the section that whom it nominated is in the portfolio, where any member may read it."""
    if not case.shown_to_members:
        return
    for nomination in work.uow.nominations.of_case(case.key):
        facts: dict[str, str | int] = {"ref": nomination.ref, "case": case.key}
        kind, to = NoticeKind.NOMINATION_PUBLISHED, To(sections=(nomination.section,))
        notice = Notice(kind, nomination.ref, facts, case.key, again=True)
        work.uow.notices.tell(notice, to, work.now)


def _as_its_section_sees(nomination: Nomination) -> Nomination:
    """Without the draft: until it is published, what was accepted is still being looked at."""
    if nomination.state is not NominationState.ACCEPTED:
        return nomination
    return replace(nomination, state=NominationState.WAITING, decided_at=None, case="")
