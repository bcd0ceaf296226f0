"""What the app asks of every outcome."""

from collections.abc import Mapping

from core.request import Understood


class Answer:
    """An outcome: facts, to be worded by its view. Most have nothing of what stands here."""

    __slots__ = ()

    @property
    def understood(self) -> Mapping[str, Understood]:
        """The wish's arguments as they were understood."""
        return {}

    @property
    def token(self) -> str:
        """What a button carries that asks for the same again; empty where nothing can."""
        return ""

    @property
    def personal(self) -> bool:
        """Meant for the asker's eyes only, whatever the conversation."""
        return False

    @property
    def remembered(self) -> tuple[str, ...]:
        """Questions too long for the buttons of the answer, to be kept under their keys."""
        return ()


class Personal(Answer):
    """An outcome that nobody but the asker is told, whatever the conversation."""

    __slots__ = ()

    @property
    def personal(self) -> bool:
        """Of somebody's own, or of what only those who work on it may know."""
        return True
