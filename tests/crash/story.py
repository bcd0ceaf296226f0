"""All that is known of one message or wish, in order of time: for whoever looks for a fault."""

from collections.abc import Iterator, Sequence

from tests.crash.chat_side import AWAY
from tests.crash.journal import Expected, Journal, Kill, Outage, Record, Sending
from tests.crash.people import owner_of
from tests.crash.reconcile_commands import Diary, Wish

AROUND = 20.0
"""Seconds before and after a message in which what else happened may have to do with it."""
Event = tuple[float, str]


def story_of(journal: Journal, posting: str) -> Sequence[str]:
    """The message's record, and below it what happened; moments count from the first."""
    record = next((record for record in journal.records if record.posting == posting), None)
    if record is None:
        return [f"{posting} is no record's"]
    own = sorted([*_marks(journal, posting), *_sendings(journal, record)])
    if not own:
        return [f"{record.kind} {record.key}: {record.result}, and nothing else is known"]
    told = _in_order(own, journal.kills, journal.outages)
    return [f"{record.kind} {record.key}: {record.result}", *told]


def story_of_wish(diary: Diary, wish: Wish) -> Sequence[str]:
    """What a person asked, heard and is on record for; moments count from the first."""
    own = sorted([*_askings(diary, wish), *_answers(diary, wish)])
    return _in_order(own, diary.kills, diary.outages) if own else ["nothing is known"]


def _askings(diary: Diary, wish: Wish) -> Iterator[Event]:
    for asked in diary.asked:
        if (asked.person, asked.case) == wish:
            yield asked.at, f"asked as {asked.key}"
            recorded = diary.kept.answered.get(asked.key)
            if recorded is not None:
                yield recorded, f"{asked.key} recorded as answered"


def _answers(diary: Diary, wish: Wish) -> Iterator[Event]:
    person, case = wish
    for sending in diary.heard:
        if owner_of(sending.place) == person and sending.text in {case, AWAY}:
            yield sending.at, f"{sending.text} told by {_became(sending)}"


def _in_order(
    own: Sequence[Event], kills: Sequence[Kill], outages: Sequence[Outage]
) -> Sequence[str]:
    """What happened to it, and what else did in its time; `own` is sorted."""
    first, last = own[0][0], own[-1][0]
    others = _others(kills, outages)
    around = [one for one in others if first - AROUND < one[0] < last + AROUND]
    return [f"{at - first:9.3f}  {what}" for at, what in sorted([*own, *around])]


def _marks(journal: Journal, posting: str) -> Iterator[Event]:
    for mark in journal.marks:
        if mark.posting == posting:
            yield mark.at, f"marked by {mark.process or 'somebody'}"


def _sendings(journal: Journal, record: Record) -> Iterator[Event]:
    key = (record.place, record.kind, record.key)
    expected = next(e for e in journal.expected if (e.place, e.kind, e.key) == key)
    for sending in journal.sendings:
        if sending.place == record.place and sending.text in expected.parts:
            yield sending.at, _told(sending, expected)


def _told(sending: Sending, expected: Expected) -> str:
    part = f"part {expected.parts.index(sending.text) + 1} of {len(expected.parts)}"
    return f"{part} by {_became(sending)}"


def _became(sending: Sending) -> str:
    kept = _after(sending.at, sending.kept_at)
    answered = _after(sending.at, sending.answered_at)
    fault = f", {sending.fault}" if sending.fault else ""
    return f"{sending.process}{fault}: kept {kept}, answered {answered}"


def _others(kills: Sequence[Kill], outages: Sequence[Outage]) -> Iterator[Event]:
    for kill in kills:
        yield kill.at, f"{kill.process} killed"
    for outage in outages:
        yield outage.begin, f"{outage.kind}, for {outage.end - outage.begin:.1f} s"


def _after(begin: float, moment: float | None) -> str:
    return "never" if moment is None else f"after {moment - begin:.3f} s"
