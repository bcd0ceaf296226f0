"""What a message means, never how it looks. Every renderer handles each of these parts.

All text in here is plain: a renderer escapes it, last, and owns every limit on its length.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

TOKEN_BYTES = 64
"""The most that Telegram's callback_data holds; the same bound on every platform."""


class Tone(StrEnum):
    """What a paragraph is for."""

    PLAIN = "plain"
    HINT = "hint"
    """What to do next, or a remark that may be passed over."""
    WARNING = "warning"
    SUCCESS = "success"


@dataclass(frozen=True, slots=True)
class Action:
    """A button: `verb:ref` is parsed like typed text when it is pressed.

    Raises:
        ValueError: the token is longer than TOKEN_BYTES.
    """

    label: str
    verb: str
    ref: str = ""
    primary: bool = False

    def __post_init__(self) -> None:
        if len(self.token.encode()) > TOKEN_BYTES:
            raise ValueError(self.token)

    @property
    def token(self) -> str:
        """What the button carries."""
        return f"{self.verb}:{self.ref}" if self.ref else self.verb


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    tone: Tone = Tone.PLAIN
    part: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Short labelled values that belong together."""

    facts: tuple[Fact, ...]
    part: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list: its title, what is said of it, and the button that opens it."""

    title: str
    lines: tuple[str, ...] = ()
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A list of things."""

    items: tuple[Item, ...]
    heading: str = ""
    part: Literal["items"] = "items"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is: `done` from 0 to 1, beyond where it is so, None if it has no share."""

    title: str
    done: float | None
    facts: tuple[Fact, ...] = ()
    note: str = ""
    part: Literal["progress"] = "progress"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened when."""

    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, in the order given."""

    events: tuple[Event, ...]
    heading: str = ""
    part: Literal["timeline"] = "timeline"


@dataclass(frozen=True, slots=True)
class Example:
    """A command as one would type it, and what it does."""

    command: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Examples:
    """Commands to try."""

    examples: tuple[Example, ...]
    heading: str = ""
    part: Literal["examples"] = "examples"


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen in a field."""

    value: str
    label: str


class FieldKind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    """Any number of them; at least one where it is required."""
    DATE = "date"
    PARTIAL_DATE = "partial_date"
    """A day, a month or a year."""
    NUMBER = "number"
    """A whole one."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `value` stands in it; of CHOICES the values, joined by `|`."""

    key: str
    kind: FieldKind
    label: str
    hint: str = ""
    value: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    most: int = 3_000
    """Characters."""
    problem: str = ""
    """What is wrong with the value."""


@dataclass(frozen=True, slots=True)
class FormPart:
    """A form to be filled in as a whole. `open` is the button that opens it.

    Where it can't be shown as one, its fields are told, with the button below.
    """

    title: str
    fields: tuple[Field, ...]
    submit: str
    open: Action
    seen: str = ""
    part: Literal["form"] = "form"

    @property
    def outline(self) -> tuple["Paragraph | Items", ...]:
        """What it asks, as a platform tells it that can't show the form itself."""
        wrong = tuple(
            Paragraph(f"{field.label}: {field.problem}", Tone.WARNING)
            for field in self.fields
            if field.problem
        )
        asked = tuple(Item(field.label) for field in self.fields)
        return (*wrong, Items((*asked, Item(self.title, action=self.open))))


Part = Paragraph | Facts | Items | Progress | Timeline | Examples | FormPart


@dataclass(frozen=True, slots=True)
class View:
    """One message's meaning. `name` is the view's own, for golden files and overrides."""

    name: str
    title: str
    parts: tuple[Part, ...] = ()
    actions: tuple[Action, ...] = field(default=())
    typed: bool = False
    """An answer is typed: a bare number is one, and not the number of a button."""
