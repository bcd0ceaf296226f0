"""Every message of a run against what the far side saw: each irregularity needs its own excuse.

An attempt to send is what follows one mark in the database: the requests of the same process until
the next mark. It is excused where the far side kept the answer back, or its process was killed
before it can have told the result.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tests.crash.journal import HARMLESS, Expected, Journal, Mark, Record, Sending

RECORD_WITHIN: Final = 10.0
"""Seconds in which a living process has told the database a result, outages apart."""
EARLY: Final = 0.05
"""Seconds by which a mark, dated before its commit, may seem to follow its request."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A mark and the requests that followed it."""

    begin: float
    end: float
    """When the next attempt was marked."""
    sendings: Sequence[Sending]
    process: str = ""
    marked: float = 0.0
    """When its process marked it, who may be another than the one that began it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that nothing excuses."""

    what: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.what}: {self.message} to {self.place}"


@dataclass(slots=True)
class Verdict:
    """What became of all messages."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def reconcile(journal: Journal) -> Verdict:
    """Judge a run that has ended."""
    return _Judge(journal).verdict()


class _Judge:
    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._kills: defaultdict[str, list[float]] = defaultdict(list)
        for kill in sorted(journal.kills, key=lambda kill: kill.at):
            self._kills[kill.process].append(kill.at)
            self._kills[""].append(kill.at)
        self._records = {(r.place, r.kind, r.key): r for r in journal.records}
        self._sendings: defaultdict[tuple[str, str], list[Sending]] = defaultdict(list)
        for sending in sorted(journal.sendings, key=lambda sending: sending.at):
            self._sendings[sending.place, sending.text].append(sending)
        self._marks: defaultdict[str, list[Mark]] = defaultdict(list)
        for mark in sorted(journal.marks, key=lambda mark: mark.at):
            self._marks[mark.posting].append(mark)
        self._verdict = Verdict()

    def verdict(self) -> Verdict:
        for expected in self._journal.expected:
            self._judge(expected)
        self._judge_strangers()
        self._judge_list()
        if self._journal.waiting:
            self._blame("still waiting", "the outbox", f"{self._journal.waiting} rows")
        self._verdict.counts["messages"] = len(self._journal.expected)
        return self._verdict

    def _judge(self, expected: Expected) -> None:
        record = self._records.get((expected.place, expected.kind, expected.key))
        if record is None:
            self._blame("no record", expected.place, f"{expected.kind} {expected.key}")
            return
        sendings = [s for part in expected.parts for s in self._sendings[expected.place, part]]
        attempts = _joined(self._attempts(record, sorted(sendings, key=lambda s: s.at)))
        kept = [
            [s for s in self._sendings[expected.place, part] if s.kept_at is not None]
            for part in expected.parts
        ]
        before = len(self._verdict.problems)
        self._judge_arrival(expected, record, attempts, kept)
        self._judge_order(record, attempts, expected.parts)
        if len(self._verdict.problems) == before:
            self._count(record, attempts, kept)

    def _attempts(self, record: Record, sendings: Sequence[Sending]) -> Iterator[Attempt]:
        """The marks with their requests; a request before every mark has none, which is a fault."""
        marks = self._marks[record.posting]
        begins = [mark.at - EARLY for mark in marks]
        if sendings and (not begins or sendings[0].at < begins[0]):
            self._blame("sent without a mark", record.place, record.posting)
        for mark, begin, end in zip(marks, begins, [*begins, float("inf")][1:], strict=True):
            mine = [s for s in sendings if begin <= s.at < end]
            for sending in mine:
                if mark.process and sending.process != mark.process:
                    self._blame("sent by another", record.place, record.posting)
            process = mark.process or (mine[0].process if mine else "")
            yield Attempt(mark.at, end, mine, process, mark.at)

    def _judge_arrival(
        self,
        expected: Expected,
        record: Record,
        attempts: Sequence[Attempt],
        kept: Sequence[Sequence[Sending]],
    ) -> None:
        fewest, most = min(map(len, kept)), max(map(len, kept))
        if record.result not in {"delivered", "unknown"}:
            self._blame(f"set aside as {record.result}", record.place, record.posting)
        if fewest == 0 and (expected.settled or expected.again or record.result != "unknown"):
            self._blame("missing", record.place, record.posting)
        if record.result == "unknown" and (
            expected.settled or not attempts or not self._excused(attempts[-1])
        ):
            self._blame("unknown without a reason", record.place, record.posting)
        rashly = not expected.settled and _goes_on_after_a_doubt(attempts)
        if (not expected.again and (most > 1 or rashly)) or (expected.settled and most > 1):
            self._blame("repeated", record.place, record.posting)
        elif most > 1 and not self._repeats_excused(attempts):
            self._blame("repeated without a reason", record.place, record.posting)

    def _repeats_excused(self, attempts: Sequence[Attempt]) -> bool:
        """Whether every attempt that left a message, the last apart, ended in doubt."""
        leaving = [a for a in attempts if any(s.kept_at is not None for s in a.sendings)]
        return all(self._excused(attempt) for attempt in leaving[:-1]) and not any(
            len({s.text for s in a.sendings if s.kept_at}) < sum(1 for s in a.sendings if s.kept_at)
            for a in leaving
        )

    def _judge_order(
        self, record: Record, attempts: Sequence[Attempt], parts: Sequence[str]
    ) -> None:
        """Within an attempt a message's parts follow each other."""
        place = {part: number for number, part in enumerate(parts)}
        for attempt in attempts:
            asked = [place[s.text] for s in attempt.sendings if s.fault != "429"]
            if asked != sorted(asked):
                self._blame("in a wrong order", record.place, record.posting)

    def _excused(self, attempt: Attempt) -> bool:
        return _is_lost(attempt) or self._is_killed(attempt)

    def _is_killed(self, attempt: Attempt) -> bool:
        last = max([attempt.marked, *(s.answered_at or s.at for s in attempt.sendings)])
        until = min(attempt.end, last + RECORD_WITHIN + self._away(last))
        kills = self._kills[attempt.process]
        first = bisect_left(kills, attempt.begin - EARLY)
        return first < len(kills) and kills[first] <= until

    def _away(self, moment: float) -> float:
        """Seconds of outages that a result of that moment may have had to wait out."""
        return sum(
            outage.end - outage.begin
            for outage in self._journal.outages
            if outage.end >= moment - EARLY and outage.begin <= moment + RECORD_WITHIN
        )

    def _count(
        self, record: Record, attempts: Sequence[Attempt], kept: Sequence[Sequence[Sending]]
    ) -> None:
        fewest, most = min(map(len, kept)), max(map(len, kept))
        if most > 1:
            self._verdict.counts["repeated in the window"] += 1
        elif fewest == 0:
            self._verdict.counts["missing in the window"] += 1
        else:
            self._verdict.counts["exactly once"] += 1
        if record.result == "unknown":
            self._verdict.counts["listed as unknown"] += 1
        if any(map(_is_lost, attempts)):
            self._verdict.counts["whose answer was lost"] += 1
        unrecorded = attempts if record.result == "unknown" else attempts[:-1]
        if any(map(self._is_killed, unrecorded)):
            self._verdict.counts["whose sender was killed"] += 1

    def _judge_list(self) -> None:
        """What is recorded as unknown is what the operator is shown."""
        unknown = {r.posting: r.place for r in self._journal.records if r.result == "unknown"}
        for posting in unknown.keys() - set(self._journal.listed):
            self._blame("unknown and not listed", unknown[posting], posting)
        for posting in set(self._journal.listed) - unknown.keys():
            self._blame("listed and not unknown", "", posting)

    def _judge_strangers(self) -> None:
        """What nobody asked for: of another text, or where nothing was to be said."""
        asked: Mapping[str, set[str]] = defaultdict(set)
        for expected in self._journal.expected:
            asked[expected.place].update(expected.parts)
        for sending in self._journal.sendings:
            if sending.text not in asked[sending.place]:
                self._blame("mangled", sending.place, sending.posting or sending.text)

    def _blame(self, what: str, place: str, message: str) -> None:
        self._verdict.problems.append(Problem(what, place, message))


def _is_lost(attempt: Attempt) -> bool:
    """Whether the far side kept an answer back."""
    return any(sending.fault not in HARMLESS for sending in attempt.sendings)


def _goes_on_after_a_doubt(attempts: Sequence[Attempt]) -> bool:
    """Whether anything was sent after an attempt that may have arrived."""
    doubts = [place for place, attempt in enumerate(attempts) if _is_lost(attempt)]
    return bool(doubts) and any(attempt.sendings for attempt in attempts[doubts[0] + 1 :])


def _joined(attempts: Iterator[Attempt]) -> list[Attempt]:
    """What a flood interrupted and was gone on with, where it was, is one attempt."""
    joined: list[Attempt] = []
    for attempt in attempts:
        last = joined[-1] if joined else None
        if last is not None and _is_continued(last, attempt):
            both = [*last.sendings, *attempt.sendings]
            joined[-1] = replace(attempt, begin=last.begin, sendings=both)
        else:
            joined.append(attempt)
    return joined


def _is_continued(before: Attempt, after: Attempt) -> bool:
    """Whether the second begins with the very message of which the first was told to wait."""
    if not before.sendings or before.sendings[-1].fault != "429":
        return False
    return not after.sendings or after.sendings[0].text == before.sendings[-1].text
