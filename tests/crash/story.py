"""All that a journal knows of one message, in order of time: for whoever looks for a fault."""

from collections.abc import Iterator, Sequence

from tests.crash.journal import Expected, Journal, Record, Sending

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
    first, last = own[0][0], own[-1][0]
    around = [one for one in _others(journal) if first - AROUND < one[0] < last + AROUND]
    told = [f"{at - first:9.3f}  {what}" for at, what in sorted([*own, *around])]
    return [f"{record.kind} {record.key}: {record.result}", *told]


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
    kept = _after(sending.at, sending.kept_at)
    answered = _after(sending.at, sending.answered_at)
    fault = f", {sending.fault}" if sending.fault else ""
    return f"{part} by {sending.process}{fault}: kept {kept}, answered {answered}"


def _others(journal: Journal) -> Iterator[Event]:
    for kill in journal.kills:
        yield kill.at, f"{kill.process} killed"
    for outage in journal.outages:
        yield outage.begin, f"{outage.kind}, for {outage.end - outage.begin:.1f} s"


def _after(begin: float, moment: float | None) -> str:
    return "never" if moment is None else f"after {moment - begin:.3f} s"
