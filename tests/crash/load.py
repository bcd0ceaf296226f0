"""Who is to be told what: people and places on both platforms, and messages of every class."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select

from bots.slack.render import render as render_slack
from bots.telegram.render import render as render_telegram
from core.domain.cases import Level
from core.domain.feedback import Contested
from core.domain.follows import CaseChange, ChangeKind
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Identity, Platform, roles_of
from core.domain.schedule import Slot
from core.domain.subscriptions import Address, DigestKind, Subscription
from core.i18n import Words
from core.parts import View
from core.ports_notices import Reach
from core.usecases.changes import facts_of
from core.usecases.digest_content import load as load_digest
from core.usecases.digests import still_true
from core.views.digests import digest_view
from core.views.notices import notice_view
from storage.tables_messages import contents
from storage.unit_of_work import SqlStore, SqlUnitOfWork
from tests.contract.builders import a_case, put
from tests.crash.far_side import TELEGRAM, FarSide, place_of, slack_digest, telegram_digest
from tests.crash.journal import Expected

PLATFORMS: Final = (Platform.TELEGRAM, Platform.SLACK)
Parts = dict[Platform, tuple[str, ...]]
"""The digests of a message's parts, as each platform takes them."""

_CHUNK: Final = 500
_LANGUAGE: Final = "en"
_LINES: Final = 120
"""A notice of so many lines is several messages on either platform."""
_SHARED: Final = 20
"""One conversation of so many is a channel or a group; every other of them can't be read."""


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation and, if it is one person's, whose."""

    address: Address
    person: str
    settled: bool

    @property
    def name(self) -> str:
        return place_of(self.address.platform, self.address.conversation)


class Load:
    """A population of so many conversations, half of them on each platform."""

    def __init__(self, store: SqlStore, far_side: FarSide, size: int, now: datetime) -> None:
        self._store = store
        self._far_side = far_side
        self._now = now
        self.slot = _slot(now)
        self.places = [self._place(number) for number in range(size)]
        self.rounds: list[Notice] = []

    @property
    def messages(self) -> int:
        """How many are to arrive."""
        persons = sum(1 for place in self.places if place.person)
        return len(self.places) + persons * len(self.rounds)

    @property
    def requests(self) -> int:
        """How many requests that takes, if a digest is one message."""
        return len(self.places) + sum(map(self.requests_of, self.rounds))

    def requests_of(self, notice: Notice) -> int:
        """How many requests it takes to tell everybody that."""
        parts = _worded(notice)
        return sum(len(parts[place.address.platform]) for place in self.places if place.person)

    def settle(self) -> None:
        """Put everybody on record, each with a digest that is due."""
        put(self._store, a_case(_case(0)))
        for start in range(0, len(self.places), _CHUNK):
            with self._store.write() as uow:
                for place in self.places[start : start + _CHUNK]:
                    self._put(uow, place)

    def prepare_rounds(self, count: int) -> None:
        """Make notices of every class, to be told one after the other; each on a case of its own.

        A stop is told again where it may be lost, as is a ruling, which is long; news is not.
        """
        cases = [_case(number) for number in range(1, count + 1)]
        put(self._store, *(a_case(case) for case in cases), sections=())
        for number, case in enumerate(cases):
            self.rounds.append((_stop, _news, _ruling)[number % 3](case))

    def tell(self, notice: Notice) -> None:
        """Tell everybody; whoever was told already is not told again."""
        persons = [place.person for place in self.places if place.person]
        for start in range(0, len(persons), _CHUNK):
            with self._store.write() as uow:
                chunk = To(tuple(persons[start : start + _CHUNK]))
                uow.notices.tell(notice, chunk, datetime.now(UTC))

    def expected(self) -> Iterator[Expected]:
        """All that has to arrive, when all was planned and told."""
        digests = self._digests()
        notices = [(notice, _worded(notice)) for notice in self.rounds]
        moment = self.slot.latest(self._now)
        period = self.slot.period(moment)
        for place in self.places:
            yield self._expected(place, DigestKind.GOALS, period, digests, again=False)
            for notice, parts in notices if place.person else ():
                yield self._expected(place, notice.kind, notice.key, parts, again=notice.again)

    def _expected(
        self, place: Place, kind: str, key: str, parts: Parts, *, again: bool
    ) -> Expected:
        told = parts[place.address.platform]
        return Expected(place.name, kind, key, told, again, place.settled)

    def _digests(self) -> Parts:
        """What the digest says on each platform: the core's words for the content that was kept."""
        with self._store.read() as uow:
            wanted = select(contents.c.payload).where(contents.c.kind == DigestKind.GOALS)
            digest = still_true(
                uow, load_digest(DigestKind.GOALS, uow.connection.execute(wanted).scalar_one())
            )
        assert digest is not None
        return {
            platform: _parts(
                digest_view(digest, Words(_LANGUAGE, self.slot.zone, platform)), platform
            )
            for platform in PLATFORMS
        }

    def _place(self, number: int) -> Place:
        platform = Platform.TELEGRAM if number % 2 else Platform.SLACK
        settled = platform is Platform.SLACK
        if number % (2 * _SHARED) < 2:
            readable = settled and number % (4 * _SHARED) < 2
            conversation = (
                self._far_side.open_channel(number, readable=readable)
                if platform is Platform.SLACK
                else self._far_side.open_group(number)
            )
            return Place(Address(platform, conversation), "", readable)
        conversation = self._far_side.meet(platform, 10_000 + number)
        return Place(Address(platform, conversation), f"person-{number}", settled)

    def _put(self, uow: SqlUnitOfWork, place: Place) -> None:
        address, person = place.address, place.person
        early = self._now - timedelta(days=30)
        if person:
            key = address.conversation
            identity = f"T0MOVEMENT:{key}" if address.platform is Platform.SLACK else key
            uow.people.add(person, Identity(address.platform, identity), early)
            uow.reach.use(person, Reach(address, "UTC", _LANGUAGE), early)
        uow.subscriptions.put(
            Subscription(address, self.slot, early, person=person, language=_LANGUAGE)
        )


