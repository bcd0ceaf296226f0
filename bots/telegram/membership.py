"""What an update tells of where the bot is: blocked, let in, put out, or its group renamed.

Source: core.telegram.org/bots/api, ChatMemberUpdated and Message (`migrate_to_chat_id`).
"""

from typing import Final

from bots.telegram.updates import PRIVATE, Raw
from core.domain.people import Platform
from core.domain.subscriptions import Address, Cause
from core.domain.whereabouts import LetIn, PutOut, Renamed, Whereabouts

_OUT: Final = ("kicked", "left")
_RESTRICTED: Final = "restricted"


def whereabouts_in(update: Raw) -> Whereabouts | None:
    """What it tells; None if it tells nothing of that."""
    match update:
        case {"my_chat_member": {"chat": dict(chat), "new_chat_member": dict(member)}}:
            return _membership(chat, member)
        case {"message": {"chat": {"id": int(old)}, "migrate_to_chat_id": int(new)}}:
            return Renamed(_address(old), str(new))
        case {"message": {"chat": {"id": int(new)}, "migrate_from_chat_id": int(old)}}:
            return Renamed(_address(old), str(new))
        case _:
            return None


def _membership(chat: Raw, member: Raw) -> Whereabouts | None:
    number, status = chat.get("id"), member.get("status")
    if not isinstance(number, int) or not isinstance(status, str):
        return None
    left = status == _RESTRICTED and member.get("is_member") is False
    if status not in _OUT and not left:
        return LetIn(_address(number))
    cause = Cause.BLOCKED if chat.get("type") == PRIVATE else Cause.REMOVED
    return PutOut(_address(number), cause, status)


def _address(chat: int) -> Address:
    return Address(Platform.TELEGRAM, str(chat))
