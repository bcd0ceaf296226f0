"""The wishes about what was done and about what lies behind numbers. Part of `core.intents`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """Report what was done on a case, as `12 letters`; without that, fill in the form."""

    ref: str
    what: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class ActAgain:
    """Report once more what the asker reported before, by the number of that report."""

    report: str


@dataclass(frozen=True, slots=True)
class Reports:
    """What was reported: on a case, by a section, or all that the asker answers for?"""

    about: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class NetChangeOf:
    """How did the number of active cases change, and why? In a period, or in this year."""

    period: str = ""


@dataclass(frozen=True, slots=True)
class ShowBehind:
    """Which cases are behind a number: a metric, or a cause and a period."""

    figure: str
    page: int = 1


NumberWish = Act | ActAgain | Reports | NetChangeOf | ShowBehind


def parse_act(rest: str) -> Act:
    """Read `MYS-0012 12 letters for Sweden`, of which only the case is needed."""
    ref, _, told = rest.strip().partition(" ")
    if ref.isdigit():
        return Act("", rest.strip())
    what, found, section = told.rpartition("for ")
    if found and (not what or what.endswith(" ")):
        return Act(ref, what.strip(), section.strip())
    return Act(ref, told.strip())
