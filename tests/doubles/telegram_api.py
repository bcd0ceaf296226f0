"""The table of the Bot API's methods that the double knows, each with its parameters."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.doubles import telegram_methods as methods
from tests.doubles.telegram_checks import Kind
from tests.doubles.telegram_html import Json
from tests.doubles.telegram_state import State


@dataclass(frozen=True, slots=True)
class Method:
    """A method and the parameters that it takes."""

    handle: Callable[[State, Json], Awaitable[Any]]
    required: Mapping[str, Kind]
    optional: Mapping[str, Kind]


_TEXT: Final[Mapping[str, Kind]] = {
    "parse_mode": "str",
    "entities": "json",
    "link_preview_options": "json",
    "reply_markup": "json",
    "business_connection_id": "str",
}
_MESSAGE: Final[Mapping[str, Kind]] = {"chat_id": "chat", "message_id": "int"}
_MENU: Final[Mapping[str, Kind]] = {"scope": "json", "language_code": "str"}

METHODS: Final[Mapping[str, Method]] = {
    "getMe": Method(methods.get_me, {}, {}),
    "getUpdates": Method(
        methods.get_updates,
        {},
        {"offset": "int", "limit": "int", "timeout": "int", "allowed_updates": "json"},
    ),
    "setWebhook": Method(
        methods.set_webhook,
        {"url": "str"},
        {
            "ip_address": "str",
            "max_connections": "int",
            "allowed_updates": "json",
            "drop_pending_updates": "bool",
            "secret_token": "str",
        },
    ),
    "deleteWebhook": Method(methods.delete_webhook, {}, {"drop_pending_updates": "bool"}),
    "getWebhookInfo": Method(methods.get_webhook_info, {}, {}),
    "sendMessage": Method(
        methods.send_message,
        {"chat_id": "chat", "text": "str"},
        {
            **_TEXT,
            "message_thread_id": "int",
            "direct_messages_topic_id": "int",
            "disable_notification": "bool",
            "protect_content": "bool",
            "allow_paid_broadcast": "bool",
            "message_effect_id": "str",
            "suggested_post_parameters": "json",
            "reply_parameters": "json",
        },
    ),
    "editMessageText": Method(
        methods.edit_message_text,
        {"text": "str"},
        {**_MESSAGE, **_TEXT, "inline_message_id": "str"},
    ),
    "editMessageReplyMarkup": Method(
        methods.edit_message_reply_markup,
        {},
        {
            **_MESSAGE,
            "inline_message_id": "str",
            "reply_markup": "json",
            "business_connection_id": "str",
        },
    ),
    "deleteMessage": Method(methods.delete_message, _MESSAGE, {}),
    "answerCallbackQuery": Method(
        methods.answer_callback_query,
        {"callback_query_id": "str"},
        {"text": "str", "show_alert": "bool", "url": "str", "cache_time": "int"},
    ),
    "setMyCommands": Method(methods.set_my_commands, {"commands": "json"}, _MENU),
    "getMyCommands": Method(methods.get_my_commands, {}, _MENU),
    "getChat": Method(methods.get_chat, {"chat_id": "chat"}, {}),
    "getChatMember": Method(methods.get_chat_member, {"chat_id": "chat", "user_id": "int"}, {}),
    "sendChatAction": Method(
        methods.send_chat_action,
        {"chat_id": "chat", "action": "str"},
        {"message_thread_id": "int", "business_connection_id": "str"},
    ),
}
