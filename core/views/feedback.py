"""What is said of feedback: one with its steps, an outline, the list."""

from typing import assert_never

from core.domain.feedback import Feedback, Outline
from core.i18n import Words
from core.parts import (
    Action,
    Event,
    Fact,
    Facts,
    Item,
    Items,
    Paragraph,
    Part,
    Timeline,
    Tone,
    View,
)
from core.usecases.feedback import (
    FeedbackListed,
    FeedbackOutcome,
    FeedbackOutlined,
    FeedbackShown,
    Move,
    NoSuchFeedback,
    Said,
)
from core.views.case_parts import open_case
from core.views.feedback_labels import (
    clock_label,
    due_label,
    kind_label,
    requirement_labels,
    state_label,
    target_label,
    verdict_label,
)
from core.views.labels import level_label


def feedback_view(outcome: FeedbackOutcome, words: Words) -> View:
    """Word feedback, or that there is none."""
    match outcome:
        case FeedbackShown():
            return _shown(outcome, words)
        case FeedbackOutlined():
            return _outlined(outcome.outline, words)
        case FeedbackListed():
            return _listed(outcome, words)
        case NoSuchFeedback():
            return _none(outcome, words)
        case _:
            assert_never(outcome)


def _shown(outcome: FeedbackShown, words: Words) -> View:
    feedback = outcome.feedback
    parts: list[Part] = []
    said = _said(outcome, words)
    if said:
        parts.append(said)
    parts.append(Facts(tuple(_facts(outcome, words))))
    parts.append(Timeline(tuple(_steps(outcome, words)), words("What happened")))
    if Move.ACCEPT in outcome.moves:
        parts.append(Paragraph(words("Does this answer you?"), Tone.HINT))
    title = words("Feedback {ref}", ref=feedback.ref)
    if outcome.title:
        title = words("Feedback {ref}: {title}", ref=feedback.ref, title=outcome.title)
    return View("feedback", title, tuple(parts), _buttons(outcome, words))


def _said(outcome: FeedbackShown, words: Words) -> Paragraph | None:
    done = {
        Said.FILED: words("Thank you. The stewards have been told."),
        Said.ACKNOWLEDGED: words("The section has been told that you have seen it."),
        Said.ANSWERED: words("The section has been told your answer."),
        Said.COMMENTED: words("Your comment is kept, and the stewards have been told."),
        Said.ACCEPTED: words("Thank you. The stewards have been told."),
        Said.APPEALED: words("Your appeal is before the board."),
        Said.RULED: _ruled(outcome, words),
    }
    undone = {
        Said.ALREADY_FILED: words(
            "Your section has questioned this decision before. Nothing was changed."
        ),
        Said.TOO_LATE: words("That can't be done now. Nothing was changed; this is how it stands."),
        Said.BARRED: words(
            "You took part in this decision, so somebody else has to rule on it. "
            "Nothing was changed."
        ),
    }
    if outcome.said in done:
        return Paragraph(done[outcome.said], Tone.SUCCESS)
    return Paragraph(undone[outcome.said], Tone.WARNING) if outcome.said in undone else None


def _ruled(outcome: FeedbackShown, words: Words) -> str:
    ruling = outcome.feedback.ruling
    if outcome.moved is not None:
        level = level_label(outcome.moved, words)
        return words("Everyone concerned has been told. The case is {level} now.", level=level)
    if ruling and ruling.missing:
        return words(
            "The ruling is recorded. The level could not be changed yet. Missing: {missing}. "
            "The stewards have been told.",
            missing=requirement_labels(ruling.missing, words),
        )
    return words("Everyone concerned has been told.")


def _facts(outcome: FeedbackShown, words: Words) -> list[Fact]:
    feedback = outcome.feedback
    target = feedback.target
    told = [
        (words("From"), words("Section {section}", section=outcome.section)),
        (words("Case"), target.case),
        (words("Person"), feedback.person_name),
        (words("Country"), words.country(target.country)),
        (words("Decision"), target_label(target, words)),
        (words("State"), state_label(feedback.state, words)),
    ]
    if outcome.due:
        told.append((clock_label(feedback.state, words), due_label(outcome.due, words)))
    if Move.SEE_DRAFT in outcome.moves or Move.ANSWER in outcome.moves:
        told.append((words("Draft"), feedback.draft))
    return [Fact(label, value) for label, value in told if value]


def _steps(outcome: FeedbackShown, words: Words) -> list[Event]:
    """In the order in which they happened; what is missing has not happened."""
    feedback = outcome.feedback
    steps = [(feedback.at, words("Asked: {text}", text=feedback.question))]
    if feedback.acknowledged_at:
        steps.append((feedback.acknowledged_at, words("Acknowledged")))
    if feedback.answered:
        answer = feedback.answered
        text = words(
            "Answered: {verdict}. {reasons}\nNext step: {step}, by {day}",
            verdict=verdict_label(answer.verdict, words),
            reasons=answer.reasons,
            step=answer.next_step,
            day=words.day(answer.next_date),
        )
        steps.append((answer.at, text))
    for comment in feedback.comments:
        text = words(
            "Section {section}: {text}",
            section=outcome.commenters.get(comment.section, comment.section),
            text=comment.text,
        )
        steps.append((comment.at, text))
    if feedback.accepted_at:
        text = (
            words("Counts as accepted: nobody appealed in time")
            if feedback.lapsed
            else words("Accepted")
        )
        steps.append((feedback.accepted_at, text))
    if feedback.appeal:
        text = words("Appealed: {text}", text=feedback.appeal.reasons)
        steps.append((feedback.appeal.at, text))
    if feedback.ruling:
        steps.append((feedback.ruling.at, _ruling(feedback, words)))
    return [Event(words.day(at.date()), what) for at, what in sorted(steps, key=lambda s: s[0])]


