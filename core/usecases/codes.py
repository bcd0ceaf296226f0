"""One-time codes, of which only a digest is kept."""

import hashlib


def plain(code: str) -> str:
    """A code however it was typed: with or without dashes, in any case."""
    return "".join(filter(str.isalnum, code)).upper()


def digest(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(plain(code).encode()).hexdigest()
