"""What stewards are told of a case that they changed, moved, or could not."""

from typing import assert_never

from core.domain.cases import Case, ConsentScope
from core.i18n import Words
from core.parts import Action, Fact, Facts, Item, Items, Paragraph, Part, Timeline, Tone, View
from core.usecases.casework import Kept, Overtaken
from core.usecases.levels import CantMove, Missing, Moved, Proposed
from core.usecases.steward_forms import CaseChanged, Changed
from core.usecases.stop import ConsentWithdrawn, NothingToPause, Paused, Resumed
from core.views.case_parts import open_case
from core.views.casework_labels import (
    case_name,
    field_label,
    load_text,
    obstacle_text,
    requirement_label,
    what_is_proposed,
)
from core.views.history import told_since
from core.views.labels import level_label

ChangeOutcome = (
    CaseChanged
    | Moved
    | Proposed
    | Missing
    | CantMove
    | Overtaken
    | Paused
    | Resumed
    | NothingToPause
    | ConsentWithdrawn
)


def change_view(outcome: ChangeOutcome, words: Words) -> View:  # noqa: C901, PLR0911  a table
    """Word what came of a steward's wish."""
    match outcome:
        case CaseChanged():
            return _changed(outcome, words)
        case Moved():
            return _moved(outcome, words)
        case Proposed():
            return _proposed(outcome, words)
        case Missing():
            return _missing(outcome, words)
        case CantMove():
            return _cant_move(outcome, words)
        case Overtaken():
            return _overtaken(outcome, words)
        case Paused():
            return _paused(outcome, words)
        case Resumed():
            return _resumed(outcome, words)
        case NothingToPause():
            return _nothing_to_pause(outcome, words)
        case ConsentWithdrawn():
            return _consent_withdrawn(outcome, words)
        case _:
            assert_never(outcome)


def _changed(outcome: CaseChanged, words: Words) -> View:
    case = outcome.case
    title = _title_of(outcome.change, case, words)
    if not outcome.fields:
        title = words("Nothing was changed on {ref}", ref=case.key)
    parts: list[Part] = [Paragraph(case.title)]
    if outcome.change is Changed.EDITED and outcome.fields:
        names = words.joined(field_label(field, words) for field in outcome.fields)
        parts.append(Paragraph(words("Changed: {fields}.", fields=names)))
    if outcome.change is Changed.CREATED:
        parts.append(Paragraph(words("Only stewards can see a draft."), Tone.HINT))
    parts += _consequences(outcome.kept, words)
    return View("case_changed_here", title, tuple(parts), _next_steps(case, words))


def _title_of(change: Changed, case: Case, words: Words) -> str:
    ref = case.key
    return {
        Changed.CREATED: words("Draft kept: {ref}", ref=ref),
        Changed.EDITED: words("Changed: {ref}", ref=ref),
        Changed.CONSENT: words("Consent recorded: {ref}", ref=ref),
        Changed.PERSON_ADDED: words("Person added to {ref}", ref=ref),
        Changed.PERSON: words("Person changed on {ref}", ref=ref),
        Changed.ACTION_ADDED: words("Action added to {ref}", ref=ref),
        Changed.ACTION: words("Action changed on {ref}", ref=ref),
        Changed.VERIFIED: words("Verified: {ref}", ref=ref),
    }[change]


def _consequences(kept: Kept, words: Words) -> list[Part]:
    """What else came of it: who was told to stop, which proposals lapsed."""
    parts: list[Part] = []
    if kept.stopped:
        parts += _stopped(kept, words)
    parts += (
        Paragraph(words("The proposal has lapsed: {what}.", what=what_is_proposed(proposal, words)))
        for proposal in kept.lapsed
    )
    return parts


def _stopped(kept: Kept, words: Words) -> list[Part]:
    told = words.plural(
        "{n} person who acts on it is told to stop all action now.",
        "{n} people who act on it are told to stop all action now.",
        kept.told,
    )
    return [
        Paragraph(words("It is hidden everywhere from this moment."), Tone.WARNING),
        Paragraph(told),
        Paragraph(
            words("What was posted about it is taken back. You will hear what could not be."),
            Tone.HINT,
        ),
    ]


def _next_steps(case: Case, words: Words) -> tuple[Action, ...]:
    people = Action(words("People"), "portfolio", f"people:{case.key}")
    deeds = Action(words("Actions"), "portfolio", f"actions:{case.key}")
    cleared = ConsentScope.LISTING in case.consent and case.safe_to_publicise
    consent = Action(words("Consent"), "form", f"consent:{case.key}", primary=not cleared)
    move = Action(words("Move"), "form", f"move:{case.key}")
    return (open_case(case.key, words), people, deeds, consent, move)


def steward_buttons(case: Case, words: Words) -> tuple[Action, ...]:
    """What a steward can do with a case, below its card."""
    stop = (
        Action(words("Resume"), "resume", case.key)
        if case.paused
        else Action(words("Pause"), "pause", case.key)
    )
    return (
        Action(words("Edit"), "form", f"case_edit:{case.key}"),
        Action(words("Move"), "form", f"move:{case.key}"),
        *(() if case.never_active else (stop,)),
        Action(words("Verify"), "form", f"verify:{case.key}"),
        Action(words("People"), "portfolio", f"people:{case.key}"),
        Action(words("Actions"), "portfolio", f"actions:{case.key}"),
        Action(words("Consent"), "form", f"consent:{case.key}"),
        Action(words("Consent withdrawn"), "form", f"consent_withdrawn:{case.key}"),
    )