def _ruling(feedback: Feedback, words: Words) -> str:
    ruling = feedback.ruling
    if ruling is None:
        return ""
    verdict = verdict_label(ruling.verdict, words)
    text = words("Ruled: {verdict}. {reasons}", verdict=verdict, reasons=ruling.reasons)
    if ruling.level is None:
        return text
    level = level_label(ruling.level, words)
    if ruling.missing:
        missing = requirement_labels(ruling.missing, words)
        more = words("To be {level}; missing: {missing}", level=level, missing=missing)
    else:
        more = words("To be {level}", level=level)
    return f"{text}\n{more}"


def _buttons(outcome: FeedbackShown, words: Words) -> tuple[Action, ...]:
    number = str(outcome.feedback.number)
    every = {
        Move.ACKNOWLEDGE: Action(words("Acknowledge"), "acknowledge", number),
        Move.ANSWER: Action(words("Answer"), "form", f"answer:{number}", primary=True),
        Move.ACCEPT: Action(words("Yes, accept"), "accept", number, primary=True),
        Move.APPEAL: Action(words("No, appeal"), "form", f"appeal:{number}"),
        Move.COMMENT: Action(words("Comment"), "form", f"comment:{number}"),
        Move.RULE: Action(words("Rule on it"), "form", f"rule:{number}", primary=True),
        Move.SEE_DRAFT: Action(words("See the draft"), "see_draft", number),
    }
    buttons = tuple(action for move, action in every.items() if move in outcome.moves)
    opened = (open_case(outcome.feedback.target.case, words),) if outcome.title else ()
    return (*buttons, *opened, Action(words("All feedback"), "feedback", "list"))


def _outlined(outline: Outline, words: Words) -> View:
    told = [
        (words("Country"), words.country(outline.country)),
        (words("State"), state_label(outline.state, words)),
        (words("Submitted"), words.day(outline.submitted)),
        (words("Answered"), words.day(outline.answered) if outline.answered else ""),
        (words("Ended"), words.day(outline.ended) if outline.ended else ""),
    ]
    facts = Facts(tuple(Fact(label, value) for label, value in told if value))
    text = words("It is about somebody who is not in a published case, so I can't say more.")
    title = words("Feedback {ref}", ref=outline.ref)
    return View(
        "feedback_outline",
        title,
        (facts, Paragraph(text, Tone.HINT)),
        (Action(words("All feedback"), "feedback", "list"),),
    )


def _listed(outcome: FeedbackListed, words: Words) -> View:
    page = outcome.page
    title = words.plural("{n} decision questioned", "{n} decisions questioned", page.total)
    items = tuple(
        _line(line, due_label(due, words) if due else "", outcome, words)
        for line, due in zip(page.lines, outcome.dues, strict=True)
    )
    parts: list[Part] = [Items(items)] if items else []
    if not items:
        parts.append(Paragraph(words("Nobody has questioned a decision yet.")))
    if outcome.may_question:
        hint = words(
            "To question a decision: {command}, or press its button for a person who is not in "
            "the portfolio.",
            command=words.command("feedback MYS-0012"),
        )
        parts.append(Paragraph(hint, Tone.HINT))
    return View("feedback_list", title, tuple(parts), _list_buttons(outcome, words))


def _line(line: Feedback | Outline, due: str, outcome: FeedbackListed, words: Words) -> Item:
    opens = Action(words("Open {ref}", ref=line.ref), "feedback", line.ref)
    if isinstance(line, Outline):
        country = words.country(line.country)
        title = words("{ref} · {country}", ref=line.ref, country=country)
        return Item(title, (state_label(line.state, words), words.day(line.submitted)), opens)
    about = line.target.case or words.country(line.target.country)
    kind = kind_label(line.target.kind, words)
    title = words("{ref} · {about} · {kind}", ref=line.ref, about=about, kind=kind)
    section = outcome.sections.get(line.section, line.section)
    lines = [
        words("Section {section}: {state}", section=section, state=state_label(line.state, words)),
        f"{clock_label(line.state, words)} {due}" if due else "",
    ]
    return Item(title, tuple(filter(None, lines)), opens)


def _list_buttons(outcome: FeedbackListed, words: Words) -> tuple[Action, ...]:
    page = outcome.page
    buttons = []
    if page.page > 1:
        buttons.append(Action(words("Previous"), "feedback", f"list {page.page - 1}"))
    if page.page < page.pages:
        buttons.append(Action(words("Next"), "feedback", f"list {page.page + 1}"))
    if outcome.may_question:
        buttons.append(Action(words("Question an exclusion"), "form", "feedback"))
    return tuple(buttons)


def _none(outcome: NoSuchFeedback, words: Words) -> View:
    title = words("No such feedback: {ref}", ref=outcome.ref[:20])
    button = Action(words("All feedback"), "feedback", "list")
    return View("no_such_feedback", title, (), (button,))
