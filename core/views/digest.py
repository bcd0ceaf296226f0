"""What the digest of the goals says."""

from core.i18n import Words
from core.parts import Action, Fact, Facts, Item, Items, Part, View
from core.usecases.digest import GoalsDigest, SectionNumbers, WeekChange
from core.views.change import cause_facts
from core.views.goals import cases_behind, goal_progress


def goals_digest(digest: GoalsDigest, words: Words) -> View:
    """The weekly message."""
    parts: list[Part] = [goal_progress(state, words) for state in digest.states]
    if digest.section is not None:
        parts.append(_section_facts(digest.section, words))
    if digest.change is not None:
        parts.append(_week(digest.change, words))
    parts.append(_without_section(digest, words))
    title = words("The week in the portfolio · {day}", day=words.day(digest.day))
    buttons = (
        *cases_behind(digest.states, words),
        *_behind_week(digest.change, words),
        choose_time_button(words),
        Action(words("Stop"), "digest", "off"),
    )
    return View("goals_digest", title, tuple(parts), buttons)


def _week(change: WeekChange, words: Words) -> Facts:
    """What happened to the active cases, cause by cause."""
    together = words.signed(change.difference) if change.causes else words("no change")
    label = words("Active cases since {day}", day=words.day(change.period.first))
    return Facts((Fact(label, together), *cause_facts(change.causes, words)))


def _behind_week(change: WeekChange | None, words: Words) -> tuple[Action, ...]:
    """One button for all causes: what opens to the cases of each."""
    if change is None or not change.causes:
        return ()
    return (Action(words("Net change of active cases"), "goals", f"change {change.period}"),)


def choose_time_button(words: Words) -> Action:
    """The button that offers times."""
    return Action(words("Choose time"), "digest", "times")


def _section_facts(numbers: SectionNumbers, words: Words) -> Facts:
    deadline = numbers.nearest_deadline
    return Facts(
        (
            Fact(
                words("Section {section}", section=numbers.name),
                words(
                    "{running} of {capacity} cases",
                    running=numbers.load.running,
                    capacity=numbers.load.capacity,
                ),
            ),
            Fact(words("Actions open on them"), words.number(numbers.open_actions)),
            Fact(words("Nearest deadline"), words.day(deadline) if deadline else words("none set")),
        )
    )


def _without_section(digest: GoalsDigest, words: Words) -> Items:
    heading = words.plural(
        "{n} active case has no section yet",
        "{n} active cases have no section yet",
        digest.without_section,
    )
    items = tuple(
        Item(
            words("{ref} in {country}", ref=mention.key, country=words.country(mention.country)),
            action=Action(words("Open {ref}", ref=mention.key), "case", mention.key),
        )
        for mention in digest.examples
    )
    return Items(items, heading)
