"""Where each form can be opened over the sample portfolio, and what has to be done before.

A form that is not listed is opened without a ref.
"""

from collections.abc import Callable, Mapping
from typing import Final

from core.domain.cases import ActionKind
from core.domain.commitments import Party
from core.domain.feedback import State
from core.domain.people import Identity, Platform
from core.domain.reports import Report
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW
from tests.contract.test_feedback import NOMINATION, at, file

Place = Callable[[SqlStore], str]
"""Makes a form possible; its ref."""


def case(_store: SqlStore) -> str:
    """A case of the sample."""
    return "MYS-0012"


def new_of_case(_store: SqlStore) -> str:
    """Something new on that case."""
    return "MYS-0012/0"


def committed(store: SqlStore) -> str:
    """A case that Sweden has taken on."""
    with store.write() as uow:
        uow.commitments.start("MYS-0012", Party(section="SWE"), NOW)
    return "MYS-0012 for SWE"


def nominated(store: SqlStore) -> str:
    """Somebody whom Sweden nominated."""
    with store.write() as uow:
        return uow.nominations.add(NOMINATION).ref


def questioned(store: SqlStore) -> str:
    """A decision that Sweden questions."""
    return f"F-{file(store)}"


def answered(store: SqlStore) -> str:
    """The same, when the stewards have answered."""
    return f"F-{at(State.ANSWERED, store)}"


def appealed(store: SqlStore) -> str:
    """The same, when the answer is appealed against."""
    return f"F-{at(State.APPEALED, store)}"


def reported(store: SqlStore) -> str:
    """What somebody of Sweden reported."""
    report = Report("MYS-0012", ActionKind.LETTER, 12, NOW.date(), NOW, "SWE")
    with store.write() as uow:
        uow.people.add("reporter", Identity(Platform.CONSOLE, "reporter"), NOW)
        return str(uow.reports.add(report, "reporter").number)


def goal(_store: SqlStore) -> str:
    """A goal of the sample."""
    return "available"


PLACES: Final[Mapping[str, Place]] = {
    "release_case": committed,
    "case_edit": case,
    "consent": case,
    "consent_withdrawn": case,
    "verify": case,
    "person": new_of_case,
    "action": new_of_case,
    "move": case,
    "take_up": nominated,
    "refuse": nominated,
    "answer": questioned,
    "appeal": answered,
    "comment": answered,
    "rule": appealed,
    "act": case,
    "strike_report": reported,
    "revise_goal": goal,
}
