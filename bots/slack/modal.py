"""A form as a modal, and the answer to one that was sent. Pure.

Limits: docs.slack.dev/reference/views (title, submit 24, private_metadata 3000, 100 blocks), the
input block (label, hint 2000) and the elements' own pages (100 options of 75 characters).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
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


def form_of(views: Iterable[View]) -> tuple[View, FormPart] | None:
    """The form among the views of a reply, if there is one."""
    for view in views:
        for part in view.parts:
            if isinstance(part, FormPart):
                return view, part
    return None


def modal(view: View, form: FormPart, request: Request) -> Block:
    """The form of a view, as `request` opens it.

    Raises:
        ValueError: what it has to carry is too long for a modal.
    """
    metadata = str(Opener.of(request, form.open.token, form.seen))
    if len(metadata) > METADATA_LIMIT:
        raise ValueError(form.open.token)
    inputs = [block for field in form.fields for block in _input_blocks(field)]
    room = max(0, BLOCKS_LIMIT - len(inputs))
    above = [piece.block for piece in _above(view, form)][:room]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": metadata,
        "title": plain_text(_fit(form.title, TITLE_LIMIT)),
        "submit": plain_text(_fit(form.submit, TITLE_LIMIT)),
        "blocks": [*above, *inputs][:BLOCKS_LIMIT],
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


def _above(view: View, form: FormPart) -> Iterator[Piece]:
    """What stands above the inputs: what is said beside the form, and a title that was cut."""
    yield from _unless_whole(form.title, TITLE_LIMIT)
    for part in view.parts:
        if not isinstance(part, FormPart):
            yield from pieces_of(part, 0)


def _unless_whole(text: str, limit: int) -> list[Piece]:
    """A text written out, if it has to be cut elsewhere."""
    return rich(bold(text)) if size(flat(text)) > limit else []


def _input_blocks(field: Field) -> Iterator[Block]:
    """A field: what was wrong with it, what its label and hint have no room for, the input."""
    if field.problem:
        for piece in pieces_of(Paragraph(field.problem, Tone.WARNING), 0):
            yield piece.block
    for piece in (*_unless_whole(field.label, LABEL_LIMIT), *_long_hint(field.hint)):
        yield piece.block
    block: Block = {
        "type": "input",
        "block_id": field.key,
        "label": plain_text(_fit(field.label, LABEL_LIMIT)),
        "element": {**_element(field), "action_id": INPUT},
        "optional": not field.required,
    }
    hint = " ".join(rows(field.hint))
    yield block | {"hint": plain_text(fitted(hint, LABEL_LIMIT))} if hint.strip() else block


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
