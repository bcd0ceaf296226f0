"""A form as a modal, and the answer to one that was sent. Pure.

Limits: docs.slack.dev/reference/views (title, submit 24, private_metadata 3000, 100 blocks), the
input block (label, hint 2000) and the elements' own pages (100 options of 75 characters).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final, assert_never

from bots.slack.blocks import Block, Piece, bold, hints, plain, plain_text, rich
from bots.slack.inbound import INPUT, Opener
from bots.slack.render import pieces_of
from bots.slack.text import fitted, flat, rows, size
from core.domain.people import Platform
from core.i18n import Words
from core.parts import Choice, Field, FieldKind, FormPart, Paragraph, Tone, View
from core.request import NOTICE, Reply, Request
from core.views.forms import takes_longer

BLOCKS_LIMIT: Final = 100
TITLE_LIMIT: Final = 24
LABEL_LIMIT: Final = 2_000
OPTION_LIMIT: Final = 75
OPTIONS_LIMIT: Final = 100
TEXT_LIMIT: Final = 3_000
METADATA_LIMIT: Final = 3_000
CALLBACK: Final = "vigil-form"


class _Need(IntEnum):
    """What a block of a form is there for, the most needed first."""

    INPUT = 0
    PROBLEM = 1
    ABOVE = 2
    WRITTEN_OUT = 3
    """A label or a hint in full: as much of it as the input takes stands there, too."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of a form. `depth` is its place within its own text: 0 is the beginning."""

    block: Block
    need: _Need
    depth: int = 0

    @property
    def turn(self) -> tuple[bool, int, int]:
        """Who goes first when there is not room for all."""
        return self.need is not _Need.INPUT, self.depth, self.need


def form_of(views: Iterable[View]) -> tuple[View, FormPart] | None:
    """The form among the views of a reply, if there is one."""
    for view in views:
        for part in view.parts:
            if isinstance(part, FormPart):
                return view, part
    return None


def modal(view: View, form: FormPart, request: Request) -> Block:
    """The form of a view, as `request` opens it.

    Every field is in it. Where there is not room for all that is said beside them, the beginning
    of each text goes before the rest of any, and of two the one that the reader needs more.

    Raises:
        ValueError: what it has to carry is too long for a modal, or it has more fields than one.
    """
    metadata = str(Opener.of(request, form.open.token, form.seen))
    if len(metadata) > METADATA_LIMIT or len(form.fields) > BLOCKS_LIMIT:
        raise ValueError(form.open.token)
    blocks = [*_above(view, form), *(block for field in form.fields for block in _of_field(field))]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": metadata,
        "title": plain_text(_fit(form.title, TITLE_LIMIT)),
        "submit": plain_text(_fit(form.submit, TITLE_LIMIT)),
        "blocks": [block.block for block in _that_fit(blocks)],
    }


def notice(view: View) -> Block:
    """A modal that only says something. Its buttons are left out: they belong to a message."""
    pieces = [piece for part in view.parts for piece in pieces_of(part, 0)]
    pieces = _unless_whole(view.title, TITLE_LIMIT) + pieces
    blocks = [piece.block for piece in pieces if piece.block["type"] != "actions"]
    return {
        "type": "modal",
        "title": plain_text(_fit(view.title, TITLE_LIMIT)),
        "blocks": (blocks or [{"type": "divider"}])[:BLOCKS_LIMIT],
    }


def acknowledgement(request: Request, reply: Reply) -> dict[str, object]:
    """What to answer to a modal that was sent: nothing closes it."""
    if not reply.in_form:
        return {}
    found = form_of(reply.views)
    if found is None and reply.intent == NOTICE and not reply.put_off:
        told = "\n".join(_told(view) for view in reply.views)
        return _errors(dict.fromkeys(list(request.fields)[:1], told))
    if found is None:
        return {"response_action": "update", "view": notice(reply.views[0])}
    view, form = found
    wrong = {field.key: field.problem for field in form.fields if field.problem}
    shown = {key: problem for key, problem in wrong.items() if key in request.fields}
    if shown:
        return _errors(shown)
    return {"response_action": "update", "view": modal(view, form, request)}


def later(request: Request) -> dict[str, object]:
    """What to answer when it takes longer than Slack waits."""
    view = takes_longer(Words(request.actor.language or "en", platform=Platform.SLACK))
    return {"response_action": "update", "view": notice(view)}


