"""Stewards at work, for the tests of the casework."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from bots.world import SystemChance
from core.answer import Answer
from core.domain.cases import Case, Concern, Level, Outcome
from core.domain.people import Asker, Grant, Identity, Platform, Role
from core.domain.values import PartialDate, Sight
from core.ports import UnitOfWork
from core.usecases.form_table import FORMS
from core.usecases.forms import FormOpened, check, problems
from core.usecases.levels import Move, MoveOutcome, move
from core.usecases.turn import Turn
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_case, a_draft, an_address

STEWARD = Identity(Platform.TELEGRAM, "900")


def ready(key: str = "MYS-0012", /, **changes: object) -> Case:
    """A case that has all that activation asks for."""
    facts: dict[str, object] = {
        "concerns": (Concern.TORTURE,),
        "inclusion_reason": "Nobody else speaks for her.",
        "research_team": "asia",
        **changes,
    }
    return a_case(key, **facts)


def ready_draft(key: str = "draft-abcdefghijkl", /, **changes: object) -> Case:
    """A draft that lacks nothing."""
    return ready(key, level=Level.DRAFT, opened=None, **changes)


def bare_draft() -> Case:
    """A draft that lacks all but a country and a person."""
    return a_draft(consent=frozenset(), safe_to_publicise=False, opened=None)


def turn_of(uow: UnitOfWork, now: datetime = NOW, person: str = "steward") -> Turn:
    """A steward speaks, alone with the bot."""
    asker = Asker(STEWARD, person, frozenset({Grant(Role.STEWARD)}))
    address = an_address("900")
    return Turn(asker, uow, now, address, "UTC", private=True, alone=True, chance=SystemChance())


@dataclass
class Stewards:
    """Several stewards over one store."""

    store: SqlStore
    now: datetime = NOW

    @contextmanager
    def turn(self, person: str = "steward") -> Iterator[Turn]:
        with self.store.write() as uow:
            yield turn_of(uow, self.now, person)

    def case(self, key: str = "MYS-0012") -> Case:
        """As it is now."""
        with self.store.read() as uow:
            case = uow.cases.get(key, Sight.STAFF)
        assert case is not None
        return case

    def move(self, to: Level, key: str = "MYS-0012", /, **facts: object) -> MoveOutcome:
        """Move a case as the steward sees it."""
        wish = Move(to, str(facts.pop("reason", "It is time.")), **facts)  # type: ignore[arg-type]  # a test names the fields it means
        with self.turn() as turn:
            case = turn.uow.cases.get(key, Sight.STAFF)
            assert case is not None
            return move(case, wish, turn)

    def opened(self, form: str, ref: str) -> FormOpened:
        """Open a form."""
        with self.turn() as turn:
            opened = FORMS[form].open(ref, turn)
        assert isinstance(opened, FormOpened), opened
        return opened

    def send(self, opened: FormOpened, typed: Mapping[str, str], person: str = "steward") -> Answer:
        """Send an opened form with these values over those that stand in it."""
        values = {spec.key: spec.value for spec in opened.fields} | dict(typed)
        checked = check(opened.fields, values)
        if checked.problems:
            return problems(opened, checked.values, checked.problems)
        with self.turn(person) as turn:
            return FORMS[opened.form].submit(opened.ref, checked.values, opened.seen, turn)

    def fill_in(self, form: str, ref: str, **typed: str) -> Answer:
        """Open a form and send it."""
        return self.send(self.opened(form, ref), typed)


RELEASED = {
    "outcome": Outcome.RELEASED,
    "since": PartialDate(2010, 5),
    "source": "her lawyer",
}
REVIEW = date(2010, 12, 1)
