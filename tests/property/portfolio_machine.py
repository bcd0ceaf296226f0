"""Everybody at work on one portfolio, in any order."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from random import Random
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.domain.cases import Level
from core.domain.feedback import State
from core.domain.nominations import NominationState
from core.domain.people import Platform
from core.domain.subscriptions import Address, Delivered, Found, SendResult
from core.parts import FormPart, View
from core.permissions import FORM_RULES
from core.request import Form
from core.usecases.feedback_clock import lapse_appeals
from core.usecases.proposals import due_proposals
from scheduler.delivery import Delivery
from scheduler.planner import plan
from tests.property.portfolio_filling import Filling, Hand, form_of
from tests.property.portfolio_judge import PortfolioJudge, Tally
from tests.property.portfolio_rules import known_to_all, leaks
from tests.property.portfolio_world import (
    BOARD,
    COORDINATORS,
    GRANTS,
    MEASURED,
    STEWARDS,
    TEAMS,
    Place,
    Said,
)
from tests.secrecy.walk import tokens

TYPED: Final = (
    "case {}",
    "cases",
    "cases Malaysia",
    "cases zqp7",
    "commit {}",
    "commit {} for me",
    "commit {} for Sweden",
    "release {} no place",
    "release {} for me: no time",
    "follow {}",
    "act {} 3 letters",
    "act {} 2 letters for Sweden",
    "capacity 1",
    "capacity 3",
    "goals",
    "goals change",
    "goals living_pocs_closed_unresolved",
    "digest now",
    "feedback {}",
    "feedback list",
    "nominate list",
    "nominate N-1",
    "actions",
    "portfolio",
    "portfolio capacity",
    "portfolio drafts",
    "portfolio pause {}",
    "portfolio resume {}",
    "portfolio people {}",
    "what is there for {}",
)
OF_CASE: Final = ("case_edit", "consent", "consent_withdrawn", "verify", "move", "feedback", "act")
OF_PART: Final = ("person", "action")
OF_NOTHING: Final = ("case_new", "nominate", "feedback", "capacity", "set_goal")
SOMEBODY: Final = st.sampled_from(sorted(GRANTS))
PLACES: Final = st.sampled_from((Place.PRIVATE, Place.PRIVATE, Place.SHARED, Place.UNSEEN))
NUMBER: Final = st.integers(0, 40)
CHANCE: Final = st.randoms(use_true_random=False)
RESOLVED: Final = ("released", "sentence_served", "no_longer_at_risk", "capacity", "merged", "died")


class Reading:
    """A sender that only keeps what it is to tell, and whom."""

    def __init__(self) -> None:
        self.told: list[tuple[str, View]] = []

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        """Keep it."""
        self.told.append((address.conversation, view))
        return Delivered(posting)

    async def was_sent(self, address: Address, posting: str) -> Found | None:
        """Nothing is ever in doubt."""
        del address, posting
        return Found("m1", whole=True)

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:
        """Keep what is said instead."""
        self.told.append((address.conversation, instead))
        return Delivered(message)


class PortfolioMachine(PortfolioJudge):
    """The whole portfolio, driven through the application."""

    def __init__(self, url: str, tally: Tally) -> None:
        """Nothing is shown or left open yet."""
        super().__init__(url, tally)
        self.filling = Filling(count(1000))
        self.buttons: list[str] = []
        self.left_open: list[tuple[str, FormPart]] = []

    @property
    def keys(self) -> list[str]:
        """Every case's key, and some that nothing has."""
        return [*sorted(case.case for case in self.now.cases), "MYS-0099", "draft-zzzzzzzzzzzz"]

    def key(self, number: int) -> str:
        """One of them."""
        return self.keys[number % len(self.keys)]

    def waiting_nominations(self) -> list[object]:
        """The numbers of those that wait for a steward."""
        waits = NominationState.WAITING
        return [number for number, one in self.now.nominations.items() if one["state"] is waits]

    # Steps

    @rule(who=SOMEBODY, place=PLACES, typed=st.sampled_from(TYPED), case=NUMBER)
    def say(self, who: str, place: Place, typed: str, case: int) -> None:
        """Somebody types a command or a sentence."""
        form = Form.WORDS if typed.startswith("what") else Form.COMMAND
        self.done("say", self.scene.ask(who, typed.format(self.key(case)), form, place))

    @rule(who=SOMEBODY, place=PLACES, pick=st.integers(0, 60))
    def press(self, who: str, place: Place, pick: int) -> None:
        """Somebody presses a button, perhaps one that was shown to another."""
        if self.buttons:
            token = self.buttons[-1 - pick % len(self.buttons)]
            self.done("press", self.scene.ask(who, token, Form.TOKEN, place))

    @rule(
        who=SOMEBODY,
        form=st.sampled_from(sorted(FORM_RULES)),
        case=NUMBER,
        place=PLACES,
        chance=CHANCE,
    )
    def fill_in_any(self, who: str, form: str, case: int, place: Place, chance: Random) -> None:
        """Anybody fills in any form, well or not."""
        well = chance.random() < 0.5
        hand = replace(self._hand(who, chance), well=well, place=place)
        self._fill_in(hand, form, self.ref(form, case, chance), {})

    @rule(who=st.sampled_from(STEWARDS), form=st.sampled_from((*OF_CASE[:5], *OF_PART, "case_new")),
          case=NUMBER, chance=CHANCE)  # fmt: skip
    def change_case(self, who: str, form: str, case: int, chance: Random) -> None:
        """A steward changes a case."""
        self.fill_in(who, form, self.ref(form, case, chance), chance)

    @rule(who=st.sampled_from(STEWARDS), case=NUMBER, chance=CHANCE)
    def make_ready(self, who: str, case: int, chance: Random) -> None:
        """A steward adds all that a draft lacks, and activates it."""
        waiting = [str(number) for number in self.waiting_nominations()]
        if waiting:
            self.fill_in(who, "take_up", waiting[0], chance)
        drafts = [c.case for c in self.now.cases if c.level is Level.DRAFT]
        if not drafts:
            return
        key = drafts[case % len(drafts)]
        ready = {"inclusion_reason": "zqi9x", "concerns": "torture", "research_team": TEAMS[1]}
        self.fill_in(who, "case_edit", key, chance, ready)
        self.fill_in(who, "consent", key, chance, {"scopes": "listing|names", "safe": "yes"})
        if not self.now.people(key):
            self.fill_in(who, "person", f"{key}/0", chance)
        self.fill_in(who, "move", key, chance, {"to": "active", "override": "yes"})

    @rule(who=st.sampled_from(STEWARDS), case=NUMBER, chance=CHANCE, resolved=st.booleans(),
          to=st.sampled_from(("active", "dormant", "closed", "closed")))  # fmt: skip
    def move(self, who: str, case: int, to: str, resolved: bool, chance: Random) -> None:  # noqa: FBT001  drawn
        """A steward moves a case, with all that this needs."""
        later = (self.scene.clock.now().date() + timedelta(days=50)).isoformat()
        given = {"to": to, "outcome": "", "review": later, "into": self.key(case + 1)}
        if to == "closed":
            given |= {"outcome": chance.choice(RESOLVED), "review": ""}
        if resolved:
            given |= {"since": "2010-05", "source": "her lawyer"}
        self.fill_in(who, "move", self.key(case), chance, given)

    @rule(who=st.sampled_from(STEWARDS), case=NUMBER, verb=st.sampled_from(("pause", "resume")))
    def stop(self, who: str, case: int, verb: str) -> None:
        """A steward pauses a case, or resumes it."""
        self.done("stop", self.scene.ask(who, f"{verb}:{self.key(case)}", Form.TOKEN))

    @rule(who=st.sampled_from(("max", *COORDINATORS)), case=NUMBER, back=st.booleans())
    def take_on(self, who: str, case: int, back: bool) -> None:  # noqa: FBT001  drawn
        """A section or a member takes a case on, or hands it back."""
        key = self.key(case)
        wish = f"release {key} no place" if back else f"commit {key}"
        self.done("take_on", self.scene.ask(who, wish))

    @rule(who=st.sampled_from(COORDINATORS), case=NUMBER, chance=CHANCE)
    def question(self, who: str, case: int, chance: Random) -> None:
        """A coordinator questions a decision, or that somebody is in no case; or nominates."""
        if case % 4 == 0:
            self.fill_in(who, chance.choice(("nominate", "nominate", "feedback")), "", chance)
        else:
            self.fill_in(who, "feedback", self.key(case), chance)

    @rule(pick=NUMBER, chance=CHANCE)
    def go_on(self, pick: int, chance: Random) -> None:
        """Somebody takes the next step with feedback or a nomination that waits."""
        ended = {State.ACCEPTED, State.RULED}
        waiting = [n for n, f in self.now.feedback.items() if f["state"] not in ended]
        found = [(n, True) for n in waiting] + [(n, False) for n in self.waiting_nominations()]
        if not found:
            return
        number, is_feedback = found[pick % len(found)]
        if is_feedback:
            self._answer(str(number), State(str(self.now.feedback[number]["state"])), chance)
        else:
            form = chance.choice(("take_up", "take_up", "refuse"))
            self.fill_in(chance.choice(STEWARDS), form, str(number), chance)

    def _answer(self, number: str, state: State, chance: Random) -> None:
        soon = (self.scene.clock.now().date() + timedelta(days=30)).isoformat()
        if state is State.SUBMITTED and chance.random() < 0.5:
            steward = chance.choice(STEWARDS)
            self.done("go_on", self.scene.ask(steward, f"acknowledge:{number}", Form.TOKEN))
        elif state in {State.SUBMITTED, State.ACKNOWLEDGED}:
            self.fill_in(chance.choice(STEWARDS), "answer", number, chance, {"next_date": soon})
        elif state is State.APPEALED:
            self.fill_in(chance.choice(BOARD), "rule", number, chance, {"review": soon})
        elif chance.random() < 0.3:
            who = chance.choice(COORDINATORS)
            self.done("go_on", self.scene.ask(who, f"accept:{number}", Form.TOKEN))
        else:
            self.fill_in(chance.choice(COORDINATORS), "appeal", number, chance)

    @rule(who=st.sampled_from(STEWARDS), form=st.sampled_from(OF_CASE[:5]), case=NUMBER)
    def open_only(self, who: str, form: str, case: int) -> None:
        """A steward opens a form and leaves it for later."""
        said = self.scene.ask(who, f"form:{form}:{self.key(case)}", Form.TOKEN)
        opened = form_of(said)
        if opened is not None:
            self.left_open.append((who, opened))
        self.done("open_only", said)

    @rule(chance=CHANCE)
    def send_late(self, chance: Random) -> None:
        """What was opened earlier is sent, whatever happened since."""
        if self.left_open:
            who, opened = self.left_open.pop(0)
            self._send(self._hand(who, chance), opened, {})

    @rule(days=st.sampled_from((1, 2, 8, 30)))
    def wait(self, days: int) -> None:
        """Time goes by: what is due takes effect, and messages are sent."""
        scene, before = self.scene, self.now
        scene.clock.advance(timedelta(days=days))
        now = scene.clock.now()
        lapse_appeals(scene.store, scene.chance, now)
        due_proposals(scene.store, scene.chance, now)
        plan(scene.store, scene.chance, now)
        sender = Reading()
        asyncio.run(Delivery(scene.store, scene.clock, {Platform.SLACK: sender}).drain())
        self.noted("wait", ticked=True)
        self.tally.told += len(sender.told)
        known = known_to_all(self.now, self.now)
        for who, view in sender.told:
            found = leaks(who, (view,), "", known, alone=who in GRANTS)
            assert not found, (who, found, view, before)

    # How a step is taken and judged

    def ref(self, form: str, number: int, chance: Random) -> str:
        """What a form is about, more or less fitting."""
        key = self.key(number)
        if form in OF_NOTHING and (form != "feedback" or number % 4 == 0):
            return ""
        if form in OF_PART:
            return f"{key}/{chance.choice((0, 1, 1, 2))}"
        if form == "release_case":
            return f"{key} for {chance.choice(('SWE', 'me'))}"
        if form == "research":
            return chance.choice(("", "zqi1x"))
        if form == "revise_goal":
            return chance.choice(MEASURED)
        return key if form in OF_CASE else str(chance.randint(1, 3))

    def fill_in(
        self,
        who: str,
        form: str,
        ref: str,
        chance: Random,
        given: Mapping[str, str] | None = None,
    ) -> None:
        """Open a form as one should, and send it."""
        self._fill_in(self._hand(who, chance), form, ref, given or {})

    def _hand(self, who: str, chance: Random) -> Hand:
        return Hand(who, self.scene.clock.now().date(), chance, self.keys)

    def _fill_in(self, hand: Hand, form: str, ref: str, given: Mapping[str, str]) -> None:
        said = self.scene.ask(hand.who, f"form:{form}:{ref}", Form.TOKEN, hand.place)
        opened = form_of(said)
        if opened is None:
            self.done(form, said)
        else:
            self.judge_words(said, self.now)
            self._send(hand, opened, given)

    def _send(self, hand: Hand, opened: FormPart, given: Mapping[str, str]) -> None:
        fields = self.filling.fill(opened, hand, given)
        said = self.scene.submit(hand.who, opened, fields, hand.place)
        self.done(opened.open.ref.partition(":")[0], said)

    def done(self, step: str, said: Said) -> None:
        """Judge a step by what is on record now, and by what was said."""
        before = self.now
        self.noted(step)
        self.judge_words(said, before)
        self.buttons = [*self.buttons, *sorted(tokens(said.reply))][-120:]
