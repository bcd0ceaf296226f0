"""What the digests say of feedback and nominations: references and days, no texts or names."""

from collections.abc import Iterable, Iterator

from core.usecases.digest_lines import Line, Scope, SourceName
from core.usecases.feedback_figures import (
    FeedbackLine,
    answers_to,
    nominations_waiting,
    waiting_for_board,
    waiting_for_stewards,
)


def feedback_waiting(scope: Scope) -> Iterator[Line]:
    """What the stewards have to acknowledge or to answer."""
    found = waiting_for_stewards(scope.uow, scope.digest.day)
    return _lines(SourceName.FEEDBACK_WAITING, found, scope)


def appeals_waiting(scope: Scope) -> Iterator[Line]:
    """What the board has to rule on."""
    found = waiting_for_board(scope.uow, scope.digest.day)
    return _lines(SourceName.APPEALS_WAITING, found, scope)


def answers_received(scope: Scope) -> Iterator[Line]:
    """The answers that a section can accept or appeal against.

    Others may read a section's digest along: a case is named only if anybody may see it.
    """
    found = answers_to(scope.digest.subject, scope.uow, scope.digest.day)
    listed = scope.uow.cases.listed(line.case for line in found if line.case)
    shown = (line for line in found if line.case in listed)
    return _lines(SourceName.ANSWERS_RECEIVED, shown, scope)


def nominations(scope: Scope) -> Iterator[Line]:
    """How many nominations wait for the stewards."""
    number = nominations_waiting(scope.uow)
    if number:
        yield Line(SourceName.NOMINATIONS, "nominations", facts={"number": number})


def _lines(source: SourceName, found: Iterable[FeedbackLine], scope: Scope) -> Iterator[Line]:
    names = {section.code: section.name for section in scope.uow.sections.all()}
    for line in found:
        facts: dict[str, str | int] = {
            "ref": line.ref,
            "section": names.get(line.section, line.section),
            "kind": line.kind,
            "state": line.state,
            "country": line.country,
        }
        if line.due is not None:
            facts |= {"due": line.due.day.isoformat(), "timing": line.due.timing}
        yield Line(source, f"{line.ref} {line.state}", line.case, facts)
