"""How dates, numbers and text are read as people type them. Pure, and never an exception."""

import re
import unicodedata
from typing import Final

from core.domain.values import PartialDate

_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORT: Final = 3
_MOST_DIGITS: Final = 12
"""More are no number that anybody means, and would only cost time."""
_NUMERIC: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_DOTTED: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_NAMED: Final = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th|\.)?\s+)?([a-z]+)\.?,?\s+(\d{4})")
_AMERICAN: Final = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_INTEGER: Final = re.compile(r"([-+−]?)(\d+)")  # noqa: RUF001  the minus sign proper
_GROUPS: Final = re.compile(r"(?<=\d)[ \u00a0\u202f',](?=\d{3}(?!\d))")


def plain(raw: str) -> str:
    """The text without what can't be kept or seen: control characters, halves of characters.

    Line breaks and tabs stay, as do the joiners and marks that scripts need.
    """
    text = re.sub(r"\r\n?|[\u2028\u2029\x85]", "\n", raw)
    return "".join(sign for sign in text if sign in "\n\t" or not _is_control(sign)).strip()


def one_line(raw: str) -> str:
    """The same, on one line."""
    return " ".join(plain(raw).split())


def day_of(text: str) -> str | None:
    """A whole date as `2010-05-31`, from that, `31 May 2010`, `May 31, 2010` or `31.5.2010`."""
    found = _date(text)
    return str(found) if found is not None and found.day else None


def partial_date_of(text: str) -> str | None:
    """A date as far as it is known: also `2010`, `2010-05` or `May 2010`."""
    found = _date(text)
    return None if found is None else str(found)


def decimal_of(text: str) -> int | None:
    """A whole number, in any script's digits, with or without groups of thousands."""
    match = _INTEGER.fullmatch(_GROUPS.sub("", _digits(text)))
    if match is None or len(match[2]) > _MOST_DIGITS:
        return None
    return -int(match[2]) if match[1] in {"-", "−"} else int(match[2])  # noqa: RUF001  as above


def _date(text: str) -> PartialDate | None:
    year, month, day = _parts(_digits(text).casefold().strip())
    if year is None:
        return None
    try:
        return PartialDate.parse(str(PartialDate(year, month, day)))
    except ValueError:
        return None


def _parts(text: str) -> tuple[int | None, int | None, int | None]:
    """Year, month, day; with no year the text is no date."""
    if match := _NUMERIC.fullmatch(text):
        return int(match[1]), _int(match[2]), _int(match[3])
    if match := _DOTTED.fullmatch(text):
        return int(match[3]), int(match[2]), int(match[1])
    if match := _NAMED.fullmatch(text):
        return _with_month(match[3], match[2], match[1])
    if match := _AMERICAN.fullmatch(text):
        return _with_month(match[3], match[1], match[2])
    return None, None, None


def _with_month(year: str, name: str, day: str | None) -> tuple[int | None, int | None, int | None]:
    for number, month in enumerate(_MONTHS, 1):
        if len(name) >= _SHORT and month.startswith(name):
            return int(year), number, _int(day)
    return None, None, None


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _digits(text: str) -> str:
    """The text with every script's decimal digits as ASCII, without invisible marks."""
    return "".join(
        str(unicodedata.decimal(sign)) if not sign.isascii() and sign.isdecimal() else sign
        for sign in text
        if unicodedata.category(sign) != "Cf"
    )


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"}
