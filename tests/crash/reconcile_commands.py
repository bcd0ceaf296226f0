"""Every wish of a run against the database and against what people heard."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Final

from tests.crash.chat_side import AWAY, OTHER
from tests.crash.journal import HARMLESS, Kill, Outage, Sending
from tests.crash.people import Asked, owner_of
from tests.crash.reconcile import RECORD_WITHIN, Problem, Verdict

Wish = tuple[str, str]
"""Who, and which case."""
TELL_WITHIN: Final = 2.0
"""Seconds in which a living process has told the database that it answered, outages apart."""
BEHIND: Final = 0.2
"""Seconds that the far side may be behind: 0.08 were seen."""
RECORDED: Final = 0.05
"""Seconds by which a record may seem to precede the request that it tells of."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database holds in the end."""

    commitments: Mapping[Wish, int]
    """How often each wish was done."""
    answered: Mapping[str, float | None]
    """When each request on record was answered, by its key; None if it never was."""
    owed: Collection[str] = ()
    """The keys of those that are still to be answered."""


@dataclass(slots=True)
class Diary:
    """Everything about one run."""

    wishes: Sequence[Wish]
    kept: Kept
    asked: Sequence[Asked] = ()
    heard: Sequence[Sending] = ()
    kills: Sequence[Kill] = ()
    outages: Sequence[Outage] = ()


def reconcile(diary: Diary) -> Verdict:
    """Judge a run that has ended."""
    verdict = Verdict()
    answers: defaultdict[Wish, list[Sending]] = defaultdict(list)
    for sending in sorted(diary.heard, key=lambda sending: sending.at):
        answers[owner_of(sending.place), sending.text].append(sending)
    asked: defaultdict[Wish, list[Asked]] = defaultdict(list)
    for one in diary.asked:
        asked[one.person, one.case].append(one)
    for wish in diary.wishes:
        refusals = answers[wish[0], AWAY]
        told = _told(answers[wish], refusals, asked[wish], diary)
        found = [*_done_once(wish, diary), *told]
        verdict.problems += [Problem(what, *wish) for what in found]
        if not found:
            kept = sum(1 for answer in answers[wish] if answer.kept_at is not None)
            verdict.counts["heard once" if kept == 1 else "heard again in the window"] += 1
        verdict.counts["asked more than once"] += len(asked[wish]) > 1
    strangers = {(person, case) for person, case in answers if case not in {AWAY, OTHER}}
    for person, case in strangers - set(diary.wishes):
        verdict.problems.append(Problem("told of what nobody asked", person, case))
    verdict.counts["commits"] = len(diary.wishes)
    return verdict


def _done_once(wish: Wish, diary: Diary) -> Sequence[str]:
    times = diary.kept.commitments.get(wish, 0)
    return [] if times == 1 else [f"done {times} times"]


def _told(
    answers: Sequence[Sending],
    refusals: Sequence[Sending],
    asked: Sequence[Asked],
    diary: Diary,
) -> Iterator[str]:
    """What is wrong with what a person was told of a wish."""
    arrived = [answer for answer in answers if answer.kept_at is not None]
    if not arrived:
        yield "never answered"
        return
    recorded = diary.kept.answered
    if any(one.key in diary.kept.owed for one in asked):
        yield "still to be answered"
    last = answers[-1].at
    unrecorded = [one for one in asked if recorded.get(one.key, last) is None]
    if any(not _is_refused(one, refusals, last) for one in unrecorded):
        yield "never recorded as answered"
    moments = [moment for one in asked if (moment := recorded.get(one.key)) is not None]
    if moments and not unrecorded and last > max(moments) + RECORDED:
        yield "answered after the record of the answer"
    repeats = [
        answer for answer, after in pairwise(arrived) if not _is_excused(answer, after.at, diary)
    ]
    if len(repeats) > len(asked) - 1:
        yield "answered again without a reason"


def _is_refused(asked: Asked, refusals: Sequence[Sending], last: float) -> bool:
    """Whether they were told that the records are away, also when it came in again: that ends it.

    It may be on record all the same, if the database went away just as it was done or answered.
    """
    heard = [refusal.at for refusal in refusals if refusal.kept_at is not None]
    return any(asked.at <= moment <= last + RECORD_WITHIN for moment in heard)


def _is_excused(answer: Sending, until: float, diary: Diary) -> bool:
    """Whether the far side kept its receipt back, or its sender died before it can have told.

    The far side sees the last words of a process after its end where it is behind.
    """
    if answer.fault not in HARMLESS:
        return True
    end = min(until, answer.at + TELL_WITHIN + _away(answer.at, diary))
    begin = -inf if answer.process else answer.at - BEHIND
    return any(
        begin <= kill.at <= end for kill in diary.kills if answer.process in {"", kill.process}
    )


def _away(moment: float, diary: Diary) -> float:
    return sum(
        outage.end - outage.begin
        for outage in diary.outages
        if outage.end >= moment and outage.begin <= moment + TELL_WITHIN
    )
