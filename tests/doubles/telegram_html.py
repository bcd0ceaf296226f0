"""Telegram's HTML, parsed as its server does (tdlib, MessageEntity.cpp, parse_html).

Stricter than the server in two points, where it would keep quiet about a renderer's mistake: a bare
`&` or `>` and an attribute that it would ignore are refused. The Bot API's documentation demands
that every `<`, `>` and `&` outside of tags is escaped.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]

ENTITY_OF_TAG: Final = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
}
_ATTRIBUTE_OF_TAG: Final = {
    "a": "href",
    "code": "class",
    "span": "class",
    "blockquote": "expandable",
}
_CHARACTERS: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE: Final = re.compile(r"&(?:(lt|gt|amp|quot)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_TOKEN: Final = re.compile(
    r"""(?P<text>[^<>&]+)
    |(?P<reference>&(?:lt|gt|amp|quot|\#[0-9]{1,7}|\#x[0-9a-fA-F]{1,6});)
    |</(?P<end>[^\s>]*)\s*>
    |<(?P<start>[^\s>/][^\s>]*)(?P<attributes>(?:[^>"']|"[^"]*"|'[^']*')*)>
    |(?P<stray>[<>&])""",
    re.VERBOSE,
)
_ATTRIBUTE: Final = re.compile(
    r"""\s+(?P<name>[^\s=]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[\w.-]+)))?"""
)
_LINK: Final = re.compile(r"(?:https?|tg|ton|mailto|tel):\S+|[\w-]+(?:\.[\w-]+)+\S*")


class EntityError(ValueError):
    """The text after "can't parse entities: " in the server's answer."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """Plain text and its entities, with offsets and lengths in UTF-16 code units."""

    text: str
    entities: tuple[Json, ...] = ()

    def trimmed(self) -> "Formatted":
        """Without white space at both ends, as the server stores it."""
        lead = utf16_length(self.text) - utf16_length(self.text.lstrip())
        text = self.text.strip()
        end = utf16_length(text)
        kept = []
        for entity in self.entities:
            start = max(0, entity["offset"] - lead)
            stop = min(end, entity["offset"] + entity["length"] - lead)
            if stop > start:
                kept.append({**entity, "offset": start, "length": stop - start})
        return Formatted(text, tuple(kept))


def utf16_length(text: str) -> int:
    """The length by which Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> Formatted:
    """The text and entities of Telegram's HTML.

    Raises:
        EntityError: as the server words it, with the byte offset.
    """
    parser = _Parser(source)
    for token in _TOKEN.finditer(source):
        parser.take(token)
    return parser.finish()


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    offset: int


@dataclass(slots=True)
class _Parser:
    source: str
    text: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def take(self, token: re.Match[str]) -> None:
        at = len(self.source[: token.start()].encode())
        match token.lastgroup:
            case "text":
                self._append(token[0])
            case "reference":
                self._append(unescape(token[0]))
            case "end":
                self._close(token["end"].lower(), at)
            case "attributes":
                self._open(token["start"].lower(), token["attributes"], at)
            case _:
                self._stray(token[0], token.end(), at)

    def finish(self) -> Formatted:
        if self.stack:
            raise EntityError(f"Can't find end tag corresponding to start tag {self.stack[-1].tag}")
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        ordered = sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted("".join(self.text), tuple(ordered))

    def _append(self, text: str) -> None:
        self.text.append(text)
        self.length += utf16_length(text)

    def _open(self, tag: str, attributes: str, at: int) -> None:
        if tag not in ENTITY_OF_TAG:
            raise EntityError(f'Unsupported start tag "{tag}" at byte offset {at}')
        argument = ""
        for name, value in _attributes(tag, attributes, at):
            if name != _ATTRIBUTE_OF_TAG.get(tag):
                raise EntityError(f'Unsupported attribute "{name}" at byte offset {at}')
            argument = value
        if tag == "span" and argument != "tg-spoiler":
            raise EntityError(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        self.stack.append(_Open(tag, argument, self.length))

    def _close(self, tag: str, at: int) -> None:
        if not self.stack:
            raise EntityError(f"Unexpected end tag at byte offset {at}")
        opened = self.stack.pop()
        if tag not in ("", opened.tag):
            raise EntityError(
                f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", '
                f'found "</{tag}>"'
            )
        length = self.length - opened.offset
        if length > 0:
            self._record(opened, length)

    def _record(self, opened: _Open, length: int) -> None:
        entity: Json = {
            "type": ENTITY_OF_TAG[opened.tag],
            "offset": opened.offset,
            "length": length,
        }
        match opened.tag:
            case "a":
                if not _LINK.fullmatch(opened.argument):
                    return  # the server keeps the words and drops the link
                entity["url"] = opened.argument
            case "blockquote" if opened.argument:
                entity["type"] = "expandable_blockquote"
            case "code" if opened.argument.startswith("language-"):
                entity["language"] = opened.argument.removeprefix("language-")
            case "pre" if self.entities and self.entities[-1].get("language"):
                inner = self.entities[-1]
                if (inner["offset"], inner["length"]) == (opened.offset, length):
                    inner["type"] = "pre"
                    return
        self.entities.append(entity)

    def _stray(self, character: str, end: int, at: int) -> None:
        following = self.source[end : end + 1]
        if character != "<":
            raise EntityError(f'Unescaped "{character}" at byte offset {at}')
        if following == "/":
            raise EntityError(
                f"{'Unclosed' if self.stack else 'Unexpected'} end tag at byte offset {at}"
            )
        if following.isspace() or following == ">":
            raise EntityError(f'Unsupported start tag "" at byte offset {at}')
        raise EntityError(f"Unclosed start tag at byte offset {at}")


def unescape(text: str) -> str:
    """Resolve the four named and the numeric references that Telegram knows."""

    def character(reference: re.Match[str]) -> str:
        if reference[1]:
            return _CHARACTERS[reference[1]]
        code = int(reference[2]) if reference[2] else int(reference[3], 16)
        # The server takes a number that is no character literally.
        return chr(code) if 0 < code < sys.maxunicode else reference[0]

    return _REFERENCE.sub(character, text)


def _attributes(tag: str, source: str, at: int) -> Iterator[tuple[str, str]]:
    position = 0
    while source[position:].strip():
        found = _ATTRIBUTE.match(source, position)
        if found is None or source[found.end() :].lstrip().startswith("="):
            raise EntityError(f"Unexpected end of name token at byte offset {at}")
        position = found.end()
        name = found["name"].lower()
        value = next((v for v in found.group("double", "single", "bare") if v is not None), None)
        if value is None and (tag, name) != ("blockquote", "expandable"):
            raise EntityError(
                "Expected equal sign in declaration of an attribute of the tag "
                f'"{tag}" at byte offset {at}'
            )
        yield name, unescape(value) if value is not None else name
