"""The stewards' desk: what waits for them, and how much the research teams can sustain."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.answer import Answer, Personal
from core.domain.decisions import DecisionKind
from core.domain.levels import Research
from core.intents_casework import TASKS, ShowDesk, ShowTeams, ShowTray
from core.ports_casework import Tray, TrayPage
from core.understanding.verbs import VERY_NEAR, nearest_of
from core.usecases.case_form import TEAM_LENGTH
from core.usecases.casework import work_of
from core.usecases.forms import (
    FieldKind,
    FieldSpec,
    FormOpened,
    StaleForm,
    Values,
)
from core.usecases.turn import Turn

FORM = "research"
MOST = 1_000
"""No team sustains more; a larger number is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class DeskFound(Personal):
    """How many cases lie in each tray."""

    counts: Mapping[Tray, int]


@dataclass(frozen=True, slots=True)
class TaskUnclear(Personal):
    """Nothing that `/portfolio` takes, and the task nearest to it if one is near."""

    typed: str
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class TrayFound(Personal):
    """One page of a tray."""

    tray: Tray
    page: TrayPage


@dataclass(frozen=True, slots=True)
class TeamsFound(Personal):
    """Every research team with its load."""

    teams: tuple[Research, ...]


@dataclass(frozen=True, slots=True)
class ResearchSet(Personal):
    """A team's capacity is this now; its active cases may be more."""

    research: Research
    before: int | None


def show_desk(wish: ShowDesk, turn: Turn) -> DeskFound | TaskUnclear:
    """Count what waits; where something else was typed, say so."""
    if wish.unknown:
        return TaskUnclear(wish.unknown, nearest_of(wish.unknown, TASKS, VERY_NEAR))
    return DeskFound(turn.uow.casework.counts(turn.today))


def show_tray(wish: ShowTray, turn: Turn) -> TrayFound:
    """One page of what waits."""
    tray = Tray(wish.tray)
    return TrayFound(tray, turn.uow.casework.tray(tray, turn.today, wish.page))


def show_teams(wish: ShowTeams, turn: Turn) -> TeamsFound:
    """The research teams."""
    del wish
    return TeamsFound(tuple(turn.uow.casework.teams()))


class ResearchForm:
    """`FormSpec` of a research team's capacity. Its ref is the team, or empty."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask for the number; and for the team where none is given."""
        research = turn.uow.casework.research(ref) if ref else Research("", 0)
        present = "" if research.capacity is None else str(research.capacity)
        number = FieldSpec("number", FieldKind.NUMBER, value=present, highest=MOST)
        team = FieldSpec("team", FieldKind.LINE, most=TEAM_LENGTH)
        fields = (number,) if ref else (team, number)
        return FormOpened(FORM, ref, fields, seen=present, subject=ref)

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Set it, if nobody else did since the form was opened."""
        named = ref or values["team"]
        known = {r.team.casefold(): r.team for r in turn.uow.casework.teams()}
        team = known.get(named.casefold(), named)
        research = turn.uow.casework.hold_research(team)
        if ref and seen != ("" if research.capacity is None else str(research.capacity)):
            return StaleForm(FORM, ref)
        number = int(values["number"])
        if number != research.capacity:
            turn.uow.casework.set_research(team, number)
            before = "" if research.capacity is None else str(research.capacity)
            work = work_of(turn)
            turn.uow.decisions.append(
                work.decision(DecisionKind.RESEARCH, team, before, str(number))
            )
        return ResearchSet(Research(team, research.active, number), research.capacity)
