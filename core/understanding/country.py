"""A country by whatever people call it."""

from core.domain.geography import countries
from core.understanding.vocabulary import Kind, spaced, vocabulary


def find_country(typed: str) -> str | None:
    """The alpha-3 code behind a code or a name; None where it names none, or several."""
    code = typed.strip().upper()
    if code in countries():
        return code
    known = vocabulary()
    if code in known.codes:
        return known.codes[code]
    meant = {m.value for m in known.phrases.get(spaced(typed), ()) if m.kind is Kind.COUNTRY}
    return meant.pop() if len(meant) == 1 else None
