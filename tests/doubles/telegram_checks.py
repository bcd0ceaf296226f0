"""What the Bot API refuses: parameters, texts, keyboards, commands.

Limits from core.telegram.org/bots/api, wordings from Telegram's own server (telegram-bot-api).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, assert_never

from tests.doubles.telegram_html import EntityError, Formatted, Json, parse_html, utf16_length
from tests.doubles.telegram_records import Button, Keyboard

Kind = Literal["int", "str", "bool", "json", "chat"]

MAX_TEXT: Final = 4096
MAX_RAW_BYTES: Final = 1 << 15
MAX_CALLBACK_DATA_BYTES: Final = 64
MAX_BUTTONS: Final = 100
MAX_COMMANDS: Final = 100
MAX_DESCRIPTION: Final = 256
MAX_SECRET: Final = 256
BUTTON_ACTIONS: Final = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
_BUTTON_LOOKS: Final = frozenset({"text", "icon_custom_emoji_id", "style"})
_OTHER_MARKUPS: Final = {
    "keyboard": frozenset(
        {
            "keyboard",
            "is_persistent",
            "resize_keyboard",
            "one_time_keyboard",
            "input_field_placeholder",
            "selective",
        }
    ),
    "remove_keyboard": frozenset({"remove_keyboard", "selective"}),
    "force_reply": frozenset({"force_reply", "input_field_placeholder", "selective"}),
}
_SCOPES: Final = {
    "default": frozenset[str](),
    "all_private_chats": frozenset[str](),
    "all_group_chats": frozenset[str](),
    "all_chat_administrators": frozenset[str](),
    "chat": frozenset({"chat_id"}),
    "chat_administrators": frozenset({"chat_id"}),
    "chat_member": frozenset({"chat_id", "user_id"}),
}
_TYPES: Final[Mapping[Kind, tuple[type, ...]]] = {
    "int": (int,),
    "str": (str,),
    "bool": (bool,),
    "json": (dict, list),
    "chat": (int, str),
}
_INTEGER: Final = re.compile(r"-?[0-9]+")
_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LANGUAGE: Final = re.compile(r"(?:[a-z]{2})?")
_URL: Final = re.compile(r"(?:https?|tg|ton)://\S+|mailto:\S+|tel:\S+")
_CONTROL: Final = {code: " " for code in range(32) if code not in (9, 10)} | {13: None}


@dataclass(slots=True)
class ApiError(Exception):
    """An answer with ok=false; `defect` if it shows a mistake of the bot's author."""

    code: int
    description: str
    parameters: Mapping[str, int] = field(default_factory=dict)
    defect: bool = False


def bad_request(reason: str) -> ApiError:
    """A 400 that only a mistake in the bot can cause."""
    return ApiError(400, f"Bad Request: {reason}", defect=True)


def read_params(
    raw: Mapping[str, object], required: Mapping[str, Kind], optional: Mapping[str, Kind]
) -> Json:
    """The parameters with their types; forms and JSON bodies alike."""
    known = {**required, **optional}
    unknown = sorted(raw.keys() - known.keys())
    if unknown:
        raise bad_request(f"unknown parameters {unknown}")
    for name in required:
        if raw.get(name) in (None, ""):
            raise bad_request("message text is empty" if name == "text" else f"{name} is empty")
    return {name: _convert(name, value, known[name]) for name, value in raw.items()}


def _convert(name: str, value: object, kind: Kind) -> object:
    if isinstance(value, str):
        value = _from_text(name, value, kind)
    fits = isinstance(value, _TYPES[kind]) and isinstance(value, bool) == (kind == "bool")
    if not fits or (kind == "chat" and isinstance(value, str) and not value.startswith("@")):
        raise bad_request(f"parameter {name} must be of type {kind}")
    return value


def _from_text(name: str, text: str, kind: Kind) -> object:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    match kind:
        case "str":
            return text
        case "bool":
            return {"true": True, "false": False}.get(text.lower(), text)
        case "json":
            return _decoded(name, text)
        case "int" | "chat":
            return int(text) if _INTEGER.fullmatch(text) else text
        case _:
            assert_never(kind)


def _decoded(name: str, value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None


def checked_text(params: Json) -> Formatted:
    """What a reader sees of `text`, after its entities are parsed and white space is trimmed."""
    source: str = params["text"]
    if len(source.encode()) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    parse_mode = params.get("parse_mode")
    source = source.translate(_CONTROL)
    if parse_mode is None:
        formatted = Formatted(source, _entities(params.get("entities", []), utf16_length(source)))
    elif parse_mode.lower() == "html":
        try:
            formatted = parse_html(source)
        except EntityError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    else:
        raise bad_request("unsupported parse_mode")
    formatted = formatted.trimmed()
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if utf16_length(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def _entities(entities: object, length: int) -> tuple[Json, ...]:
    if not isinstance(entities, list):
        raise bad_request("entities must be an Array")
    for entity in entities:
        if not {"type", "offset", "length"} <= entity.keys():
            raise bad_request("can't parse MessageEntity: a field is missing")
        if entity["offset"] < 0 or entity["offset"] + entity["length"] > length:
            raise bad_request("entity lies outside the text")
    return tuple(entities)


def checked_keyboard(markup: object, *, inline_only: bool = False) -> Keyboard:
    """The buttons of an inline keyboard; none for the other kinds of markup."""
    if markup is None:
        return ()
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        _check_other_markup(markup, inline_only=inline_only)
        return ()
    if markup.keys() != {"inline_keyboard"}:
        raise bad_request(f"unknown fields in the reply markup {sorted(markup)}")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return tuple(tuple(_button(button) for button in row) for row in rows)


def _check_other_markup(markup: Json, *, inline_only: bool) -> None:
    if inline_only:
        raise bad_request("inline keyboard expected")
    for name, fields in _OTHER_MARKUPS.items():
        if name in markup:
            if markup.keys() - fields:
                raise bad_request(f"unknown fields in the reply markup {sorted(markup)}")
            return
    raise bad_request("can't parse reply keyboard markup JSON object")


def _button(button: Json) -> Button:
    actions = button.keys() & BUTTON_ACTIONS
    unknown = button.keys() - BUTTON_ACTIONS - _BUTTON_LOOKS
    if unknown:
        raise bad_request(f"unknown fields in an inline keyboard button {sorted(unknown)}")
    if not button.get("text"):
        raise bad_request("inline keyboard button text is empty")
    if not actions or button.get("callback_data") == "":
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(f"inline keyboard button with several actions {sorted(actions)}")
    data, url = button.get("callback_data"), button.get("url")
    if data is not None and len(data.encode()) > MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if url is not None and not _URL.fullmatch(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid")
    return Button(button["text"], data, url)


def checked_commands(commands: object) -> list[Json]:
    """The commands of a menu, each with `command` and `description`."""
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if command.keys() != {"command", "description"}:
            raise bad_request(f"can't parse BotCommand: fields are {sorted(command)}")
        if not _COMMAND.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(command["description"]) <= MAX_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands


def command_menu(params: Json) -> tuple[str, str]:
    """The scope (as text) and language that a menu of commands is for."""
    scope = params.get("scope", {"type": "default"})
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    if scope.keys() - {"type"} != _SCOPES[kind]:
        raise bad_request(f"can't parse BotCommandScope: fields are {sorted(scope)}")
    language = params.get("language_code", "")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return json.dumps(scope, sort_keys=True), language


def check_secret(secret: str) -> None:
    """The secret of a webhook: up to 256 letters, digits, underscores and hyphens."""
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
