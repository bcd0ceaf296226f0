"""People of a movement who question, answer and rule, over a store."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from bots.world import SystemChance
from core import intents
from core.answer import Answer
from core.domain.cases import Case, Level, Outcome
from core.domain.commitments import Party
from core.domain.feedback import State
from core.domain.people import Asker, Grant, Identity, Platform, Role
from core.domain.proposals import ProposalState
from core.domain.subscriptions import Address
from core.domain.values import Sight
from core.intents import OpenForm, SubmitForm
from core.ports_notices import Reach
from core.usecases.casework import Work
from core.usecases.feedback import FeedbackShown
from core.usecases.feedback_wish import give_feedback
from core.usecases.filling import open_form, submit_form
from core.usecases.levels import Move as Step
from core.usecases.levels import Proposed, propose_move
from core.usecases.turn import Turn
from storage.tables_messages import outbox
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_case, a_draft, put

READY = a_case(
    inclusion_reason="They hold no weapon.", research_team="Asia", articles=(9,), concerns=()
)
CLOSED = replace(READY, level=Level.CLOSED, outcome=Outcome.CAPACITY, closed=date(2010, 5, 1))
GRANTS: Mapping[str, Grant] = {
    "anna": Grant(Role.COORDINATOR, "SWE"),
    "ben": Grant(Role.COORDINATOR, "SWE"),
    "mira": Grant(Role.COORDINATOR, "MYS"),
    "sten": Grant(Role.STEWARD),
    "stella": Grant(Role.STEWARD),
    "bo": Grant(Role.BOARD),
    "berit": Grant(Role.BOARD),
    "ada": Grant(Role.ADMIN),
    "max": Grant(Role.MEMBER, "SWE"),
}
ANSWER = {
    "verdict": "upheld",
    "reasons": "Nobody is left.",
    "next_step": "Look for a partner",
    "next_date": "2010-09-01",
}
RULING = {"verdict": "changed", "reasons": "They stay.", "level": "active"}


@dataclass(slots=True)
class Movement:
    """People who speak in turn."""

    store: SqlStore
    now: datetime = NOW

    @contextmanager
    def turn(self, who: str) -> Iterator[Turn]:
        with self.store.write() as uow:
            asker = Asker(Identity(Platform.TELEGRAM, who), who, uow.people.grants(who))
            address = Address(Platform.TELEGRAM, who)
            yield Turn(asker, uow, self.now, address, "UTC", True, True, SystemChance())  # noqa: FBT003

    def open(self, who: str, form: str, ref: str = "") -> Answer:
        with self.turn(who) as turn:
            return open_form(OpenForm(form, ref), turn)

    def send(self, who: str, form: str, ref: str, **values: str) -> Answer:
        with self.turn(who) as turn:
            return submit_form(SubmitForm(form, ref, "", values), turn)

    def shown(self, who: str, form: str, ref: str, **values: str) -> FeedbackShown:
        found = self.send(who, form, ref, **values)
        assert isinstance(found, FeedbackShown), found
        return found

    def ask(self, who: str = "anna", decision: str = "inclusion:MYS-0012") -> FeedbackShown:
        return self.shown(who, "feedback", "MYS-0012", decision=decision, question="Why?")

    def ask_of_person(self, who: str = "anna", name: str = "Tan Mei Lin") -> FeedbackShown:
        values = {"name": name, "country": "Malaysia", "question": "Why is she not in it?"}
        return self.shown(who, "feedback", "", **values)

    def look(self, who: str, ref: str = "F-1") -> Answer:
        with self.turn(who) as turn:
            return give_feedback(intents.Feedback(self.actual(ref)), turn)

    def actual(self, ref: str) -> str:
        """The reference that a database gave to the first, second … feedback."""
        with self.store.read() as uow:
            numbers = [f.number for f in uow.feedback.waiting(set(State))]
        return f"F-{numbers[int(ref.removeprefix('F-')) - 1]}"

    def told(self) -> set[tuple[str, str]]:
        """Who waits for a notice of which kind."""
        with self.store.read() as uow:
            rows = uow.connection.execute(select(outbox.c.recipient, outbox.c.kind))
            return {(str(person), str(kind)) for person, kind in rows}

    def case(self, key: str = "MYS-0012") -> Case:
        with self.store.read() as uow:
            case = uow.cases.get(key, Sight.STAFF)
        assert case is not None
        return case

    def propose(self) -> str:
        with self.store.write() as uow:
            work = Work(uow, self.now, SystemChance(), "sten", Role.STEWARD)
            case = uow.cases.get("MYS-0012", Sight.STAFF)
            assert case is not None
            wish = Step(Level.CLOSED, "No capacity", Outcome.CAPACITY)
            proposed = propose_move(case, wish, work)
        assert isinstance(proposed, Proposed)
        return proposed.proposal.id

    def state_of(self, proposal: str) -> ProposalState:
        with self.store.read() as uow:
            found = uow.casework.proposal(proposal)
        assert found is not None
        return found.state

    def up_to_appeal(self, number: str, steward: str = "sten", section: str = "anna") -> None:
        self.shown(steward, "answer", number, **ANSWER)
        self.shown(section, "appeal", number, reasons="No.")


def number_of(shown: Answer) -> str:
    assert isinstance(shown, FeedbackShown)
    return str(shown.feedback.number)


def movement_of(store: SqlStore) -> Movement:
    """These people, with the case of the story and a draft."""
    put(store, READY, a_draft())
    with store.write() as uow:
        for place, (name, grant) in enumerate(GRANTS.items()):
            uow.people.add(name, Identity(Platform.TELEGRAM, name), NOW)
            uow.people.grant(name, grant)
            uow.reach.use(name, Reach(Address(Platform.TELEGRAM, f"{place}")), NOW)
        uow.commitments.start("MYS-0012", Party("MYS"), NOW)
    return Movement(store)


STEWARDS = {"sten", "stella"}
SWEDEN = {"anna", "ben"}


def each(people: set[str], kind: str) -> set[tuple[str, str]]:
    return {(person, kind) for person in people}
