"""How the number of active cases changed, what was closed beside what stays, what is behind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from core.answer import Answer
from core.domain.goals import HISTORICAL, OF_FEEDBACK, Metric
from core.domain.netchange import Cause, NetChange, Period, net_change
from core.domain.values import PartialDate
from core.intents_numbers import NetChangeOf, ShowBehind
from core.ports import UnitOfWork
from core.ports_figures import Behind, BehindPage, Closure
from core.usecases.form_values import partial_date_of
from core.usecases.help import NotUnderstood
from core.usecases.turn import Turn

BETWEEN: Final = frozenset({"from", "to", "until", "since", "and", "between"})
"""Words of a period that say nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Selective:
    """A country where cases stay active, while others with a prisoner of conscience were closed."""

    country: str
    closed: tuple[Closure, ...]
    active: int


@dataclass(frozen=True, slots=True)
class ChangeFound(Answer):
    """The net change of a period, and the selective closures in it."""

    net: NetChange
    selective: tuple[Selective, ...]
    closures: int
    """Cases closed unresolved with a living prisoner of conscience, as far as they can be shown."""
    left_out: int
    """Such closures that can't be shown."""

    @property
    def token(self) -> str:
        """What a button carries that asks for the same."""
        return f"goals:change {self.net.period}"


@dataclass(frozen=True, slots=True)
class BehindFound(Answer):
    """The cases behind a number."""

    figure: Metric | Cause
    period: Period | None
    page: BehindPage

    @property
    def ref(self) -> str:
        """What a button carries, after the page, that asks for it again."""
        return f"{self.figure} {self.period}" if self.period else str(self.figure)

    @property
    def token(self) -> str:
        """What a button carries that asks for the same."""
        return f"behind:{self.page.page}:{self.ref}"


def show_change(wish: NetChangeOf, turn: Turn) -> ChangeFound | NotUnderstood:
    """The net change of the period that was typed; of this year where none was."""
    period = read_period(wish.period, turn.today)
    if period is None:
        return NotUnderstood(f"goals change {wish.period}", "goals change 2010-01-01 2010-05-14")
    return change_of(turn.uow, period)


def change_of(uow: UnitOfWork, period: Period) -> ChangeFound:
    """The net change of a period, and the selective closures in it."""
    net = net_change(uow.figures.entries(period.last), period)
    closures = uow.figures.closures(period)
    gone = net.cases.get(Cause.CLOSED_UNRESOLVED, ())
    return ChangeFound(net, selective(uow, closures), len(closures), uow.figures.left_out(gone))


def selective(uow: UnitOfWork, closures: Sequence[Closure]) -> tuple[Selective, ...]:
    """The closures by country, of the countries where other cases stay active."""
    by_country: defaultdict[str, list[Closure]] = defaultdict(list)
    for closure in closures:
        by_country[closure.country].append(closure)
    active = uow.figures.active_in(by_country)
    return tuple(
        Selective(country, tuple(by_country[country]), active[country])
        for country in sorted(by_country)
        if active.get(country)
    )


def counts(net: NetChange) -> Mapping[Cause, int]:
    """How many steps each cause has that has any."""
    return {cause: len(cases) for cause, cases in net.cases.items()}


def show_behind(wish: ShowBehind, turn: Turn) -> BehindFound | NotUnderstood:
    """The cases behind a metric, or behind one cause of the net change in a period."""
    figure, _, typed = wish.figure.partition(" ")
    if figure in COUNTED:
        metric = Metric(figure)
        page = turn.uow.figures.behind(metric, turn.today, wish.page)
        return BehindFound(metric, None, page)
    period = read_period(typed, turn.today)
    if figure not in set(Cause) or period is None:
        return NotUnderstood(wish.figure)
    cause = Cause(figure)
    net = net_change(turn.uow.figures.entries(period.last), period)
    keys = set(net.cases.get(cause, ()))
    seen = turn.uow.figures.seen(keys)
    return BehindFound(cause, period, _page(seen, len(keys) - len(seen), wish.page))


COUNTED: Final = frozenset(Metric) - HISTORICAL - OF_FEEDBACK
"""The metrics that count cases, so that there are some behind each."""


def _page(lines: Sequence[Behind], hidden: int, page: int) -> BehindPage:
    page = BehindPage.nearest(page, len(lines))
    first = BehindPage.skipped(page)
    return BehindPage(tuple(lines[first : first + BehindPage.SIZE]), page, len(lines), hidden)


def read_period(typed: str, today: date) -> Period | None:
    """Read `2010-01-01 2010-05-14`, `from 2010-01 to 2010-05`, `2009`; nothing is this year.

    What lies in the future is cut off. None where it is no period.
    """
    words = [word for word in typed.casefold().split() if word not in BETWEEN]
    if not words:
        return Period.year_to(today)
    known = [PartialDate.parse(day) for word in words if (day := partial_date_of(word))]
    if len(known) != len(words) or len(known) > 2:  # noqa: PLR2004  a beginning and an end
        return None
    first = known[0].first_day
    last = min(last_day(known[-1]), today)
    if len(known) == 1 and known[0].day:
        last = today
    return Period(first, last) if first <= last else None


def last_day(when: PartialDate) -> date:
    """The latest day that a partial date can mean."""
    if when.day:
        return when.first_day
    year, month = (when.year, when.month) if when.month else (when.year, 12)
    following = date(year + month // 12, month % 12 + 1, 1) if year < date.max.year else date.max
    return following - timedelta(days=1)
