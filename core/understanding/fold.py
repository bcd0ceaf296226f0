"""One spelling for what people type in many."""

import re
import unicodedata

_UNDECOMPOSED = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "`": "'",
        "\N{HYPHEN}": "-",
        "\N{FIGURE DASH}": "-",
        "\N{EN DASH}": "-",
    }
)
"""Letters that Unicode doesn't take apart, and the many shapes of apostrophe and hyphen."""

_OUTSIDE_WORDS = re.compile(r"(?<!\w)['-]+|['-]+(?!\w)|['-]{2,}|[^\w\s'-]|_")


def fold(text: str) -> str:
    """Compare by this: no accents, no capitals, no punctuation but `'` and `-` inside words.

    Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(_OUTSIDE_WORDS.sub(" ", text.lower().replace("`", "'")).split())
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_UNDECOMPOSED)
    again = unicodedata.normalize("NFKD", apart)
    bare = "".join(c for c in again if not unicodedata.combining(c))
    return " ".join(_OUTSIDE_WORDS.sub(" ", bare).split())
