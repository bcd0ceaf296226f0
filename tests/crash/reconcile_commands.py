"""Every wish of a run against the database and against what people heard."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tests.crash.chat_side import AWAY, OTHER
from tests.crash.journal import HARMLESS, Kill, Outage, Sending
from tests.crash.people import Asked, owner_of
from tests.crash.reconcile import RECORD_WITHIN, Problem, Verdict

Wish = tuple[str, str]
"""Who, and which case."""
RECORDED: Final = 0.05
"""Seconds by which a record may seem to precede the request that it tells of."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database holds in the end."""

    commitments: Mapping[Wish, int]
    """How often each wish was done."""
    answered: Mapping[str, float | None]
    """When each request on record was answered, by its key; None if it never was."""


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
    keys: defaultdict[Wish, list[str]] = defaultdict(list)
    for asked in diary.asked:
        keys[asked.person, asked.case].append(asked.key)
    for wish in diary.wishes:
        found = [*_done_once(wish, diary), *_told(wish, answers[wish], keys[wish], diary)]
        verdict.problems += [Problem(what, *wish) for what in found]
        if not found:
            kept = sum(1 for answer in answers[wish] if answer.kept_at is not None)
            verdict.counts["heard once" if kept == 1 else "heard again in the window"] += 1
        verdict.counts["asked more than once"] += len(keys[wish]) > 1
    strangers = {(person, case) for person, case in answers if case not in {AWAY, OTHER}}
    for person, case in strangers - set(diary.wishes):
        verdict.problems.append(Problem("told of what nobody asked", person, case))
    verdict.counts["commits"] = len(diary.wishes)
    return verdict


def _done_once(wish: Wish, diary: Diary) -> Sequence[str]:
    times = diary.kept.commitments.get(wish, 0)
    return [] if times == 1 else [f"done {times} times"]


def _told(
    wish: Wish, answers: Sequence[Sending], keys: Sequence[str], diary: Diary
) -> Sequence[str]:
    """What is wrong with what a person was told of a wish."""
    del wish
    arrived = [answer for answer in answers if answer.kept_at is not None]
    if not arrived:
        return ["never answered"]
    problems = []
    recorded = [diary.kept.answered[key] for key in keys if key in diary.kept.answered]
    if None in recorded:
        problems.append("never recorded as answered")
    moments = [moment for moment in recorded if moment is not None]
    if moments and None not in recorded and answers[-1].at > max(moments) + RECORDED:
        problems.append("answered after the record of the answer")
    repeats = [
        answer for answer, after in pairwise(arrived) if not _is_excused(answer, after.at, diary)
    ]
    if len(repeats) > len(keys) - 1:
        problems.append("answered again without a reason")
    return problems


def _is_excused(answer: Sending, until: float, diary: Diary) -> bool:
    """Whether the far side kept its receipt back, or its sender died before it can have told."""
    if answer.fault not in HARMLESS:
        return True
    within = answer.at + RECORD_WITHIN + _away(answer.at, diary)
    return any(
        answer.at - RECORDED <= kill.at <= min(until, within)
        for kill in diary.kills
        if answer.process in {"", kill.process}
    )


def _away(moment: float, diary: Diary) -> float:
    return sum(
        outage.end - outage.begin
        for outage in diary.outages
        if outage.end >= moment and outage.begin <= moment + RECORD_WITHIN
    )
