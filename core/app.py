"""The one door: a request comes in, a reply goes out.

Nothing in here knows a platform. It raises only for our own defects; what a person can get wrong,
and a database that is away, is answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from core import intents
from core.domain.people import Asker, Meeting, Platform
from core.domain.subscriptions import Address, Subscription
from core.domain.whereabouts import Whereabouts
from core.granting import Wish, grant, understand
from core.i18n import Words
from core.parts import View
from core.ports import Chance, Clock, RepeatedError, Store, StoreAwayError, UnitOfWork
from core.ports_leases import SharedClock
from core.request import NOTICE, Audience, Form, Progress, Reply, Request, Sent
from core.usecases import link, subscribing, whereabouts
from core.usecases.contact import Contacts
from core.usecases.pauses import Pauses, comes_again
from core.usecases.question import key_of
from core.usecases.retraction import KEPT_AT_ONCE, keep_posted, told_in
from core.usecases.turn import Turn
from core.usecases.zones import reading_zone
from core.views import refusals
from core.views.mentions import mentions
from core.views.notices_delivery import comes_again as comes_again_view
from core.views.welcome import welcome as welcome_view

log = structlog.get_logger()

PATIENCE = timedelta(seconds=15)
"""How long a recorded request waits until somebody else takes it up, after it was recorded or held:
whoever answers it holds it anew, long before this is over."""


@dataclass(frozen=True, slots=True)
class _Own:
    """The time of a process that is alone."""

    clock: Clock

    def now(self) -> datetime:
        return self.clock.now()

    def check(self) -> None:
        """Nobody's clock can be off."""