def _errors(problems: Mapping[str, str]) -> dict[str, object]:
    errors = {key: _fit(problem, LABEL_LIMIT) for key, problem in problems.items()}
    return {"response_action": "errors", "errors": errors} if errors else {}


def _told(view: View) -> str:
    return " ".join(part.text for part in view.parts if isinstance(part, Paragraph))


def _that_fit(blocks: Sequence[_Block]) -> list[_Block]:
    """As many blocks as a modal takes, in their order."""
    kept = sorted(range(len(blocks)), key=lambda index: blocks[index].turn)[:BLOCKS_LIMIT]
    return [blocks[index] for index in sorted(kept)]


def _above(view: View, form: FormPart) -> list[_Block]:
    """What stands above the inputs: what is said beside the form, and a title that was cut."""
    told = [pieces_of(part, 0) for part in view.parts if not isinstance(part, FormPart)]
    return _said(_Need.ABOVE, _unless_whole(form.title, TITLE_LIMIT), *told)


def _said(need: _Need, *texts: Sequence[Piece]) -> list[_Block]:
    return [_Block(piece.block, need, depth) for text in texts for depth, piece in enumerate(text)]


def _unless_whole(text: str, limit: int) -> list[Piece]:
    """A text written out, if it has to be cut elsewhere."""
    return rich(bold(text)) if size(flat(text)) > limit else []


def _of_field(field: Field) -> list[_Block]:
    """A field: what was wrong with it, what its label and hint have no room for, the input."""
    problem = pieces_of(Paragraph(field.problem, Tone.WARNING), 0) if field.problem else []
    label, hint = _unless_whole(field.label, LABEL_LIMIT), _long_hint(field.hint)
    return [
        *_said(_Need.PROBLEM, problem),
        *_said(_Need.WRITTEN_OUT, label, hint),
        _Block(_input(field), _Need.INPUT),
    ]


def _input(field: Field) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.key,
        "label": plain_text(_fit(field.label, LABEL_LIMIT)),
        "element": {**_element(field), "action_id": INPUT},
        "optional": not field.required,
    }
    hint = " ".join(rows(field.hint))
    return block | {"hint": plain_text(fitted(hint, LABEL_LIMIT))} if hint.strip() else block


def _long_hint(hint: str) -> list[Piece]:
    return hints(plain(hint)) if size(flat(hint)) > LABEL_LIMIT else []


def _element(field: Field) -> Block:
    match field.kind:
        case FieldKind.LINE | FieldKind.PARTIAL_DATE:
            return _written(field)
        case FieldKind.TEXT:
            return _written(field) | {"multiline": True}
        case FieldKind.NUMBER:
            value = {"initial_value": field.value} if _is_whole(field.value) else {}
            return {"type": "number_input", "is_decimal_allowed": False, **value}
        case FieldKind.DATE:
            value = {"initial_date": field.value} if _is_day(field.value) else {}
            return {"type": "datepicker", **value}
        case FieldKind.CHOICE:
            chosen = _options(c for c in field.choices if c.value == field.value)
            select: Block = {"type": "static_select", "options": _options(field.choices)}
            return select | ({"initial_option": chosen[0]} if chosen else {})
        case FieldKind.CHOICES:
            values = field.value.split("|")
            chosen = _options(c for c in field.choices if c.value in values)
            several: Block = {"type": "multi_static_select", "options": _options(field.choices)}
            return several | ({"initial_options": chosen} if chosen else {})
        case _:
            assert_never(field.kind)


def _written(field: Field) -> Block:
    most = min(field.most, TEXT_LIMIT)
    value = field.value[:most]
    first = {"initial_value": value} if value.strip() else {}
    return {"type": "plain_text_input", "max_length": most, **first}


def _options(choices: Iterable[Choice]) -> list[Block]:
    return [_option(choice) for choice in choices][:OPTIONS_LIMIT]


def _option(choice: Choice) -> Block:
    text = plain_text(_fit(choice.label, OPTION_LIMIT, choice.value))
    return {"text": text, "value": choice.value}


def _fit(text: str, limit: int, instead: str = "…") -> str:
    """The text within a limit; Slack takes no empty one."""
    return fitted(text, limit) or fitted(instead, limit)


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
