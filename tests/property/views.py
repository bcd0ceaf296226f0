"""Generated views with the texts that break renderers; shared by the platforms' tests."""

import string

from hypothesis import strategies as st

from core.parts import (
    TOKEN_BYTES,
    Action,
    Choice,
    Event,
    Example,
    Examples,
    Fact,
    Facts,
    Field,
    FieldKind,
    FormPart,
    Item,
    Items,
    Paragraph,
    Part,
    Progress,
    Timeline,
    Tone,
    View,
)

HOSTILE = (
    "",
    " ",
    "\x00",
    "NUL\x00inside",
    "\ud800 lone \udfff",
    "<!channel> <!here> <@U123> <#C1|x>",
    "<b>bold</b> <script>alert(1)</script> </code> <a href='https://example.org'>x</a>",
    "& &amp; &lt;b&gt; &#60; &nosuch;",
    "*bold* _italic_ ~struck~ `code` ```pre``` > quote",
    "https://example.org/?a=1&b=<2>|x",
    "@everyone @channel /start /cases@other_bot",
    "\u202eright to left\u202c \u2067isolated",
    "\u2069\u2069 closes what it did not open \u202c",
    "שלום 123 السلام عليكم 456",
    "\u200f\u200e\u061c",
    "👩‍👩‍👧‍👦🏽 🇸🇪 e\u0301\u0301 क्षि",
    "\u2028line\u2029paragraph\x85next\vtab\x0cfeed\rback\r\nboth\n",
    "\n\n\nthree lines above\n\n",
    "nine\ttabs\t\t\t\t\t\t\t\t",
    "W" * 5000,
    "😀" * 3000,
    "&" * 4500,
    "<" * 4096,
    "אב " * 1500,
    "word and word " * 1430,
)

_EVERY_CHARACTER = st.characters(codec=None)

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(_EVERY_CHARACTER, max_size=80),
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=3).map(" ".join),
    st.sampled_from(("Case MYS-0012", "2 active cases", "14 May 2010", "7 of 10")),
)
"""Any text at all: every code point, markup of all platforms, up to tens of thousands of them."""

labels = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(_EVERY_CHARACTER, min_size=1, max_size=80),
    st.sampled_from(("Open MYS-0012", "Next", "Previous", "Commit", "Act")),
)

_REFS = st.text(string.ascii_letters + string.digits + " :-", max_size=TOKEN_BYTES - 10)
_COMMANDS = st.one_of(
    st.sampled_from(("/cases Malaysia", "/goals", "/vigil help", "/digest Fri 17:30")), texts
)

actions = st.builds(
    Action,
    label=labels,
    verb=st.sampled_from(("cases", "case", "commit", "goals", "digest")),
    ref=_REFS,
    primary=st.booleans(),
)

facts = st.builds(Fact, label=texts, value=texts)

fields = st.builds(
    Field,
    key=st.text(string.ascii_lowercase, min_size=1, max_size=20),
    kind=st.sampled_from(FieldKind),
    label=texts,
    hint=texts,
    value=texts,
    required=st.booleans(),
    choices=st.lists(
        st.builds(
            Choice, value=st.text(string.ascii_lowercase, min_size=1, max_size=40), label=labels
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda choice: choice.value,
    ).map(tuple),
    most=st.sampled_from((1, 300, 3_000)),
    problem=texts,
)

forms = st.builds(
    FormPart,
    title=texts,
    fields=st.lists(fields, min_size=1, max_size=12, unique_by=lambda field: field.key).map(tuple),
    submit=labels,
    open=actions,
    seen=st.text(string.ascii_letters, max_size=64),
)

parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(Paragraph, text=texts, tone=st.sampled_from(Tone)),
    st.builds(Facts, facts=st.lists(facts, max_size=6).map(tuple)),
    st.builds(
        Items,
        items=st.lists(
            st.builds(
                Item,
                title=texts,
                lines=st.lists(texts, max_size=3).map(tuple),
                action=st.none() | actions,
            ),
            max_size=12,
        ).map(tuple),
        heading=texts,
    ),
    st.builds(
        Progress,
        title=texts,
        done=st.none() | st.floats(-2, 5, allow_nan=False),
        facts=st.lists(facts, max_size=4).map(tuple),
        note=texts,
    ),
    st.builds(
        Timeline,
        events=st.lists(st.builds(Event, when=texts, what=texts), max_size=8).map(tuple),
        heading=texts,
    ),
    st.builds(
        Examples,
        examples=st.lists(st.builds(Example, command=_COMMANDS, meaning=texts), max_size=6).map(
            tuple
        ),
        heading=texts,
    ),
    forms,
)

views = st.builds(
    View,
    name=st.just("generated"),
    title=texts,
    parts=st.lists(parts, max_size=5).map(tuple),
    actions=st.lists(actions, max_size=8).map(tuple),
)


def texts_of(view: View) -> tuple[str, ...]:
    """Every text of a view that a reader must find in what is rendered, in its order."""
    return (view.title, *(text for part in view.parts for text in _texts_of_part(part)))


def actions_of(view: View) -> tuple[Action, ...]:
    """Every button of a view, in its order."""
    parts = [told for part in view.parts for told in told_parts(part)]
    items = [item for part in parts if isinstance(part, Items) for item in part.items]
    return (*(item.action for item in items if item.action is not None), *view.actions)


def told_parts(part: Part) -> tuple[Part, ...]:
    """What a part is told as in a message: a form by its outline."""
    return part.outline if isinstance(part, FormPart) else (part,)


def _texts_of_part(part: Part) -> tuple[str, ...]:  # noqa: PLR0911  one a part
    match part:
        case Paragraph():
            return (part.text,)
        case Facts():
            return _texts_of_facts(part.facts)
        case Items():
            return (part.heading, *(text for i in part.items for text in (i.title, *i.lines)))
        case Progress():
            return (part.title, *_texts_of_facts(part.facts), part.note)
        case Timeline():
            return (part.heading, *(text for e in part.events for text in (e.when, e.what)))
        case Examples():
            return (part.heading, *(t for e in part.examples for t in (e.command, e.meaning)))
        case FormPart():
            return tuple(text for told in part.outline for text in _texts_of_part(told))


def _texts_of_facts(many: tuple[Fact, ...]) -> tuple[str, ...]:
    return tuple(text for fact in many for text in (fact.label, fact.value))
