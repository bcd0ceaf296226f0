"""What Telegram's answer to a send means: the one place where it is decided.

Wordings are those of Telegram's own server (github.com/tdlib/telegram-bot-api). The order of the
cases matters: in the library `BadRequest` and `TimedOut` are kinds of `NetworkError`.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bots.telegram.transport import NotWrittenError
from core.domain.subscriptions import Cause, Defect, Failure, Gone, Retry, SendResult, Unknown

NOT_WRITTEN_SECONDS: Final = 5.0
"""How long to wait where the network failed before anything was sent; ours."""

_GONE: Final = {
    "chat not found": Cause.REMOVED,
    "peer_id_invalid": Cause.REMOVED,
    "not enough rights": Cause.FORBIDDEN,
    "have no rights to send": Cause.FORBIDDEN,
    "chat_write_forbidden": Cause.FORBIDDEN,
    "chat_restricted": Cause.FORBIDDEN,
    "need administrator rights": Cause.FORBIDDEN,
    "message thread not found": Cause.CLOSED,
    "topic_closed": Cause.CLOSED,
    "topic_deleted": Cause.CLOSED,
}
"""400s that no other text would mend: this conversation takes nothing from us."""
_FORBIDDEN: Final = {
    "blocked by the user": Cause.BLOCKED,
    "can't initiate conversation": Cause.NOT_STARTED,
    "deactivated": Cause.CLOSED,
    "was deleted": Cause.CLOSED,
    "was kicked": Cause.REMOVED,
    "not a member": Cause.REMOVED,
}
"""403s: what each says of the conversation."""
TOKEN_REFUSED: Final = Gone("token refused", wide=True)
_QUOTED: Final = re.compile(r'".*"|<.*>', re.DOTALL)
_TOO_MANY: Final = "too many requests"


class HeldBackError(TelegramError):
    """The limits let nothing more be sent there for a while; nothing was written."""

    def __init__(self, after: float) -> None:
        super().__init__("Held back")
        self.after = after
        """Seconds."""


class TokenRefusedError(Exception):
    """Telegram refuses the bot's token. Get the current one from @BotFather and set it."""


def failure(error: TelegramError) -> Failure:
    """The result of a send that raised."""
    result: Failure
    match error:
        case HeldBackError():
            result = Retry(error.after, "held back")
        case RetryAfter():
            result = Retry(retry_seconds(error), "429", wide=True)
        case NotWrittenError():
            result = Retry(NOT_WRITTEN_SECONDS, "not written")
        case ChatMigrated():
            result = Gone("migrated", moved_to=str(error.new_chat_id))
        case InvalidToken():
            result = TOKEN_REFUSED
        case Forbidden():
            result = Gone(_reason(error), cause=_cause(error, _FORBIDDEN) or Cause.OTHER)
        case BadRequest():
            result = _refused(error)
        case _ if _reason(error).casefold().startswith(_TOO_MANY):
            result = Retry(NOT_WRITTEN_SECONDS, "429", wide=True)
        case _:
            result = Unknown(type(error).__name__)
    return result


def may_be_taken_later(result: SendResult) -> bool:
    """Whether an answer was certainly not sent, for a reason that passes."""
    return isinstance(result, Retry) or (isinstance(result, Gone) and result.wide)


def retry_seconds(error: RetryAfter) -> float:
    """How long Telegram wants us to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def is_unparsed(error: BadRequest) -> bool:
    """Whether Telegram could not read our HTML: as plain text it will take the message."""
    return "can't parse entities" in error.message.casefold()


def is_unchanged(error: BadRequest) -> bool:
    """Whether an edit found the message as it should be: that is no failure."""
    return "message is not modified" in error.message.casefold()


def is_missing(error: BadRequest) -> bool:
    """Whether the message that was to be edited or deleted is there no more."""
    text = error.message.casefold()
    return "message to edit not found" in text or "message to delete not found" in text


def _refused(error: BadRequest) -> Failure:
    reason, cause = _reason(error), _cause(error, _GONE)
    return Defect(reason) if cause is None else Gone(reason, cause=cause)


def _cause(error: TelegramError, causes: Mapping[str, Cause]) -> Cause | None:
    """What the first known wording in the server's words means."""
    said = _reason(error).casefold()
    return next((cause for words, cause in causes.items() if words in said), None)


def _reason(error: TelegramError) -> str:
    """The server's words without what it quotes of ours, which is nobody's business in a log."""
    return _QUOTED.sub("…", error.message)
