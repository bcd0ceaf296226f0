"""Notices about feedback and nominations, each with the button that goes on."""

from datetime import date

from core.domain.cases import Level
from core.domain.feedback import Contested, State, Verdict
from core.domain.notices import Notice
from core.i18n import Words
from core.parts import Action, Fact, Facts, Paragraph, Part, Tone, View
from core.views.case_parts import open_case
from core.views.feedback_labels import (
    kind_label,
    requirement_labels,
    verdict_label,
)
from core.views.labels import level_label


def feedback_filed(notice: Notice, words: Words) -> View:
    """Tell the stewards that a decision is questioned."""
    title = words("{ref}: a decision is questioned", ref=_text(notice, "ref"))
    due = _due(notice, words, words("To be acknowledged by"))
    return View(
        "feedback_filed", title, (Facts((*_about(notice, words), *due)),), (_open(notice, words),)
    )


def feedback_acknowledged(notice: Notice, words: Words) -> View:
    """Tell the section that its feedback is being worked on."""
    title = words("{ref}: your feedback is acknowledged", ref=_text(notice, "ref"))
    due = _due(notice, words, words("To be answered by"))
    parts = (Facts((*_about(notice, words), *due)),)
    return View("feedback_acknowledged", title, parts, (_open(notice, words),))


def feedback_answered(notice: Notice, words: Words) -> View:
    """Tell the section the answer, and ask whether it is one."""
    title = words("{ref}: your feedback is answered", ref=_text(notice, "ref"))
    told = (
        Fact(words("The decision is"), verdict_label(Verdict(_text(notice, "verdict")), words)),
        Fact(words("Reasons"), _text(notice, "reasons")),
        Fact(words("Next step"), _text(notice, "next_step")),
        Fact(words("By"), words.day(date.fromisoformat(_text(notice, "next_date")))),
    )
    due = _due(notice, words, words("Open to appeal until"))
    parts: tuple[Part, ...] = (
        Facts((*_about(notice, words), *told, *due)),
        Paragraph(words("Does this answer you?"), Tone.HINT),
    )
    number = _number(notice)
    buttons = (
        Action(words("Yes, accept"), "accept", number, primary=True),
        Action(words("No, appeal"), "form", f"appeal:{number}"),
        Action(words("Comment"), "form", f"comment:{number}"),
    )
    return View("feedback_answered", title, parts, (*buttons, _open(notice, words)))


def feedback_commented(notice: Notice, words: Words) -> View:
    """Tell the stewards that a section commented on their answer."""
    title = words(
        "{ref}: Section {section} commented on the answer",
        ref=_text(notice, "ref"),
        section=_text(notice, "by"),
    )
    parts = (Facts(_about(notice, words)),)
    return View("feedback_commented", title, parts, (_open(notice, words),))


def feedback_accepted(notice: Notice, words: Words) -> View:
    """Tell that the answer is accepted, or counts as it."""
    ref = _text(notice, "ref")
    title = (
        words("{ref}: nobody appealed in time, so the answer counts as accepted", ref=ref)
        if notice.facts.get("lapsed")
        else words("{ref}: the answer is accepted", ref=ref)
    )
    parts = (Facts(_about(notice, words)),)
    return View("feedback_accepted", title, parts, (_open(notice, words),))


def feedback_appealed(notice: Notice, words: Words) -> View:
    """Tell the board, and the stewards, of an appeal."""
    title = words("{ref}: an appeal is before the board", ref=_text(notice, "ref"))
    due = _due(notice, words, words("To be ruled on by"))
    parts = (Facts((*_about(notice, words), *due)),)
    return View("feedback_appealed", title, parts, (_open(notice, words),))


def nobody_to_rule(notice: Notice, words: Words) -> View:
    """Tell the admins that the board needs somebody else for an appeal."""
    title = words("{ref}: nobody on the board is free to rule", ref=_text(notice, "ref"))
    text = words(
        "Everybody on the board took part in the decision, or there is nobody on it. "
        "Please invite somebody to the board for this appeal."
    )
    due = _due(notice, words, words("To be ruled on by"))
    parts: tuple[Part, ...] = (Paragraph(text, Tone.WARNING), *((Facts(due),) if due else ()))
    return View("nobody_to_rule", title, parts)


def feedback_ruled(notice: Notice, words: Words) -> View:
    """Tell the ruling."""
    title = words("{ref}: the board has ruled", ref=_text(notice, "ref"))
    facts = [*_about(notice, words)]
    verdict = verdict_label(Verdict(_text(notice, "verdict")), words)
    facts.append(Fact(words("The decision is"), verdict))
    facts.append(Fact(words("Reasons"), _text(notice, "reasons")))
    level = _text(notice, "level")
    if level:
        facts.append(Fact(words("The case is now"), level_label(Level(level), words)))
    return View("feedback_ruled", title, (Facts(tuple(facts)),), (_open(notice, words),))


