"""What a person sees of a message, and whom it would ring."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from tests.doubles.slack_records import Payload, SlackMessage, SlackView

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_REFERENCE = re.compile(r"<([^<>\n|]+)(?:\|([^<>\n]*))?>")
_STYLED = re.compile(r"(?<![\w*_~])([*_~])(?=\S)([^\n]+?)(?<=\S)\1(?![\w*_~])")
_LIVE = re.compile(r"<(![a-z]+(?:\^[^<>|]+)?|@[^<>|]+)(?:\|[^<>]*)?>")
_SILENT = "!date"
_LABELLED = ("text", "placeholder")


def plain(message: SlackMessage | SlackView) -> str:
    """The visible text in reading order, a line a block; controls stand in brackets.

    Slack shows `text` only where a message has no blocks.
    """
    blocks = message_blocks(message)
    if isinstance(message, SlackMessage) and not blocks:
        return _from_mrkdwn(message.text)
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def message_blocks(message: SlackMessage | SlackView) -> Sequence[Payload]:
    if isinstance(message, SlackMessage):
        return message.blocks
    blocks: list[Payload] = message.view["blocks"]
    return blocks


def buttons(message: SlackMessage | SlackView) -> list[str]:
    """Labels of the buttons in reading order."""
    return [
        element["text"]["text"]
        for block in message_blocks(message)
        for element in block_elements(block)
        if element["type"] == "button"
    ]


def block_elements(block: Payload) -> Iterator[Payload]:
    """The interactive elements of a block, those of cards within it too."""
    kind = block["type"]
    if kind in {"actions", "context_actions"}:
        yield from block["elements"]
    elif kind == "section" and "accessory" in block:
        yield block["accessory"]
    elif kind == "input":
        yield block["element"]
    elif kind == "card":
        yield from block.get("actions", ())
    elif kind == "carousel":
        for card in block["elements"]:
            yield from block_elements(card)


def control_label(element: Payload) -> str:
    """What stands on a control: its text, its placeholder, or what it is."""
    return next((str(element[key]["text"]) for key in _LABELLED if key in element), element["type"])


def text_size(node: object) -> int:
    """Characters in all texts below a node, as Slack's limit on a message's blocks counts them."""
    if isinstance(node, dict):
        own = len(node["text"]) if isinstance(node.get("text"), str) else 0
        return own + sum(text_size(value) for value in node.values())
    if isinstance(node, list | tuple):
        return sum(text_size(item) for item in node)
    return 0


def live_mentions(text: str, blocks: Sequence[Payload]) -> list[str]:
    """Mentions that ring somebody: `<!channel>`, `<@U1>`, `<!subteam^S1>`, rich text alike."""
    found = _live(text)
    for block in blocks:
        found += _live_below(block)
    return found


def _live(text: str) -> list[str]:
    return [f"<{hit}>" for hit in _LIVE.findall(text) if not hit.startswith(_SILENT)]


def _live_below(node: object) -> list[str]:
    match node:
        case {"type": "mrkdwn" | "markdown", "text": str(text)}:
            found = _live(text)
        case {"type": "broadcast", "range": str(audience)}:
            found = [f"<!{audience}>"]
        case {"type": "user", "user_id": str(user)}:
            found = [f"<@{user}>"]
        case {"type": "usergroup", "usergroup_id": str(group)}:
            found = [f"<!subteam^{group}>"]
        case dict():
            found = _live_below(list(node.values()))
        case list() | tuple():
            found = [hit for item in node for hit in _live_below(item)]
        case _:
            found = []
    return found


def _lines(block: Payload) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield _text(block.get("text"))
            yield from (_text(field) for field in block.get("fields", ()))
        case "context":
            yield " ".join(_text(element) for element in block["elements"])
        case "image":
            yield _text(block.get("title"))
            yield block["alt_text"]
        case "input":
            yield _text(block["label"])
        case "rich_text":
            yield from (_rich(element) for element in block["elements"])
        case "table" | "data_table":
            yield block.get("caption", "")
            yield from (" | ".join(_cell(cell) for cell in row) for row in block["rows"])
        case "card":
            yield from (_text(block.get(key)) for key in ("title", "subtitle", "body"))
        case "carousel":
            for card in block["elements"]:
                yield from _lines(card)
            return
        case _:
            yield _text(block if block["type"] == "markdown" else block.get("text"))
    yield " ".join(_control(element) for element in block_elements(block))


def _text(node: Payload | None) -> str:
    if node is None:
        return ""
    if node["type"] == "image":
        return str(node["alt_text"])
    text = str(node["text"])
    if node["type"] == "markdown":
        return html.unescape(re.sub(r"(?m)^#+ |\*\*|__", "", text))
    return _from_mrkdwn(text) if node["type"] == "mrkdwn" else text


def _control(element: Payload) -> str:
    if element["type"] == "image":
        return str(element["alt_text"])
    return f"[{control_label(element)}]"


def _cell(cell: Payload) -> str:
    return _rich(cell) if cell["type"] == "rich_text" else str(cell["text"])


def _rich(node: Payload) -> str:
    if "elements" in node:
        glue = "\n" if node["type"] == "rich_text_list" else ""
        return glue.join(_rich(element) for element in node["elements"])
    kind = node["type"]
    if kind == "emoji":
        return f":{node['name']}:"
    if kind in {"user", "channel", "usergroup", "broadcast"}:
        return f"@{node.get(f'{kind}_id', node.get('range'))}"
    return str(node.get("text") or node.get("fallback") or node.get("url") or node.get("value", ""))


def _from_mrkdwn(text: str) -> str:
    pieces = re.split(r"(```.*?```|`[^`\n]+`)", text, flags=re.DOTALL)
    shown = [
        piece.strip("`") if index % 2 else _without_styles(_REFERENCE.sub(_reference, piece))
        for index, piece in enumerate(pieces)
    ]
    return html.unescape("".join(shown))


def _without_styles(text: str) -> str:
    before = None
    while before != text:  # *_both_* takes a pass for each style
        before, text = text, _STYLED.sub(r"\2", text)
    return text


def _reference(match: re.Match[str]) -> str:
    target, label = match.group(1), match.group(2)
    if label:
        return f"#{label}" if target.startswith("#") else label
    return "@" + target[1:] if target[0] in "!@" else target
