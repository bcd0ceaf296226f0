"""What the digests' lines about feedback and nominations say."""

from datetime import date

from core.domain.clocks import Due, Timing
from core.domain.feedback import Contested, State
from core.i18n import Words
from core.parts import Action, Item
from core.usecases.digest_lines import Line
from core.views.feedback_labels import clock_label, due_label, kind_label


def feedback_item(line: Line, words: Words) -> Item:
    """A decision that is questioned, and until when the next step is due."""
    facts = line.facts
    ref = str(facts["ref"])
    about = line.case or words.country(str(facts["country"]))
    kind = kind_label(Contested(str(facts["kind"])), words)
    lines = [words("From Section {section}", section=facts["section"])]
    if "due" in facts:
        due = Due(date.fromisoformat(str(facts["due"])), Timing(str(facts["timing"])))
        lines.append(f"{clock_label(State(str(facts['state'])), words)} {due_label(due, words)}")
    opens = Action(words("Open {ref}", ref=ref), "feedback", ref)
    title = words("{ref} · {about} · {kind}", ref=ref, about=about, kind=kind)
    return Item(title, tuple(lines), opens)


def nominations_item(line: Line, words: Words) -> Item:
    """How many nominations wait."""
    number = int(line.facts["number"])
    title = words.plural("{n} nomination waits", "{n} nominations wait", number)
    return Item(title, action=Action(words("See them"), "nominate", "list"))
