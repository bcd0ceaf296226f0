"""The hash chain over the history: what an entry's hash covers, and how. Pure.

The encoding is described, to be checked by anybody, in `docs/reference/history.md`.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

FORMAT: Final = "vigil-history-1"
"""Stands first in what is hashed. Another way of encoding would have another name."""
GENESIS: Final = "0" * 64
"""What the first entry has for the hash before it."""
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Digests:
    """The salted digest of each text that can be erased; empty where there was no text."""

    subject: str = ""
    person: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Codes:
    """What an entry says in codes: kept for good, and covered by its hash as it is.

    `subject` is empty where it is a person, whose id lies with the texts.
    """

    kind: str
    subject: str
    at: datetime
    before: str
    after: str
    role: str
    section: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry: how many there are, and its hash."""

    number: int = 0
    hash: str = GENESIS


def digest_of(text: str, salt: str) -> str:
    """SHA-256 over the salt's bytes and the text's; empty for no text. The salt is in hex."""
    if not text:
        return ""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def hash_of(before: str, number: int, codes: Codes, digests: Digests) -> str:
    """SHA-256 over an entry and the hash of the one before it, both in hexadecimal digits."""
    told = [
        FORMAT,
        before,
        number,
        codes.kind,
        codes.subject,
        codes.at.astimezone(UTC).isoformat(timespec="microseconds"),
        codes.before,
        codes.after,
        codes.role,
        codes.section,
        digests.subject,
        digests.person,
        digests.reason,
    ]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Part(StrEnum):
    """The parts of an entry that name people or were typed by them, and so can be erased."""

    SUBJECT = "subject"
    """The person decided about."""
    PERSON = "person"
    """The person who decided."""
    REASON = "reason"
    """What they typed."""


@dataclass(frozen=True, slots=True, order=True)
class TextRef:
    """One text of one entry."""

    number: int
    part: Part


@dataclass(frozen=True, slots=True)
class Typed:
    """A reason as it was typed, and the entry that it belongs to."""

    number: int
    subject: str
    text: str


def erasure_code(erased: Iterable[TextRef]) -> str:
    """What an erasure's own entry says of the texts erased, so that no other can pass as one."""
    lines = [f"{ref.number}:{ref.part}" for ref in sorted(erased)]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return f"{len(lines)}:{digest}"
