"""How a case's key is kept: references in capitals, drafts' keys small."""

DRAFT = "draft-"


def stored_key(typed: str) -> str:
    """The key in the letter case in which it is kept."""
    small = typed.strip().casefold()
    return small if small.startswith(DRAFT) else typed.strip().upper()
