"""What is said in a shared conversation to somebody whom the bot can't write to in private."""

from core.i18n import Words
from core.parts import Paragraph, View


def start_first(words: Words) -> View:
    """The person has to start the bot once; nothing of the answer itself is said."""
    text = words(
        "I can answer that only in private. Press the button, then Start, and ask me there."
    )
    return View("start_first", "", (Paragraph(text),))


def start_label(words: Words) -> str:
    """What the button says that opens the private chat."""
    return words("Open a private chat")