class App:
    """Vigil, over a store, a clock and chance."""

    def __init__(
        self, store: Store, clock: Clock, chance: Chance, shared: SharedClock | None = None
    ) -> None:
        """Take what the core needs of the world.

        `shared` is the time by which a request is kept from other processes; without it nobody
        else answers requests of this database.
        """
        self._store = store
        self._clock = clock
        self._shared = shared or _Own(clock)
        self._chance = chance
        self._greeted: set[Address] = set()
        self._contacts = Contacts()
        self._cut_off: set[Platform] = set()
        """The records were away when last looked into for what is unanswered there."""

    def record(self, request: Request) -> bool:
        """Keep a request before it is acknowledged; False if it came before.

        Raises:
            StoreAwayError: it is not kept; answer with `away`.
        """
        now = self._shared_time()
        with self._store.write() as uow:
            return uow.inbox.record(request, now)

    def handle(self, request: Request, *, recorded: bool = False) -> Reply:
        """Understand, permit, grant and word one wish.

        `recorded`: it is on record, and will be handled again if the records are away now. Then the
        reply says so and is `put_off`; without it the asker is to ask again.
        """
        wish = understand(request)
        try:
            wish = self._answering(wish)
            if isinstance(wish.intent, intents.CHANGES):
                return self._change(wish)
            return self._look(wish)
        except StoreAwayError as error:
            log.warning("store_away", key=request.key, recorded=recorded, **error.told)
            return self._put_off(request) if recorded else self.away(request)

    def _shared_time(self) -> datetime:
        """This moment, the same for all processes. Raises StoreAwayError."""
        self._shared.check()
        return self._shared.now()

    def answered(self, request: Request) -> None:
        """The reply was sent: it never is again.

        Raises:
            StoreAwayError: that is not kept.
        """
        with self._store.write() as uow:
            uow.inbox.answered(request.key, self._clock.now())

    def progress(self, request: Request) -> Progress:
        """How far the answer to a request has come that came before, or was postponed.

        Raises:
            StoreAwayError: nobody can say.
        """
        now = self._shared_time()
        with self._store.read() as uow:
            return uow.inbox.progress(request.key, now, PATIENCE)

    def said(self, request: Request, marks: Sequence[str]) -> None:
        """These messages of a stored reply were sent, others are still to be.

        Raises:
            StoreAwayError: that is not kept.
        """
        with self._store.write() as uow:
            uow.inbox.keep_said(request.key, marks)

    def postpone(self, request: Request, marks: Sequence[str] = ()) -> None:
        """Keep a request whose answer could not be sent: `unanswered` gives it out a while later.

        `marks` are those of the messages of the answer that were sent.

        Raises:
            StoreAwayError: it is not kept.
        """
        now = self._shared_time()
        with self._store.write() as uow:
            uow.inbox.postpone(request, now, marks)

    def leave(self, request: Request) -> None:
        """Keep a request that somebody else is answering: `unanswered` gives it out if they die.

        Raises:
            StoreAwayError: it is not kept.
        """
        now = self._shared_time()
        with self._store.write() as uow:
            uow.inbox.leave(request, now)

    def hold(self, keys: Sequence[str]) -> None:
        """We are at these, recorded or postponed: nobody else takes them up for a while.

        Raises:
            StoreAwayError: somebody else may.
        """
        now = self._shared_time()
        with self._store.write() as uow:
            uow.inbox.hold(keys, now + PATIENCE)

    def unanswered(self, platform: Platform) -> Sequence[Request]:
        """What was recorded there and whose answer nobody sent; the caller answers it.

        The first look after the records were away gives out nothing: whoever lives, and could not
        tell that they answered or are at it, tells it first.

        Raises:
            StoreAwayError: nobody can say.
        """
        try:
            if platform in self._cut_off:
                self.hold(())  # of nothing: it asks whether they are back
                self._cut_off.discard(platform)
                return ()
            now = self._shared_time()
            with self._store.write() as uow:
                return uow.inbox.unanswered(platform, now, PATIENCE)
        except StoreAwayError:
            self._cut_off.add(platform)
            raise

    def posted(self, sent: Sequence[Sent]) -> None:
        """Keep which messages name which cases, so that they can be taken back.

        Raises:
            StoreAwayError: nothing was kept; tell it again.
        """
        found_in = [(one, mentions(*one.reply.views)) for one in sent]
        naming = [(one, found) for one, found in found_in if found.named]
        for start in range(0, len(naming), KEPT_AT_ONCE):
            with self._store.write() as uow:
                told = told_in(naming[start : start + KEPT_AT_ONCE], uow)
                keep_posted(uow, told, self._clock.now())

    def note(self, told: Whereabouts) -> None:
        """Do what follows from what a platform tells of where the bot is.

        Raises:
            StoreAwayError: nothing was done; tell it again.
        """
        with self._store.write() as uow:
            whereabouts.note(told, uow, self._clock.now())

    def away(self, request: Request) -> Reply:
        """What to say when the records can't be reached."""
        return _notice(request, refusals.away(_plain_words(request)))

    def _put_off(self, request: Request) -> Reply:
        told = _notice(request, refusals.put_off(_plain_words(request)))
        return replace(told, put_off=True)

    def failed(self, request: Request, incident: str) -> Reply:
        """What to say when the fault is ours; `incident` is the id in the log."""
        return _notice(request, refusals.failed(incident, _plain_words(request)))

    def _answering(self, wish: Wish) -> Wish:
        """Plain words are the answer to the question that is open, if one is; commands are not."""
        request = wish.request
        words = request.form is Form.WORDS and not isinstance(wish.intent, intents.CancelForm)
        if not (wish.in_dialogue and words):
            return wish
        with self._store.read() as uow:
            held = uow.dialogues.get(request.actor.identity, self._clock.now())
        return replace(wish, intent=intents.AnswerField(request.text)) if held else wish

    def _look(self, wish: Wish) -> Reply:
        with self._store.read() as uow:
            turn, _ = self._turn(wish, uow)
            granted = None if self._is_new(wish, turn) else grant(wish, turn, writable=False)
            settled = self._contacts.is_known(turn) and not _is_back(wish, turn)
        if granted is not None and not granted.remembered and settled:
            return granted.reply
        try:
            with self._store.write() as uow:
                return self._granted_and_kept(wish, uow)
        except StoreAwayError as error:
            if granted is None or granted.remembered:
                raise
            log.warning("looked_up_only", key=wish.request.key, **error.told)
            return granted.reply

    def _change(self, wish: Wish) -> Reply:
        key = wish.request.key
        try:
            with self._store.write() as uow:
                stored = uow.inbox.reply_to(key)
                if stored is not None:
                    return replace(stored, repeat=True)
                reply = self._granted_and_kept(wish, uow)
                if reply.in_form:
                    uow.inbox.forget(key)
                    return reply
                reply = replace(reply, stored=True)
                uow.inbox.done(key, reply, self._shared.now())
                return reply
        except RepeatedError:
            with self._store.read() as uow:
                stored = uow.inbox.reply_to(key)
                if stored is None:
                    raise StoreAwayError from None
                return replace(stored, repeat=True)

    def _granted_and_kept(self, wish: Wish, uow: UnitOfWork) -> Reply:
        """Grant a wish where it may be written: whoever is new is greeted after the answer."""
        greeting = self._greet(wish, uow)
        turn, _ = self._turn(wish, uow)
        revived = self._revive(wish, turn)
        if not self._contacts.is_known(turn):
            self._contacts.note(turn)
        granted = grant(wish, turn, writable=True)
        assert granted is not None  # noqa: S101  only a wish that may not write is put off
        for query in granted.remembered:
            uow.queries.remember(key_of(query), query, turn.now)
        moved = isinstance(wish.intent, intents.MoveDigest)
        again = None if moved else comes_again(revived, turn)
        told = (comes_again_view(again, turn.words),) if again else ()
        return replace(granted.reply, views=(*granted.reply.views, *greeting, *told))

    def _revive(self, wish: Wish, turn: Turn) -> Sequence[Subscription]:
        """Whoever speaks in a conversation gets there again what was paused."""
        if not _is_back(wish, turn):
            return ()
        return Pauses(turn.uow.pauses, turn.uow.notices, turn.now).revive(turn.address)

    def _is_new(self, wish: Wish, turn: Turn) -> bool:
        """Whether a person speaks in private for the first time."""
        if not wish.request.private or turn.asker.anonymous:
            return False
        if turn.address in self._greeted and turn.asker.person:
            return False
        if turn.uow.subscriptions.get(turn.address) is None:
            return True
        self._greeted.add(turn.address)
        return False

    def _greet(self, wish: Wish, uow: UnitOfWork) -> tuple[View, ...]:
        """Put somebody who is new on record; in private, subscribe and welcome them."""
        identity = wish.request.actor.identity
        if wish.request.actor.anonymous:
            return ()
        if uow.people.find(identity) is None:
            uow.people.add(self._chance.new_id(), identity, self._clock.now())
            self._greeted.discard(wish.request.address)
        turn, source = self._turn(wish, uow)
        if link.settle_workspace(uow, turn.asker, wish.request.actor, turn.now):
            turn, source = self._turn(wish, uow)
        if not self._is_new(wish, turn):
            return ()
        outcome = subscribing.welcome(turn, source)
        return (welcome_view(outcome, turn.words),)

    def _turn(self, wish: Wish, uow: UnitOfWork) -> tuple[Turn, subscribing.ZoneSource]:
        actor = wish.request.actor
        address, now = wish.request.address, self._clock.now()
        if actor.anonymous:
            met = Meeting(None, uow.pauses.is_lost(address), filling=False)
        else:
            met = uow.people.meet(actor.identity, address, now)
        asker = met.asker or Asker(actor.identity, anonymous=actor.anonymous)
        if asker.language is None and actor.language:
            asker = replace(asker, language=actor.language)
        zone, source = reading_zone(asker, actor, uow)
        request = wish.request
        turn = Turn(
            asker,
            uow,
            now,
            request.address,
            zone,
            request.private,
            wish.alone,
            self._chance,
            met.lost,
            met.filling,
        )
        return turn, source


def _is_back(wish: Wish, turn: Turn) -> bool:
    return wish.present and turn.lost


def _plain_words(request: Request) -> Words:
    actor = request.actor
    return Words(actor.language or "en", platform=request.address.platform)


def _notice(request: Request, view: View) -> Reply:
    audience = Audience.ASKER if not request.private else request.audience
    return Reply(NOTICE, (view,), audience, in_form=request.form is Form.FIELDS)
