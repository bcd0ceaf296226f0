"""What is said when a section's capacity was set."""

from core.i18n import Words
from core.parts import Action, Paragraph, Tone, View
from core.usecases.capacity import CapacitySet
from core.views.commit import kept_places


def capacity_set(outcome: CapacitySet, words: Words) -> View:
    """Say what holds now; and if more is running than that, what it means."""
    load, section = outcome.load, outcome.section
    title = words("Capacity of Section {section}: {n}", section=section.name, n=load.capacity)
    if outcome.before == load.capacity:
        text = words("It was so before; nothing was changed.")
    else:
        text = words("It was {before}.", before=outcome.before)
    if load.over:
        running = words.plural(
            "{running} running of {capacity}: no new ones until one is handed back.",
            "{running} running of {capacity}: no new ones until {n} are handed back.",
            load.over,
            running=load.running,
            capacity=load.capacity,
        )
        second = Paragraph(running, Tone.WARNING)
    else:
        running = words(
            "{running} running of {capacity}.", running=load.running, capacity=load.capacity
        )
        second = Paragraph(running)
    mine = Action(words("Our cases"), "cases", f"1:section {section.code}")
    kept = (Paragraph(kept_places(load, words)),) if load.kept else ()
    return View("capacity_set", title, (Paragraph(text, Tone.SUCCESS), second, *kept), (mine,))
