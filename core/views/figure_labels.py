"""What numbers are called: metrics, causes of the net change, and amounts of what was done."""

from collections.abc import Sequence

from core.domain.cases import ActionKind
from core.domain.goals import SHARES, Metric
from core.domain.netchange import Cause, Period
from core.domain.reports import Total
from core.i18n import Words


def metric_label(metric: Metric, words: Words) -> str:
    """What is measured."""
    return {
        Metric.AVAILABLE_CASES: words("cases available for action"),
        Metric.ACTIVE_CASES: words("active cases"),
        Metric.INDIVIDUALS_ON_ACTIVE_CASES: words("individuals on active cases"),
        Metric.ACTIVE_POC_CASES: words("active cases of prisoners of conscience"),
        Metric.COUNTRIES_COVERED: words("countries with an active case"),
        Metric.SECTIONS_WITH_COMMITMENT: words("sections with a commitment"),
        Metric.ACTIVE_WITHOUT_SECTION: words("active cases without a section"),
        Metric.CAPACITY_USED: words("share of the sections' capacity in use"),
        Metric.VERIFIED_90_DAYS: words("active cases verified in the last 90 days"),
        Metric.CASES_ACTIVATED_THIS_YEAR: words("cases activated this year"),
        Metric.CASES_ACTIVATED_PER_YEAR: words("cases activated in the last twelve months"),
        Metric.LIVING_POCS_CLOSED_UNRESOLVED: words(
            "living prisoners of conscience whose case was closed unresolved"
        ),
        Metric.FEEDBACK_IN_TIME: words("share of feedback answered in time"),
        Metric.DAYS_TO_ANSWER: words("median days to an answer"),
        Metric.PORTFOLIO_SIZE: words("size of the portfolio"),
        Metric.CASES_CREATED_PER_YEAR: words("cases created per year"),
    }[metric]


def value_of(metric: Metric, value: float, words: Words) -> str:
    """A metric's value as it is read."""
    return words.percent(value) if metric in SHARES else words.number(value)


def cause_label(cause: Cause, words: Words) -> str:
    """Why the number of active cases became larger or smaller."""
    return {
        Cause.OPENED: words("Opened"),
        Cause.REACTIVATED: words("Reactivated or reopened"),
        Cause.RESUMED: words("Not paused any more"),
        Cause.BROUGHT_IN: words("Brought in from earlier records"),
        Cause.CLOSED_RESOLVED: words("Closed, resolved"),
        Cause.CLOSED_UNRESOLVED: words("Closed, unresolved"),
        Cause.MADE_DORMANT: words("Made dormant"),
        Cause.PAUSED: words("Paused"),
    }[cause]


def period_label(period: Period, words: Words) -> str:
    """From a day to a day."""
    return words("{first} to {last}", first=words.day(period.first), last=words.day(period.last))


def amount(kind: ActionKind, count: int, words: Words) -> str:
    """How many of a kind, as "12 letters"."""
    match kind:
        case ActionKind.LETTER:
            return words.plural("{n} letter", "{n} letters", count)
        case ActionKind.EMAIL:
            return words.plural("{n} e-mail", "{n} e-mails", count)
        case ActionKind.PETITION:
            return words.plural("{n} signature", "{n} signatures", count)
        case ActionKind.POSTCARD:
            return words.plural("{n} postcard", "{n} postcards", count)
        case ActionKind.CALL:
            return words.plural("{n} call", "{n} calls", count)
        case ActionKind.EVENT:
            return words.plural("{n} event", "{n} events", count)


def total_lines(totals: Sequence[Total], words: Words) -> list[str]:
    """What is reported on a case, by kind; how much of it by people without a section."""
    return [_total(total, words) for total in totals]


def _total(total: Total, words: Words) -> str:
    told = amount(total.kind, total.count, words)
    if not total.alone:
        return words("{amount} reported", amount=told)
    return words(
        "{amount} reported, {n} by people without a section",
        amount=told,
        n=words.number(total.alone),
    )