def ruling_lacks(notice: Notice, words: Words) -> View:
    """Tell the stewards why a ruling could not be carried out."""
    title = words("{ref}: the ruling can't be carried out yet", ref=_text(notice, "ref"))
    text = words(
        "{case} is to be {level}. Missing: {missing}. None of this can be overridden.",
        case=_text(notice, "case"),
        level=level_label(Level(_text(notice, "level")), words),
        missing=requirement_labels(tuple(_text(notice, "missing").split(",")), words),
    )
    case = Action(words("Open {ref}", ref=_text(notice, "case")), "case", _text(notice, "case"))
    return View(
        "ruling_lacks", title, (Paragraph(text, Tone.WARNING),), (case, _open(notice, words))
    )


def feedback_step(notice: Notice, words: Words) -> View:
    """Tell the other sections that have or had a case how feedback on it goes on."""
    case, section = notice.case, _text(notice, "section")
    title = {
        State.SUBMITTED: words(
            "{case}: Section {section} questions a decision", case=case, section=section
        ),
        State.ACKNOWLEDGED: words(
            "{case}: the stewards are looking into what Section {section} asked",
            case=case,
            section=section,
        ),
        State.ANSWERED: words(
            "{case}: the stewards have answered Section {section}", case=case, section=section
        ),
        State.ACCEPTED: words(
            "{case}: the answer to Section {section} stands", case=case, section=section
        ),
        State.APPEALED: words(
            "{case}: Section {section} has appealed to the board", case=case, section=section
        ),
        State.RULED: words(
            "{case}: the board has ruled on what Section {section} asked",
            case=case,
            section=section,
        ),
    }[State(_text(notice, "state"))]
    why = (
        words(
            "You are told because your section has taken this case on, or had until it left "
            "active work."
        )
        if notice.facts.get("left")
        else words("You are told because your section has taken this case on.")
    )
    return View("feedback_step", title, (Paragraph(why, Tone.HINT),), (_open(notice, words),))


def nominated(notice: Notice, words: Words) -> View:
    """Tell the stewards of a nomination."""
    ref = _text(notice, "ref")
    title = words("{ref}: somebody is nominated", ref=ref)
    facts = (
        Fact(words("From"), words("Section {section}", section=_text(notice, "section"))),
        Fact(words("Country"), words.country(_text(notice, "country"))),
    )
    return View("nominated", title, (Facts(facts),), (_open_nomination(ref, words),))


def nomination_refused(notice: Notice, words: Words) -> View:
    """Tell the section that its nomination is refused, and why."""
    ref = _text(notice, "ref")
    title = words("{ref}: your nomination is refused", ref=ref)
    question = Action(words("Question this"), "form", f"feedback:{ref}")
    parts = (Paragraph(_text(notice, "reason")),)
    return View("nomination_refused", title, parts, (question, _open_nomination(ref, words)))


def nomination_published(notice: Notice, words: Words) -> View:
    """Tell the section that whom it nominated is in the portfolio."""
    ref, case = _text(notice, "ref"), _text(notice, "case")
    title = words("{ref}: the person you nominated is in the portfolio", ref=ref)
    text = words("It is the active case {case}. Your section can take it on now.", case=case)
    return View("nomination_published", title, (Paragraph(text),), (open_case(case, words),))


def _about(notice: Notice, words: Words) -> tuple[Fact, ...]:
    case = _text(notice, "case")
    told = [
        (words("From"), words("Section {section}", section=_text(notice, "section"))),
        (words("Case"), case),
        (words("Country"), words.country(_text(notice, "country"))),
        (words("About"), kind_label(Contested(_text(notice, "kind")), words)),
    ]
    return tuple(Fact(label, value) for label, value in told if value)


def _due(notice: Notice, words: Words, label: str) -> tuple[Fact, ...]:
    day = _text(notice, "due")
    return (Fact(label, words.day(date.fromisoformat(day))),) if day else ()


def _text(notice: Notice, key: str) -> str:
    return str(notice.facts.get(key, ""))


def _number(notice: Notice) -> str:
    return _text(notice, "ref").removeprefix("F-")


def _open(notice: Notice, words: Words) -> Action:
    ref = _text(notice, "ref")
    return Action(words("Open {ref}", ref=ref), "feedback", ref)


def _open_nomination(ref: str, words: Words) -> Action:
    return Action(words("Open {ref}", ref=ref), "nominate", ref)
