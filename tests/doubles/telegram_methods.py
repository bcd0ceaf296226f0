"""What the methods of the Bot API do in the double."""

from dataclasses import replace
from typing import Final

from tests.doubles.telegram_checks import (
    ApiError,
    bad_request,
    check_secret,
    checked_commands,
    checked_keyboard,
    checked_text,
    command_menu,
)
from tests.doubles.telegram_html import Json, utf16_length
from tests.doubles.telegram_records import CallbackAnswer, Chat, MemberStatus, Sent, User
from tests.doubles.telegram_state import BOT, State
from tests.doubles.telegram_updates import Webhook

MAX_CALLBACK_ANSWER: Final = 200
CHAT_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_ADMIN_RIGHTS: Final = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_GIFTS: Final = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


async def get_me(state: State, params: Json) -> Json:
    del state, params
    return {
        **BOT.to_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
    }


async def get_updates(state: State, params: Json) -> list[Json]:
    if "allowed_updates" in params:
        state.updates.allowed = frozenset(params["allowed_updates"]) or None
    return await state.updates.poll(
        params.get("offset", 0), params.get("limit", 100), params.get("timeout", 0)
    )


async def set_webhook(state: State, params: Json) -> bool:
    secret = params.get("secret_token")
    if secret is not None:
        check_secret(secret)
    if not params["url"].startswith(("http://", "https://")):
        raise bad_request("invalid webhook URL specified")
    if "allowed_updates" in params:
        state.updates.allowed = frozenset(params["allowed_updates"]) or None
    webhook = Webhook(params["url"], secret, params.get("max_connections", 40))
    drop = params.get("drop_pending_updates", False)
    await state.updates.set_webhook(webhook, drop_pending=drop)
    return True


async def delete_webhook(state: State, params: Json) -> bool:
    drop = params.get("drop_pending_updates", False)
    await state.updates.set_webhook(None, drop_pending=drop)
    return True


async def get_webhook_info(state: State, params: Json) -> Json:
    del params
    updates = state.updates
    info: Json = {
        "url": "" if updates.webhook is None else updates.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(updates.pending),
    }
    if updates.webhook is not None:
        info["max_connections"] = updates.webhook.max_connections
    if updates.allowed is not None:
        info["allowed_updates"] = sorted(updates.allowed)
    return info


async def send_message(state: State, params: Json) -> Json:
    chat = state.writable_chat(params["chat_id"])
    formatted = checked_text(params)
    keyboard = checked_keyboard(params.get("reply_markup"))
    content: Json = {"text": formatted.text}
    if formatted.entities:
        content["entities"] = list(formatted.entities)
    if keyboard:
        content["reply_markup"] = params["reply_markup"]
    content |= _placed(state, chat, params)
    message = state.write(chat, {"from": BOT.to_json()}, content)
    state.record_sent(message, formatted, keyboard, params)
    return message


def _placed(state: State, chat: Chat, params: Json) -> Json:
    """The topic and the message replied to, both of which must exist."""
    place: Json = {}
    thread = params.get("message_thread_id")
    if thread is not None:
        if (chat.id, thread) not in state.threads:
            raise ApiError(400, "Bad Request: message thread not found")
        place |= {"message_thread_id": thread, "is_topic_message": True}
    reply = params.get("reply_parameters")
    if reply is not None:
        replied = state.messages.get((chat.id, reply["message_id"]))
        if replied is not None:
            place["reply_to_message"] = replied
        elif not reply.get("allow_sending_without_reply"):
            raise ApiError(400, "Bad Request: message to be replied not found")
    return place


async def edit_message_text(state: State, params: Json) -> Json:
    before = _editable(state, params)
    formatted = checked_text(params)
    keyboard = checked_keyboard(params.get("reply_markup"), inline_only=True)
    if (before.text, before.entities, before.keyboard) == (
        formatted.text,
        formatted.entities,
        keyboard,
    ):
        raise _not_modified()
    after = replace(before, text=formatted.text, html=params["text"], params=params)
    state.record_edit(replace(after, entities=formatted.entities, keyboard=keyboard))
    message = state.messages[before.chat_id, before.message_id]
    message |= {"text": formatted.text, "entities": list(formatted.entities)}
    return _with_keyboard(message, params)


async def edit_message_reply_markup(state: State, params: Json) -> Json:
    before = _editable(state, params)
    keyboard = checked_keyboard(params.get("reply_markup"), inline_only=True)
    if keyboard == before.keyboard:
        raise _not_modified()
    state.record_edit(replace(before, keyboard=keyboard, params=params))
    return _with_keyboard(state.messages[before.chat_id, before.message_id], params)


def _editable(state: State, params: Json) -> Sent:
    if "inline_message_id" in params or not {"chat_id", "message_id"} <= params.keys():
        raise bad_request("message identifier is not specified")
    key = (state.writable_chat(params["chat_id"]).id, params["message_id"])
    if key not in state.messages:
        raise ApiError(400, "Bad Request: message to edit not found")
    if key not in state.own:
        raise ApiError(400, "Bad Request: message can't be edited")
    return state.own[key]


def _not_modified() -> ApiError:
    return ApiError(
        400,
        "Bad Request: message is not modified: specified new message content and reply markup "
        "are exactly the same as a current content and reply markup of the message",
    )


def _with_keyboard(message: Json, params: Json) -> Json:
    message.pop("reply_markup", None)
    if params.get("reply_markup"):
        message["reply_markup"] = params["reply_markup"]
    return message


async def delete_message(state: State, params: Json) -> bool:
    key = (state.writable_chat(params["chat_id"]).id, params["message_id"])
    if state.messages.pop(key, None) is None:
        raise ApiError(400, "Bad Request: message to delete not found")
    state.own.pop(key, None)
    state.deleted.append(key)
    return True


async def answer_callback_query(state: State, params: Json) -> bool:
    text = params.get("text")
    if text is not None and utf16_length(text) > MAX_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query_id = params["callback_query_id"]
    if query_id not in state.open_queries:
        raise ApiError(
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        )
    state.open_queries.remove(query_id)
    answer = CallbackAnswer(query_id, text, params.get("show_alert", False))
    state.callback_answers.append(answer)
    return True


async def set_my_commands(state: State, params: Json) -> bool:
    state.menus[command_menu(params)] = checked_commands(params["commands"])
    return True


async def get_my_commands(state: State, params: Json) -> list[Json]:
    return state.menus.get(command_menu(params), [])


async def get_chat(state: State, params: Json) -> Json:
    return {
        **state.find_chat(params["chat_id"]).to_json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


async def get_chat_member(state: State, params: Json) -> Json:
    chat = state.find_chat(params["chat_id"])
    user = BOT if params["user_id"] == BOT.id else state.users.get(params["user_id"])
    if user is None:
        raise ApiError(400, "Bad Request: user not found")
    return member_json(user, state.members.get((chat.id, user.id), "left"))


def member_json(user: User, status: MemberStatus) -> Json:
    """A ChatMember."""
    member: Json = {"user": user.to_json(), "status": status}
    if status == "administrator":
        member |= dict.fromkeys(_ADMIN_RIGHTS, False)
    elif status == "creator":
        member["is_anonymous"] = False
    elif status == "kicked":
        member["until_date"] = 0
    return member


async def send_chat_action(state: State, params: Json) -> bool:
    state.writable_chat(params["chat_id"])
    if params["action"] not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True
