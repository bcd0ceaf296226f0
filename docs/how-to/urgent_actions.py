"""Turn an index of urgent actions into cases.csv, and list every row that can't be understood.

    python docs/how-to/urgent_actions.py urgent-actions.csv converted

Read "Bring in an existing index" beside this script for what it does and why. Nothing is guessed:
no date is taken, as the index doesn't say what its dates mean, and no country that isn't named.
"""

import argparse
import csv
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.domain.cases import Concern, Level, Outcome
from core.portfolio.columns import BY_ROW, CaseRow
from core.portfolio.writing import write_rows
from core.understanding.vocabulary import Kind, spaced, vocabulary

COLUMNS = (
    "document",
    "id",
    "subject",
    "category",
    "country",
    "gender",
    "appeal_date",
    "issue_date",
    "action",
    "all_dates",
)
KINDS = {
    "ua": "UA",
    "urgent action": "UA",
    "ex": "EX",
    "extra": "EX",
    "ma": "MA",
    "medical action": "MA",
    "medical action ma": "MA",
    "nsa": "NSA",
}
"""How the index writes the kinds of series."""
DIGITS = {"UA": 1, "EX": 2, "MA": 3, "NSA": 4}
"""By which a kind stands in a reference, between year and number."""
OTHER_NAMES = {"us": "USA", "opt": "PSE"}
"""Countries by short forms that the bot doesn't take in a chat."""
CLOSING = ("final update", "stop action")
"""The notices that end a series. That is not a release: nothing is known of the outcome."""
FIRST_YEAR, LAST_YEAR = 1990, 2029
"""The years that two digits can mean here."""
_SERIES = re.compile(
    rf"\b({'|'.join(sorted(KINDS, key=len, reverse=True))})\s*#?\s*(\d+)/(\d+)(?!\d)"
)
_ID = re.compile(r"(\d{1,4})/(\d\d)")
_WHERE = re.compile(r"\d\s*(?:on|in)\s+(.+?)(?:\s+issued on\b.*)?$")
_PARTS = re.compile(r"[/,:()]|\band\b")


@dataclass(frozen=True, slots=True)
class Notice:
    """A row that is understood: one notice of a series."""

    line: int
    document: str
    kind: str
    year: int
    number: int
    country: str
    closes: bool
    categories: tuple[str, ...]

    @property
    def reference(self) -> str:
        """The series as a reference: longer than any that is given by hand, so never the same."""
        return f"{self.country}-{self.year}{DIGITS[self.kind]}{self.number:04}"


@dataclass(frozen=True, slots=True)
class Unclear:
    """A row that is not understood, and why."""

    line: int
    document: str
    reason: str


class _UnclearError(Exception):
    """Why the row is not understood."""


