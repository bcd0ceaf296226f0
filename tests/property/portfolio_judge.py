"""The judge of everybody's steps: the rules that hold after each, and at any moment."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis.stateful import RuleBasedStateMachine, invariant

from core.domain.audit import audit
from core.domain.cases import Level
from core.domain.goals import Metric
from core.request import Audience
from core.usecases.goals import measure
from tests.property.portfolio_decisions import expected, recorded
from tests.property.portfolio_rules import (
    Replay,
    check_authority,
    check_capacity,
    check_protected,
    known_to_all,
    leaks,
)
from tests.property.portfolio_snapshot import Snapshot, available, recount, take
from tests.property.portfolio_world import BOARD, MEASURED, Said, Scene


@dataclass(slots=True)
class Tally:
    """What a run consisted of."""

    steps: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    accepted: int = 0
    """Steps that changed what is on record."""
    refused: int = 0
    """Steps that did not: refusals, mistakes, looks."""
    entries: Counter[str] = field(default_factory=Counter)
    """The history, by kind."""
    told: int = 0
    """Messages that were delivered unasked."""

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(self.entries.items()))
        rules = ", ".join(f"{name} {number}" for name, number in sorted(self.rules.items()))
        return (
            f"{self.steps} steps ({rules}): {self.accepted} changed something, {self.refused} "
            f"nothing; {sum(self.entries.values())} decisions ({kinds}); {self.told} messages told"
        )


class PortfolioJudge(RuleBasedStateMachine):
    """What is on record, followed step by step. Whoever derives from it takes the steps."""

    def __init__(self, url: str, tally: Tally) -> None:
        """Begin with the portfolio of `portfolio_world` in an empty database."""
        super().__init__()
        self.scene = Scene(url)
        self.tally = tally
        self.seen = 0
        self.now = take(self.scene.store, 0)
        self.begun = self.now
        self.replay = Replay.of(self.now)

    def teardown(self) -> None:
        """The chain holds, and the whole history leads from the beginning to where it stands."""
        try:
            with self.scene.store.read() as uow:
                found = audit(uow.history.records(), uow.history.head())
            assert found.is_sound or not self.seen, found
            whole = take(self.scene.store, 0)
            replay = Replay.of(self.begun)
            replay.follow(whole.decisions, whole)
            assert_stands(replay, whole)
        finally:
            self.scene.close()

    def noted(self, step: str, *, ticked: bool = False) -> None:
        """Judge a step by what is on record now; of what time brings several may come at once."""
        before, after = self.now, take(self.scene.store, self.seen)
        self.now = after
        self.seen = max([self.seen, *(entry.number for entry in after.decisions)])
        changed = before.state != after.state
        self.tally.steps += 1
        self.tally.rules[step] += 1
        self.tally.accepted += changed
        self.tally.refused += not changed
        self.tally.entries.update(entry.kind for entry in after.decisions)
        needed, made = expected(before, after), recorded(after)
        assert changed or not made, after.decisions
        assert ticked or made == needed, (made - needed, needed - made, after.decisions)
        self.replay.follow(after.decisions, after)
        check_authority(after.decisions)
        check_capacity(after)
        check_protected(before, after)

    def judge_words(self, said: Said, before: Snapshot) -> None:
        """Judge what was said to somebody, who may know what was so before or is now."""
        request, reply = said.request, said.reply
        if request.text.startswith("see_draft") and said.who in BOARD:
            return  # what an appeal is about, to those who rule on it
        alone = request.private or reply.audience is Audience.ASKER
        typed = f"{request.text} {request.fields!r}"
        found = leaks(said.who, reply.views, typed, known_to_all(before, self.now), alone=alone)
        assert not found, (said.who, found, request, reply)

    # Rules that hold at any moment

    @invariant()
    def it_stands_where_the_history_says(self) -> None:
        """The levels, pauses and designations are those to which the decisions lead."""
        assert_stands(self.replay, self.now)

    @invariant()
    def the_numbers_are_a_recount(self) -> None:
        """Every metric, and the cases that are available, as one would count by hand."""
        today = self.scene.clock.now().date()
        counted = recount(self.now, today)
        with self.scene.store.read() as uow:
            for metric in MEASURED:
                assert measure(uow, metric, today) == counted[metric], metric
            lines = uow.figures.behind(Metric.AVAILABLE_CASES, today, 1)
        found = available(self.now, today)
        assert lines.total == len(found)
        assert {line.key for line in lines.lines} <= found

    @invariant()
    def nothing_is_out_of_bounds(self) -> None:
        """Whatever was never active is shown to nobody, and dormancy has an end."""
        for case in self.now.cases:
            shown = case in self.now.shown()
            assert not (shown and case.case.startswith("draft-")), case
            assert case.level is not Level.DORMANT or case.review, case
            assert (case.level is Level.CLOSED) is (case.outcome is not None), case


def assert_stands(replay: Replay, snapshot: Snapshot) -> None:
    """The records say what the history leads to."""
    assert replay.levels == {snapshot.idents[c.case]: c.level for c in snapshot.cases}
    assert replay.paused == {snapshot.idents[c.case]: c.paused for c in snapshot.cases}
    for (ident, number), poc in replay.pocs.items():
        case = snapshot.case(ident)
        assert case is not None
        assert snapshot.people(case.case)[number].poc is poc, (ident, number)