def _moved(outcome: Moved, words: Words) -> View:
    case = outcome.case
    level = level_label(case.level, words)
    parts: list[Part] = [
        Paragraph(case.title),
        Paragraph(
            words(
                "From {before} to {after}.",
                before=level_label(outcome.before, words),
                after=level,
            ),
            Tone.SUCCESS,
        ),
    ]
    if outcome.beyond is not None:
        text = words(
            "This is beyond the capacity of the research team, and recorded so: {load}.",
            load=load_text(outcome.beyond, words),
        )
        parts.append(Paragraph(text, Tone.WARNING))
    parts += _consequences(outcome.kept, words)
    title = words("{ref} is {level} now", ref=case.key, level=level)
    return View("moved", title, tuple(parts), (open_case(case.key, words),))


def _proposed(outcome: Proposed, words: Words) -> View:
    proposal = outcome.proposal
    text = words(
        "There is a living, unreleased prisoner of conscience on this case. So this is proposed, "
        "and can be questioned until {day}. If nobody questions it, it takes effect on the day "
        "after.",
        day=words.day(proposal.notice_ends),
    )
    told = words.plural(
        "{n} person who has taken it on was told.",
        "{n} people who have taken it on were told.",
        outcome.told,
    )
    parts = (
        Facts((Fact(words("Proposed"), what_is_proposed(proposal, words)),)),
        Paragraph(text),
        Paragraph(told, Tone.HINT),
    )
    buttons = (
        Action(words("See the proposal"), "proposal", proposal.id),
        open_case(outcome.case.key, words),
    )
    return View("proposed", case_name(outcome.case, words), parts, buttons)


def _missing(outcome: Missing, words: Words) -> View:
    case = outcome.case
    title = words("{ref} can't be active yet", ref=case.key)
    needed = tuple(Item(requirement_label(r, words)) for r in outcome.missing)
    parts: list[Part] = [Items(needed, words("It lacks"))]
    if outcome.research.full:
        team = words(
            "Research team {team}: {load}. Its capacity may be overridden, with a reason.",
            team=outcome.research.team,
            load=load_text(outcome.research, words),
        )
        parts.append(Paragraph(team, Tone.HINT))
    edit = Action(words("Edit"), "form", f"case_edit:{case.key}", primary=True)
    return View("missing", title, tuple(parts), (edit, *_next_steps(case, words)))


def _cant_move(outcome: CantMove, words: Words) -> View:
    title = words("{ref} was not changed", ref=outcome.case.key)
    text = Paragraph(obstacle_text(outcome.obstacle, words), Tone.WARNING)
    return View("cant_move", title, (text,), (open_case(outcome.case.key, words),))


def _overtaken(outcome: Overtaken, words: Words) -> View:
    title = words("Somebody was faster on {ref}", ref=outcome.case.key)
    text = words("The case was changed meanwhile. Nothing was changed by you.")
    parts: list[Part] = [Paragraph(text, Tone.WARNING)]
    if outcome.since:
        parts.append(Timeline(told_since(outcome.since, outcome.own, words), words("Since then")))
    if outcome.typed:
        written = tuple(Fact(words("You had written"), text) for text in outcome.typed)
        parts.append(Facts(written))
    return View("overtaken", title, tuple(parts), (open_case(outcome.case.key, words),))


def _paused(outcome: Paused, words: Words) -> View:
    case = outcome.kept.case
    parts = [Paragraph(case.title), *_consequences(outcome.kept, words)]
    if not outcome.kept.stopped:
        parts.append(Paragraph(words("Members could not see it before."), Tone.HINT))
    buttons = (Action(words("Resume"), "resume", case.key), open_case(case.key, words))
    return View("paused", words("{ref} is paused", ref=case.key), tuple(parts), buttons)


def _resumed(outcome: Resumed, words: Words) -> View:
    case = outcome.case
    text = (
        words(
            "Members can see it and act on it again. Whoever has taken it on, follows it or was "
            "told to stop is told so. Please tell the others."
        )
        if case.shown_to_members
        else words("It is still not shown to members: consent or safety is missing.")
    )
    parts = (Paragraph(case.title), Paragraph(text))
    title = words("{ref} is no longer paused", ref=case.key)
    return View("resumed", title, parts, (open_case(case.key, words),))


def _nothing_to_pause(outcome: NothingToPause, words: Words) -> View:
    case = outcome.case
    if case.never_active:
        text = words("This is a draft. Nobody but stewards can see it.")
    elif outcome.pausing:
        text = words("It was paused before.")
    else:
        text = words("It was not paused.")
    title = words("{ref} was not changed", ref=case.key)
    return View("nothing_to_pause", title, (Paragraph(text),), (open_case(case.key, words),))


def _consent_withdrawn(outcome: ConsentWithdrawn, words: Words) -> View:
    case = outcome.kept.case
    text = words("It is closed because consent was withdrawn. All consent on record is gone.")
    parts = (Paragraph(text), *_consequences(outcome.kept, words))
    title = words("{ref} is closed", ref=case.key)
    return View("consent_withdrawn", title, parts, (open_case(case.key, words),))
