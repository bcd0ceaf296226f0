"""A digest of whatever kind, worded."""

from core.domain.subscriptions import DigestKind
from core.i18n import Words
from core.parts import Action, Items, Paragraph, Part, View
from core.usecases.digest import GoalsDigest
from core.usecases.digest_lines import LinesDigest, SourceName
from core.usecases.digests import Digest
from core.views.digest import goals_digest
from core.views.digest_lines import LINE_WORDS

MOST = 10
"""So many lines of a source stand in a message, which tells how many more there are."""


def digest_view(digest: Digest, words: Words) -> View:
    """The message."""
    if isinstance(digest, GoalsDigest):
        return goals_digest(digest, words)
    return lines_digest(digest, words)


def lines_digest(digest: LinesDigest, words: Words) -> View:
    """A digest made of lines, each source with a heading of its own."""
    parts: list[Part] = []
    for source in SourceName:
        of_source = [line for line in digest.lines if line.source is source]
        if not of_source:
            continue
        looks = LINE_WORDS[source]
        items = tuple(looks.item(line, words) for line in of_source[:MOST])
        parts.append(Items(items, looks.heading(words)))
        if len(of_source) > MOST:
            more = len(of_source) - MOST
            parts.append(Paragraph(words.plural("And {n} more.", "And {n} more.", more)))
    if not parts:
        parts.append(Paragraph(words("There is nothing new.")))
    buttons = (
        Action(words("Choose time"), "digest", f"{digest.kind} times"),
        Action(words("Stop"), "digest", f"{digest.kind} off"),
    )
    return View(f"{digest.kind}_digest", _title(digest, words), tuple(parts), buttons)


def _title(digest: LinesDigest, words: Words) -> str:
    day = words.day(digest.day)
    return {
        DigestKind.GOALS: words("The week in the portfolio · {day}", day=day),
        DigestKind.SECTION: words("What your section has to do · {day}", day=day),
        DigestKind.CASES: words("Your cases · {day}", day=day),
        DigestKind.CHANGES: words("What changed on the cases you follow · {day}", day=day),
        DigestKind.STEWARDS: words("The stewards' desk · {day}", day=day),
        DigestKind.BOARD: words("What waits for the board · {day}", day=day),
    }[digest.kind]


def digest_name(kind: DigestKind, words: Words) -> str:
    """What a digest is called."""
    return {
        DigestKind.GOALS: words("The weekly goals digest"),
        DigestKind.SECTION: words("What your section has to do"),
        DigestKind.CASES: words("Your cases"),
        DigestKind.CHANGES: words("Changes on the cases you follow"),
        DigestKind.STEWARDS: words("The stewards' desk"),
        DigestKind.BOARD: words("What waits for the board"),
    }[kind]
