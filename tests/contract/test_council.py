"""The council's report: its numbers are those of the digests, and it names nobody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bots.council.markdown import to_markdown
from bots.council.page import to_page
from bots.database import open_world
from bots.world import SettableClock, World
from core.domain.cases import Level, Outcome
from core.domain.decisions import Decision, DecisionKind
from core.domain.goals import Goal, Metric, Observation, ObservationKind
from core.domain.netchange import Cause, Period
from core.domain.people import Role
from core.domain.values import PartialDate
from core.i18n import Words
from core.usecases import digest
from core.usecases.council import CouncilReport, report
from core.usecases.goals import observe_all
from core.views.council import council_report
from storage.portfolio import put_goals
from storage.unit_of_work import SqlStore
from tests.contract.builders import HIDDEN, NOW, TODAY, a_case, an_individual, put
from tests.databases import SqliteTemplate
from tests.dialogues.conftest import load_sample
from tests.secrecy.portfolio import HIDDEN as SECRETS
from tests.secrecy.portfolio import MARK, SEEN, secret_world

YEAR = Period(date(2010, 1, 1), TODAY)
GOAL = Goal(
    "active",
    "More active cases",
    Metric.ACTIVE_CASES,
    "Secretariat",
    1,
    PartialDate(2009),
    10,
    PartialDate(2009),
)


@pytest.fixture
def sample(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[World]:
    with open_world(sqlite_template.copy_to(tmp_path), SettableClock(NOW)) as world:
        load_sample(world.store)
        yield world


def made(store: SqlStore, period: Period = YEAR, today: date = TODAY) -> CouncilReport:
    with store.read() as uow:
        return report(uow, period, today)


def test_the_numbers_are_those_of_the_digest(sample: World) -> None:
    with sample.store.read() as uow:
        told = report(uow, YEAR, TODAY)
        sent = digest.compose(uow, "SWE", TODAY)
        week = report(uow, Period.week_to(TODAY), TODAY)
    assert tuple(goal.state for goal in told.goals) == sent.states
    assert sent.section is not None
    sweden = next(one for one in told.sections if one.section.code == "SWE")
    assert sweden.load == sent.section.load
    assert sent.change is not None
    assert sent.change.difference == week.change.net.after - week.change.net.before
    counted = {cause: week.change.net.count(cause) for cause in sent.change.causes}
    assert sent.change.causes == counted
    text = to_markdown(council_report(told, Words()), charts=False)
    for goal in told.goals:
        assert f"| Now | {Words().number(goal.state.now or 0)} |" in text


def test_what_is_past_is_told_as_it_was_observed(store: SqlStore) -> None:
    put(store, a_case(), a_case("MYS-0013"))
    with store.write() as uow:
        put_goals(uow.connection, [GOAL])
        for weeks, value in ((3, 4.0), (2, 6.0), (1, 7.0)):
            day = PartialDate.of(TODAY - timedelta(weeks=weeks))
            uow.goals.observe(
                Observation(Metric.ACTIVE_CASES, day, value, ObservationKind.MEASURED)
            )
    last_week = Period(YEAR.first, TODAY - timedelta(days=6))
    (then,) = made(store, last_week).goals
    assert (then.state.now, then.state.change) == (7, 1)
    assert then.day == TODAY - timedelta(weeks=1)
    assert len(then.observed) == 3
    (now,) = made(store).goals
    assert (now.state.now, now.day) == (2, TODAY)
    (unknown,) = made(store, Period(date(2009, 1, 1), date(2009, 12, 31))).goals
    assert unknown.state.now is None


def test_the_promise_is_that_of_the_time(store: SqlStore) -> None:
    put(store)
    changes = (("", "10"), ("10", "20"), ("20", "30:2011-12-31"))
    days = (date(2010, 1, 10), date(2010, 3, 1), date(2010, 5, 1))
    with store.write() as uow:
        put_goals(uow.connection, [replace(GOAL, target=30, due=date(2011, 12, 31))])
        for (before, after), day in zip(changes, days, strict=True):
            at = NOW.replace(year=day.year, month=day.month, day=day.day)
            decision = Decision(
                DecisionKind.GOAL, GOAL.subject, at, before, after, "so it is", role=Role.BOARD
            )
            uow.decisions.append(decision)
    assert made(store, Period(date(2009, 1, 1), date(2010, 1, 9))).goals == ()
    (first,) = made(store, Period(date(2010, 1, 1), date(2010, 2, 1))).goals
    assert (first.state.goal.target, first.revised) == (10, ())
    (second,) = made(store, Period(date(2010, 2, 1), date(2010, 4, 1))).goals
    assert (second.state.goal.target, second.state.goal.due) == (20, None)
    assert [old.target for old in second.revised] == [10]
    (third,) = made(store).goals
    assert (third.state.goal.target, third.state.goal.due) == (30, date(2011, 12, 31))
    assert [old.target for old in third.revised] == [20, 10]


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("No section is left.", "No section is left."),
        ("The family of Tan Mei Lin asked for it.", ""),
        ("LIN's brother wrote.", ""),
    ],
)
def test_a_reason_that_names_who_may_not_be_named_is_left_out(
    store: SqlStore, reason: str, told: str
) -> None:
    withheld = an_individual(withheld=True)
    case = a_case(
        "MYS-0013",
        level=Level.CLOSED,
        outcome=Outcome.CAPACITY,
        closed=date(2010, 3, 1),
        individuals=(withheld,),
    )
    put(store, a_case(), case, *HIDDEN)
    code = ("active", "closed:capacity")
    with store.write() as uow:
        uow.decisions.append(Decision(DecisionKind.LEVEL, "MYS-0013", NOW, *code, reason))
    (closure,) = made(store).closures
    assert (closure.closure.key, closure.reason) == ("MYS-0013", told)
    assert made(store).change.net.count(Cause.CLOSED_UNRESOLVED) == 0


def test_the_report_tells_no_secret(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    with secret_world(sqlite_template.copy_to(tmp_path)) as world:
        with world.store.write() as uow:
            for case in SECRETS:
                code = ("active", "closed:capacity")
                uow.decisions.append(
                    Decision(DecisionKind.LEVEL, case.key, NOW, *code, f"{MARK} reason")
                )
            observe_all(uow, TODAY)
        with world.store.read() as uow:
            document = council_report(report(uow, YEAR, TODAY), Words())
    for text in (to_markdown(document, charts=True), to_page(document)):
        assert MARK not in text
        assert not [case.key for case in SECRETS if case.key in text]
        names = (person.name for case in SEEN for person in case.individuals)
        assert not [name for name in names if name in text]