def read(path: Path) -> Iterator[Notice | Unclear]:
    """Read the index, one answer for each row."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        if tuple(next(reader, ())) != COLUMNS:
            sys.exit(f"{path}: the first line must be {','.join(COLUMNS)}")
        line = reader.line_num + 1
        for cells in reader:
            try:
                yield _notice(line, cells)
            except _UnclearError as error:
                yield Unclear(line, cells[0] if cells else "", str(error))
            line = reader.line_num + 1


def _notice(line: int, cells: Sequence[str]) -> Notice:
    if len(cells) != len(COLUMNS):
        raise _UnclearError(f"{len(cells)} cells instead of {len(COLUMNS)}")
    row = dict(zip(COLUMNS, (" ".join(cell.split()) for cell in cells), strict=True))
    categories = tuple(filter(None, (word.strip() for word in row["category"].split("|"))))
    kind, number, year = _series(row, categories)
    closes = any(row[cell].startswith(CLOSING) for cell in ("action", "subject"))
    country = _country(row, categories)
    return Notice(line, row["document"], kind, year, number, country, closes, categories)


def _series(row: dict[str, str], categories: tuple[str, ...]) -> tuple[str, int, int]:
    stated = _ID.fullmatch(row["id"])
    if stated is None:
        raise _UnclearError(f'the id "{row["id"]}" is no number and year such as 104/03')
    number, year = int(stated[1]), _year(stated[2])
    kinds = set()
    for text in (row["subject"], *categories):
        for word, other, of in _SERIES.findall(text):
            if (int(other), of) != (number, stated[2]):
                found = f"{word} {other}/{of}"
                raise _UnclearError(f'the id is {row["id"]}, but another cell says "{found}"')
            kinds.add(KINDS[word])
    if len(kinds) != 1:
        told = "several kinds of series" if kinds else "no kind of series (UA, EX, MA, NSA)"
        raise _UnclearError(f"{told} in subject and category")
    return kinds.pop(), number, year


def _year(digits: str) -> int:
    century = FIRST_YEAR // 100 if int(digits) >= FIRST_YEAR % 100 else LAST_YEAR // 100
    year = century * 100 + int(digits)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _UnclearError(f'the year "{digits}" is not between {FIRST_YEAR} and {LAST_YEAR}')
    return year


def _country(row: dict[str, str], categories: tuple[str, ...]) -> str:
    """The one country that the row names, in its own cell, its subject or its categories."""
    where = _WHERE.search(row["subject"])
    named = {code for text in (row["country"], *categories) for code in _codes(text)}
    named |= set(_codes(where[1] if where else ""))
    if not named:
        raise _UnclearError(f'no country of that name is known: "{row["country"]}"')
    if len(named) > 1:
        raise _UnclearError(f"several countries: {', '.join(sorted(named))}")
    return named.pop()


@cache
def _codes(text: str) -> tuple[str, ...]:
    """The countries that a text names: as a whole, else in its parts."""
    whole = _exactly(text)
    return whole or tuple(code for part in _PARTS.split(text) for code in _exactly(part))


def _exactly(name: str) -> tuple[str, ...]:
    phrase = spaced(name).removeprefix("the ")
    if phrase in OTHER_NAMES:
        return (OTHER_NAMES[phrase],)
    meanings = vocabulary().phrases.get(phrase, ())
    return tuple(meaning.value for meaning in meanings if meaning.kind is Kind.COUNTRY)


def cases(notices: Sequence[Notice]) -> Iterator[CaseRow]:
    """A case for each series, dormant or closed, with the documents that it rests on."""
    series: dict[str, list[Notice]] = {}
    for notice in notices:
        series.setdefault(notice.reference, []).append(notice)
    for reference, own in series.items():
        yield _case(reference, own)


def _case(reference: str, own: Sequence[Notice]) -> CaseRow:
    first = own[0]
    closed = any(notice.closes for notice in own)
    words = sorted({word for notice in own for word in notice.categories if _tells(word)})
    documents = ", ".join(sorted((notice.document for notice in own), key=_by_number))
    return CaseRow(
        case=reference,
        title=f"{first.kind} {first.number}/{first.year % 100:02}",
        country=first.country,
        level=Level.CLOSED if closed else Level.DORMANT,
        concerns=tuple(sorted({Concern(_named(word)) for word in words if _is_concern(word)})),
        articles=(),
        summary=f"Categories in the index: {', '.join(words)}." if words else "",
        long_objective="",
        short_objective="",
        inclusion_reason="",
        research_team="",
        consent=(),
        safe_to_publicise=False,
        paused=False,
        opened=None,
        review=None,
        verified=None,
        outcome=Outcome.UNKNOWN if closed else None,
        closed=None,
        archive=True,
        source=f"Index of urgent actions, documents {documents}",
    )


def _tells(word: str) -> bool:
    """Whether a category says more than the series' number, its country or its subject."""
    return not (_SERIES.search(word) or _codes(word) or word.startswith("subject:"))


def _named(word: str) -> str:
    one = spaced(word).removesuffix("s").replace("prisoners of", "prisoner of")
    return one.replace(" ", "_")


def _is_concern(word: str) -> bool:
    """Only where the index uses the very name of a concern, or its plural."""
    return _named(word) in set(Concern)


def _by_number(document: str) -> tuple[int, str]:
    return (int(document) if document.isdecimal() else 0, document)


def main() -> None:
    """Convert an index, and account for every row."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("file", type=Path)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    answers = list(read(given.file))
    notices = [answer for answer in answers if isinstance(answer, Notice)]
    unclear = [answer for answer in answers if isinstance(answer, Unclear)]
    made = list(cases(notices))
    with (given.folder / "cases.csv").open("w", encoding="utf-8", newline="") as stream:
        write_rows(BY_ROW[CaseRow], made, stream)
    with (given.folder / "rejected.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("line", "document", "reason"))
        writer.writerows((row.line, row.document, row.reason) for row in unclear)
    print(f"{len(notices)} rows in {len(made)} cases ({given.folder / 'cases.csv'})")
    print(f"{len(unclear)} rows not understood ({given.folder / 'rejected.csv'})")
    print(f"{len(answers)} rows in all")


if __name__ == "__main__":
    main()