def conversations_for(messages: int, rounds: int) -> int:
    """How many conversations make at least so many messages: the shared ones get no notices."""
    return messages * _SHARED // (_SHARED + rounds * (_SHARED - 1)) + 2 * _SHARED


def _slot(now: datetime) -> Slot:
    """A moment just passed, in a zone in which it is about noon: nobody is told at night."""
    ahead = 12 - now.hour
    zone = "UTC" if ahead == 0 else f"Etc/GMT{-ahead:+d}"
    local = now + timedelta(hours=ahead) - timedelta(minutes=5)
    return Slot(local.weekday(), local.hour * 60 + local.minute, zone)


def _case(number: int) -> str:
    return f"MYS-{number + 1:04}"


def _stop(case: str) -> Notice:
    return Notice(NoticeKind.STOP_ACTION, f"stop {case}", case=case, again=True)


def _news(case: str) -> Notice:
    change = CaseChange(ChangeKind.LEVEL, Level.DORMANT, Level.ACTIVE)
    return Notice(NoticeKind.CASE_CHANGED, f"news {case}", facts_of([change]), case=case)


def _ruling(case: str) -> Notice:
    lines = " ".join(f"On {case} the board says, in its line {n}, why." for n in range(_LINES))
    facts: dict[str, str | int] = {
        "ref": f"F-{int(case[-4:])}",
        "case": case,
        "section": "Sweden",
        "country": "MYS",
        "kind": Contested.INCLUSION,
        "verdict": "upheld",
        "reasons": lines,
        "number": int(case[-4:]),
    }
    return Notice(NoticeKind.FEEDBACK_RULED, f"ruling {case}", facts, case=case, again=True)


def _worded(notice: Notice) -> Parts:
    return {
        platform: _parts(
            notice_view(notice, Words(_LANGUAGE, "UTC", platform), roles_of(())), platform
        )
        for platform in PLATFORMS
    }


def _parts(view: View, platform: str) -> tuple[str, ...]:
    """Digests of the messages of a view, as the far side takes them."""
    if platform == TELEGRAM:
        return tuple(telegram_digest(message.html) for message in render_telegram(view))
    return tuple(slack_digest(message.text, list(message.blocks)) for message in render_slack(view))
