"""The commands that a platform's menu shows, with what each does."""

from core.i18n import Words


def command_menu(words: Words) -> tuple[tuple[str, str], ...]:
    """Name and description, the most wanted first."""
    return (
        ("cases", words("Find cases: a country, a concern, a right")),
        ("case", words("Show one case")),
        ("actions", words("What can be done now, in a place")),
        ("commit", words("Take a case on")),
        ("release", words("Hand a case back, with the reason")),
        ("act", words("Report what was done on a case")),
        ("goals", words("See how the goals stand")),
        ("digest", words("See or change the weekly digest")),
        ("capacity", words("Set how many cases your section can take on")),
        ("cancel", words("Drop the form that was begun")),
        ("link", words("Take up a role with a code, in private")),
        ("help", words("What you can do here")),
    )
