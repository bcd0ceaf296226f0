"""The words of a question, as they are looked up and as they were typed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.understanding.english import NEVER_CODES, STOP
from core.understanding.fold import fold
from core.understanding.vocabulary import spaced

_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_CODE = re.compile(r"[A-Z]{2,3}")
_LONGEST_CODE = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a word between hyphens or apostrophes; most words are one piece."""

    text: str
    word: str = ""
    """The whole word, folded, on its first piece; empty on the others."""
    code: str = ""
    """The word as typed, if it may be a code: two or three capitals."""
    quoted: bool = False
    """It stood in quotation marks: `word` is the phrase, and means only itself."""


def tokens(query: str) -> tuple[Token, ...]:
    """Take a question apart. Capitals say nothing where all of it is in capitals."""
    found = [(m[1], m[2]) for m in _WORD.finditer(query.translate(_QUOTES))]
    shouted = _shouted([word for _, word in found if word])
    return tuple(
        token
        for phrase, word in found
        for token in (_plain(word, shouted=shouted) if word else _quoted(phrase))
    )


def _shouted(words: Sequence[str]) -> bool:
    long = any(len(word) > _LONGEST_CODE for word in words)
    return long and all(word == word.upper() for word in words)


def _quoted(phrase: str | None) -> Iterator[Token]:
    folded = fold(phrase or "")
    if folded:
        yield Token("", folded, quoted=True)


def _plain(raw: str, *, shouted: bool) -> Iterator[Token]:
    bare = raw.strip(".,;:!?()")
    code = bare if _CODE.fullmatch(bare) and bare not in NEVER_CODES else ""
    if shouted and code != "US" and bare.casefold() in STOP:
        code = ""
    for word in fold(raw).split():
        for number, piece in enumerate(spaced(word).split()):
            yield Token(piece, "" if number else word, code)
