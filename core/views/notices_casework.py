"""What the committed are told of proposals about protected persons."""

from datetime import date

from core.domain.cases import Level
from core.domain.notices import Notice
from core.domain.proposals import ProposalState
from core.i18n import Words
from core.parts import Action, Paragraph, Part, Tone, View
from core.views.case_parts import named, open_case
from core.views.feedback_labels import move_label
from core.views.portfolio import question_button


def proposal(notice: Notice, words: Words) -> View:
    """Closing on a day unless questioned; or that it has taken effect."""
    facts = notice.facts
    case = named(str(facts["ref"]), str(facts["title"]), words)
    why = Action(words("See why"), "proposal", str(facts["proposal"]), primary=True)
    ref = str(facts["ref"])
    if facts["state"] == ProposalState.LAPSED:
        text = words("Proposed was: {what}. This will not happen.", what=_what(notice, words))
        parts: tuple[Part, ...] = (Paragraph(case), Paragraph(text))
        title = words("{ref}: the proposal has lapsed", ref=ref)
        return View("proposal_lapsed", title, parts, (open_case(ref, words),))
    if facts["state"] == ProposalState.EFFECTIVE:
        text = words("Proposed was: {what}. This has taken effect.", what=_what(notice, words))
        parts = (Paragraph(case), Paragraph(text))
        if not facts["individual"]:
            ended = words("With that your commitment has ended. Thank you for all that was done.")
            parts = (*parts, Paragraph(ended))
        title = _effect(notice, words)
        return View("proposal_effective", title, parts, (why, open_case(ref, words)))
    day = words.day(date.fromisoformat(str(facts["from"])))
    last = words.day(date.fromisoformat(str(facts["ends"])))
    parts = (
        Paragraph(case),
        Paragraph(words("Proposed: {what}.", what=_what(notice, words))),
        Paragraph(
            words(
                "A living, unreleased prisoner of conscience is on this case. The sections that "
                "took it on can question this until {day}; then it waits for the answer.",
                day=last,
            ),
            Tone.WARNING,
        ),
    )
    return View(
        "proposal_notice", _title(notice, day, words), parts, (why, question_button(ref, words))
    )


def _title(notice: Notice, day: str, words: Words) -> str:
    ref = str(notice.facts["ref"])
    if notice.facts["individual"]:
        return words("{ref}: designation ends on {day} unless questioned", ref=ref, day=day)
    if str(notice.facts["code"]) == Level.DORMANT:
        return words("{ref}: dormant on {day} unless questioned", ref=ref, day=day)
    return words("{ref}: closing on {day} unless questioned", ref=ref, day=day)


def _effect(notice: Notice, words: Words) -> str:
    ref = str(notice.facts["ref"])
    if notice.facts["individual"]:
        return words("{ref}: the designation has ended", ref=ref)
    if str(notice.facts["code"]) == Level.DORMANT:
        return words("{ref} is dormant now", ref=ref)
    return words("{ref} is closed now", ref=ref)


def _what(notice: Notice, words: Words) -> str:
    number = notice.facts["individual"]
    if number:
        return words("person {number} is no longer a prisoner of conscience", number=number)
    return move_label(str(notice.facts["code"]), words)
