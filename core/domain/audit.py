"""Whether the history is as it was written: a walk along its hashes, from the last entry back.

Each entry is judged by what comes after it, whose hash covers the hash before: so the one that
was rewritten is named, and not all that follow it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.decisions import DecisionKind
from core.domain.history import (
    GENESIS,
    Codes,
    Digests,
    Head,
    Part,
    TextRef,
    digest_of,
    erasure_code,
    hash_of,
)


class Trouble(StrEnum):
    """What became of an entry, or of one of its texts."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    ERASED = "erased"
    """By an erasure that stands in the history itself: nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry, or one text of it, that is not as it was written."""

    number: int
    trouble: Trouble
    part: Part | None = None
    """The text; None for the entry itself."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text beside an entry, as it stands there now."""

    text: str = ""
    salt: str = ""
    erased: int = 0
    """The number of the entry that recorded its erasure."""

    @property
    def is_there(self) -> bool:
        """Whether anything stands there."""
        return bool(self.text or self.salt or self.erased)


@dataclass(frozen=True, slots=True)
class Record:
    """An entry as it stands in the database now."""

    number: int
    codes: Codes | None
    """None where they can't even be read."""
    digests: Digests
    previous: str
    hash: str
    texts: dict[Part, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Audit:
    """What the walk found, by number."""

    head: Head | None
    """The last entry as the database has it; None where even that is gone."""
    findings: tuple[Finding, ...]
    known: int | None
    """The number of the entry whose hash was asked for; None if no sound entry has it."""

    def of(self, trouble: Trouble) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(finding for finding in self.findings if finding.trouble is trouble)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is found but what was rightly erased."""
        whole = all(finding.trouble is Trouble.ERASED for finding in self.findings)
        return whole and self.head is not None


def audit(records: Iterable[Record], head: Head | None, last: str = "") -> Audit:
    """Walk along the records, which come in the order of their numbers, the last one first.

    `last` is a hash that was printed earlier: it must still be the hash of some entry.
    """
    walk = _Walk(head, last)
    for record in records:
        walk.take(record)
    walk.end()
    return Audit(head, tuple(sorted(walk.findings, key=_order)), walk.known)


def _order(finding: Finding) -> tuple[int, str, str]:
    return finding.number, finding.part or "", finding.trouble


class _Walk:
    """Where the walk is, and what it found."""

    def __init__(self, head: Head | None, last: str) -> None:
        self.findings: list[Finding] = []
        self.known: int | None = 0 if last == GENESIS else None
        self._last = last
        self._head = head
        self._expected = head.number if head else None
        self._follower: Record | None = None
        """The entry right after the next one, if it is sound: its word counts."""
        self._erased: dict[int, list[TextRef]] = defaultdict(list)
        self._erasures: dict[int, str] = {}

    def take(self, record: Record) -> None:
        if self._expected is None:
            self._expected = record.number
        if not 1 <= record.number <= self._expected:
            self._find(record.number, Trouble.INSERTED)
            return
        self._missing_from(record.number + 1)
        changed = not self._is_sound(record)
        if changed:
            self._find(record.number, Trouble.CHANGED)
        elif record.hash == self._last:
            self.known = record.number
        self._take_texts(record)
        self._expected = record.number - 1
        self._follower = None if changed else record

    def end(self) -> None:
        self._missing_from(1)
        for number, refs in self._erased.items():
            recorded = self._erasures.get(number) == erasure_code(refs)
            trouble = Trouble.ERASED if recorded else Trouble.MISSING
            self.findings += [Finding(ref.number, trouble, ref.part) for ref in refs]

    def _find(self, number: int, trouble: Trouble, part: Part | None = None) -> None:
        self.findings.append(Finding(number, trouble, part))

    def _missing_from(self, first: int) -> None:
        """Whatever should stand between there and the last one seen is not there."""
        gone = range(first, (self._expected or 0) + 1)
        if gone:
            self._follower = None
        self.findings += [Finding(number, Trouble.MISSING) for number in gone]

    def _is_sound(self, record: Record) -> bool:
        if record.codes is None:
            return False
        own = hash_of(record.previous, record.number, record.codes, record.digests)
        if own != record.hash or (record.number == 1) is not (record.previous == GENESIS):
            return False
        if self._head is not None and record.number == self._head.number:
            return record.hash == self._head.hash
        return self._follower is None or self._follower.previous == record.hash

    def _take_texts(self, record: Record) -> None:
        if record.codes is not None and record.codes.kind == DecisionKind.ERASE:
            self._erasures[record.number] = record.codes.after
        for part, trouble in _texts(record):
            if trouble is Trouble.ERASED:
                ref = TextRef(record.number, part)
                self._erased[record.texts[part].erased].append(ref)
            else:
                self._find(record.number, trouble, part)


def _texts(record: Record) -> Iterator[tuple[Part, Trouble]]:
    """Which of an entry's texts are not there as they were written."""
    digests = {
        Part.SUBJECT: record.digests.subject,
        Part.PERSON: record.digests.person,
        Part.REASON: record.digests.reason,
    }
    for part, digest in digests.items():
        text = record.texts.get(part, Text())
        if not digest:
            if text.is_there:
                yield part, Trouble.INSERTED
        elif text.erased and not text.text:
            yield part, Trouble.ERASED
        elif not text.is_there:
            yield part, Trouble.MISSING
        elif _digest(text) != digest:
            yield part, Trouble.CHANGED


def _digest(text: Text) -> str:
    try:
        return digest_of(text.text, text.salt)
    except ValueError:  # the salt is not even hexadecimal
        return ""
