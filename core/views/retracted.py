"""What stands in the place of a message that was taken back."""

from core.i18n import Words
from core.parts import Paragraph, View


def retracted(words: Words) -> View:
    """Say that something stood there, and nothing of what it was."""
    text = words("What stood here may not be shown any more. Please ask again for what is known.")
    return View("retracted", words("This message was taken back"), (Paragraph(text),))
