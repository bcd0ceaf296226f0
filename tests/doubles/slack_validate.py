"""Block Kit validation of messages, modals and Home tabs.

Limits are those of Slack's Block Kit reference (docs.slack.dev/reference/block-kit), except the
total of a message's blocks, which Slack enforces without documenting it (bolt-js issue 2509).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from tests.doubles.slack_elements import (
    BLOCK_ID_LIMIT,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    URL_LIMIT,
    Checker,
    check_element,
)
from tests.doubles.slack_text import block_elements

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doubles.slack_records import Payload

Surface: TypeAlias = Literal["message", "modal", "home"]

BLOCKS_LIMIT: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MESSAGE_TEXT_OF_BLOCKS_LIMIT = 13_200
MARKDOWN_LIMIT = 12_000
TABLE_TEXT_LIMIT = 10_000
TABLE_ROWS_LIMIT = 100
TABLE_COLUMNS_LIMIT = 20
_RICH_PARTS = {
    "rich_text_section": "elements",
    "rich_text_list": "elements style indent offset border",
    "rich_text_quote": "elements border",
    "rich_text_preformatted": "elements border language",
    "text": "text style",
    "link": "url text style unsafe",
    "emoji": "name skin_tone unicode style",
    "user": "user_id style",
    "channel": "channel_id style",
    "usergroup": "usergroup_id style",
    "broadcast": "range style",
    "date": "timestamp format url fallback style",
    "color": "value style",
}


def check_blocks(value: object, surface: Surface) -> list[str]:
    """What Slack would answer in response_metadata.messages; empty if the blocks are valid."""
    check = Checker()
    blocks = check.items(value, "/blocks", most=BLOCKS_LIMIT[surface], least=0)
    for index, block in enumerate(blocks):
        _check_block(check, block, f"/blocks/{index}", surface)
    known = [block for block in blocks if isinstance(block, dict)]
    check.unique((block.get("block_id") for block in known), "/blocks", "block_id")
    if sum(block.get("type") in {"table", "data_table"} for block in known) > 1:
        check.add("/blocks", "only_one_table_allowed")
    return check.problems


def check_view(view: object) -> list[str]:
    """What is wrong with a modal or Home tab; empty if it is valid."""
    check = Checker()
    common = ("type", "blocks", "private_metadata", "callback_id", "external_id")
    modal = ("title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled")
    node = check.node(view, "/view", allowed=(*common, *modal), required=("type", "blocks"))
    if node is None:
        return check.problems
    surface: Surface
    if node["type"] == "home":
        surface = "home"
        for key in node.keys() & set(modal):
            check.add("/view", f"no more properties allowed: {key}")
    else:
        surface = "modal"
        check.one_of(node["type"], "/view/type", allowed=("modal",))
        _check_modal(check, node)
    for key, limit in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if key in node:
            check.string(node[key], f"/view/{key}", limit=limit, least=0)
    return check.problems + check_blocks(node["blocks"], surface)


def _check_modal(check: Checker, node: Payload) -> None:
    if "title" not in node:
        check.add("/view", "missing required field: title")
    for key in ("title", "submit", "close"):
        if key in node:
            check.text(node[key], f"/view/{key}", limit=24)
    blocks = node["blocks"] if isinstance(node["blocks"], list) else []
    has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if has_input and "submit" not in node:
        check.add("/view", "missing required field: submit, as there are inputs")


def _check_block(check: Checker, value: object, at: str, surface: Surface) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    known = _BLOCKS.get(kind) if isinstance(kind, str) else None
    if known is None or (kind, surface) in _MISPLACED:
        check.add(f"{at}/type", f"unsupported type: {kind}")
        return
    keys, required, inner = known
    allowed = {"type", "block_id", *keys.split(), *required.split()}
    node = check.node(value, at, allowed=allowed, required=required.split())
    if node is None:
        return
    if "block_id" in node:
        check.string(node["block_id"], f"{at}/block_id", limit=BLOCK_ID_LIMIT)
    before = len(check.problems)
    inner(check, node, at)
    if len(check.problems) == before:
        check.unique((el.get("action_id") for el in block_elements(node)), at, "action_id")


def _section(check: Checker, node: Payload, at: str) -> None:
    if "text" not in node and "fields" not in node:
        check.add(at, "must define either text or fields")
    if "text" in node:
        check.text(node["text"], f"{at}/text", limit=3000, mrkdwn=True)
    if "fields" in node:
        for index, item in enumerate(check.items(node["fields"], f"{at}/fields", most=10)):
            check.text(item, f"{at}/fields/{index}", limit=2000, mrkdwn=True)
    if "accessory" in node:
        check_element(check, node["accessory"], f"{at}/accessory", allowed=IN_SECTION)


def _header(check: Checker, node: Payload, at: str) -> None:
    check.text(node["text"], f"{at}/text", limit=150)


def _divider(_check: Checker, _node: Payload, _at: str) -> None:
    """A line holds nothing that could be wrong."""


def _context(check: Checker, node: Payload, at: str) -> None:
    for index, item in enumerate(check.items(node["elements"], f"{at}/elements", most=10)):
        here = f"{at}/elements/{index}"
        if isinstance(item, dict) and item.get("type") == "image":
            check_element(check, item, here, allowed=("image",))
        else:
            check.text(item, here, limit=2000, mrkdwn=True)


def _actions(check: Checker, node: Payload, at: str) -> None:
    for index, item in enumerate(check.items(node["elements"], f"{at}/elements", most=25)):
        check_element(check, item, f"{at}/elements/{index}", allowed=IN_ACTIONS)


def _context_actions(check: Checker, node: Payload, at: str) -> None:
    for index, item in enumerate(check.items(node["elements"], f"{at}/elements", most=5)):
        check_element(check, item, f"{at}/elements/{index}", allowed=IN_CONTEXT_ACTIONS)


def _image(check: Checker, node: Payload, at: str) -> None:
    check.string(node["alt_text"], f"{at}/alt_text", limit=2000)
    if ("image_url" in node) == ("slack_file" in node):
        check.add(at, "must define either image_url or slack_file")
    if "image_url" in node:
        check.string(node["image_url"], f"{at}/image_url", limit=URL_LIMIT)
    if "title" in node:
        check.text(node["title"], f"{at}/title", limit=2000)


def _input(check: Checker, node: Payload, at: str) -> None:
    check.text(node["label"], f"{at}/label", limit=2000)
    if "hint" in node:
        check.text(node["hint"], f"{at}/hint", limit=2000)
    check_element(check, node["element"], f"{at}/element", allowed=IN_INPUT)


def _markdown(check: Checker, node: Payload, at: str) -> None:
    check.string(node["text"], f"{at}/text", limit=MARKDOWN_LIMIT)


def _alert(check: Checker, node: Payload, at: str) -> None:
    check.text(node["text"], f"{at}/text", limit=3000, mrkdwn=True)
    levels = ("default", "info", "warning", "error", "success")
    check.one_of(node.get("level", "default"), f"{at}/level", allowed=levels)


def _card(check: Checker, node: Payload, at: str) -> None:
    if not node.keys() & {"hero_image", "title", "actions", "body"}:
        check.add(at, "must define hero_image, title, actions or body")
    for key, limit in (("title", 150), ("subtitle", 150), ("body", 200)):
        if key in node:
            check.text(node[key], f"{at}/{key}", limit=limit, mrkdwn=True)
    for index, item in enumerate(node.get("actions", ())):
        check_element(check, item, f"{at}/actions/{index}", allowed=("button",))


def _carousel(check: Checker, node: Payload, at: str) -> None:
    for index, item in enumerate(check.items(node["elements"], f"{at}/elements", most=10)):
        _check_block(check, item, f"{at}/elements/{index}", "message")


def _rich_text(check: Checker, node: Payload, at: str) -> None:
    for index, item in enumerate(check.items(node["elements"], f"{at}/elements", most=1000)):
        here = f"{at}/elements/{index}"
        kind = item.get("type") if isinstance(item, dict) else None
        if kind not in _RICH_PARTS:
            check.add(f"{here}/type", f"unsupported type: {kind}")
            continue
        keys = _RICH_PARTS[kind].split()
        part = check.node(item, here, allowed=("type", *keys), required=keys[:1])
        if part is not None and "elements" in part:
            _rich_text(check, part, here)


def _table(check: Checker, node: Payload, at: str) -> None:
    rows = check.items(node["rows"], f"{at}/rows", most=TABLE_ROWS_LIMIT + 1)
    if node["type"] == "table" and len(rows) > TABLE_ROWS_LIMIT:
        check.add(f"{at}/rows", f"no more than {TABLE_ROWS_LIMIT} items allowed")
    size = 0
    for index, row in enumerate(rows):
        here = f"{at}/rows/{index}"
        for column, cell in enumerate(check.items(row, here, most=TABLE_COLUMNS_LIMIT)):
            size += _check_cell(check, cell, f"{here}/{column}")
    if size > TABLE_TEXT_LIMIT:
        check.add(f"{at}/rows", f"must be less than {TABLE_TEXT_LIMIT + 1} characters")
    if len({len(row) for row in rows if isinstance(row, list)}) > 1:
        check.add(f"{at}/rows", "all rows must have the same number of values")


def _check_cell(check: Checker, cell: object, at: str) -> int:
    if isinstance(cell, dict) and cell.get("type") == "rich_text":
        _check_block(check, cell, at, "message")
        return 0
    node = check.node(cell, at, allowed=("type", "text", "value"), required=("type", "text"))
    if node is None:
        return 0
    check.one_of(node["type"], f"{at}/type", allowed=("raw_text", "raw_number"))
    check.string(node["text"], f"{at}/text", limit=TABLE_TEXT_LIMIT)
    return len(str(node["text"]))


_BLOCKS: dict[str, tuple[str, str, Callable[[Checker, Payload, str], None]]] = {
    # type: (optional keys, required keys, what else holds)
    "section": ("text fields accessory expand", "", _section),
    "header": ("", "text", _header),
    "divider": ("", "", _divider),
    "context": ("", "elements", _context),
    "actions": ("", "elements", _actions),
    "context_actions": ("", "elements", _context_actions),
    "image": ("image_url slack_file title", "alt_text", _image),
    "input": ("hint optional dispatch_action", "label element", _input),
    "markdown": ("", "text", _markdown),
    "rich_text": ("", "elements", _rich_text),
    "table": ("column_settings", "rows", _table),
    "data_table": ("page_size row_header_column_index", "rows caption", _table),
    "card": ("hero_image icon title subtitle body actions", "", _card),
    "carousel": ("", "elements", _carousel),
    "alert": ("level", "text", _alert),
}
_MISPLACED = {("alert", "message"), ("alert", "home"), ("markdown", "modal"), ("markdown", "home")}
