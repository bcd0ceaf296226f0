"""From a request to its answer: record, acknowledge, handle, answer, tell that it was answered.

Nothing is acknowledged before it is on record, and what is on record is answered even if this
process dies: another one finds it among the unanswered.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol, TypeVar

import structlog

from bots.course import Course
from bots.ended import Ended
from bots.holding import Holding
from bots.postbook import PostBook
from bots.slack.answers import Answers
from bots.slack.modal import acknowledgement, later
from bots.slack.profiles import Profiles
from bots.slack.results import HELD_BACK
from core.domain.people import Platform
from core.domain.subscriptions import Defect, Failure, Gone, Retry
from core.domain.whereabouts import Refused, Whereabouts
from core.inbound import Inbound
from core.ports import StoreAwayError
from core.request import NOTICE, Progress, Reply, Request, Sent

log = structlog.get_logger()

T = TypeVar("T")

RECORDERS: Final = 4
MOST_ATTEMPTS: Final = 5
"""After so many an answer is given up: nobody waits any more."""


class Application(Protocol):
    """What an adapter needs of `core.app.App`."""

    def record(self, request: Request) -> bool:
        """Keep a request; False if it came before. Raises StoreAwayError."""
        ...

    def handle(self, request: Request, *, recorded: bool) -> Reply:
        """Grant a wish; one on record is put off while the records are away."""
        ...

    def answered(self, request: Request) -> None:
        """The reply was sent. Raises StoreAwayError."""
        ...

    def progress(self, request: Request) -> Progress:
        """How far the answer to a repeated request came. Raises StoreAwayError."""
        ...

    def said(self, request: Request, marks: Sequence[str]) -> None:
        """These messages of its answer were sent, others are still to be. Raises StoreAwayError."""
        ...

    def hold(self, keys: Sequence[str]) -> None:
        """We are at these: nobody else takes them up for a while. Raises StoreAwayError."""
        ...

    def posted(self, sent: Sequence[Sent]) -> None:
        """Keep which messages show which replies. Raises StoreAwayError."""
        ...

    def unanswered(self, platform: Platform) -> Sequence[Request]:
        """Recorded, and not answered by anybody. Raises StoreAwayError."""
        ...

    def note(self, told: Whereabouts) -> None:
        """Do what follows from where the bot is. Raises StoreAwayError."""
        ...

    def away(self, request: Request) -> Reply:
        """What to say when the records can't be reached."""
        ...

    def failed(self, request: Request, incident: str) -> Reply:
        """What to say when the fault is ours."""
        ...


@dataclass(frozen=True, slots=True)
class Paces:
    """In seconds."""

    record: float = 2.0
    """How long the record may take; Slack waits 3 seconds for the acknowledgement."""
    decline: float = 0.6
    """How long telling that the records are away may take, after that."""
    submit: float = 2.5
    """How long a form may take to be checked and done; what takes longer is answered later."""
    answer: float = 0.005
    """By which the acknowledgement is ahead of the answer."""
    recovery: float = 5.0
    """Between two looks for requests that nobody answered."""
    shutdown: float = 8.0
    """How long a shutdown waits for answers under way; the rest is left to the recovery."""


class Exchange:
    """Takes requests in, and sends their answers in the background."""

    def __init__(
        self,
        app: Application,
        profiles: Profiles,
        answers: Answers,
        paces: Paces,
        inbound: Inbound | None = None,
    ) -> None:
        self._app = app
        self._inbound = inbound
        self._profiles = profiles
        self._answers = answers
        self._posted = PostBook(app.posted)
        self._paces = paces
        # Threads of their own: answers that are slow to make must not hold up acknowledgements.
        self._recorders = ThreadPoolExecutor(RECORDERS, "slack-record")
        self._tasks: set[asyncio.Task[Any]] = set()
        self._holding = Holding(app.hold)
        self._attempts: Counter[str] = Counter()
        self._told: set[str] = set()
        """Put off, and the asker knows."""
        self._ended = Ended(app.answered, self._holding)
        """Answered or declined: not to be done again."""

    async def take(self, request: Request | None) -> bool:
        """Put a request on record and let it be answered; whether it may be acknowledged.

        Where the record can't be reached in time, the asker is told to try again. If that can't be
        told either, Slack is to know: it sends an event again, and tells who gave a command.
        """
        if request is None or self._is_too_much(request):
            return True
        recording = self._record(request)
        error = await self._recorded(recording)
        if isinstance(error, StoreAwayError):
            return await self._declined(request, recording)
        if error is not None:
            log.error("slack_record_failed", key=request.key, exc_info=error)
            self._start(self._apologise(request))
        elif recording.result():
            self._start(self._answer_next(request))
        return True

    async def submit(self, request: Request | None) -> dict[str, object]:
        """Put a form that was sent on record, do it, and tell what to acknowledge it with.

        What is wrong is told at its fields. What was done is told in a message, as is whatever
        comes too late for the acknowledgement.
        """
        if request is None or self._is_too_much(request):
            return {}
        work = asyncio.create_task(self._submitted(request))
        await asyncio.wait({work}, timeout=self._paces.submit)
        if not work.done():
            self._start(self._tell(request, work))
            return later(request)
        reply = work.result()
        if not reply.repeat:
            self._start(self._tell(request, work))
        return acknowledgement(request, reply)

    def _is_too_much(self, request: Request) -> bool:
        """Whether it is above the limit of what comes in; then it is said, once."""
        refusal = self._inbound.refusal(request) if self._inbound else None
        if refusal is None:
            return False
        log.info("slack_too_many", key=request.key, told=refusal.reply is not None)
        if refusal.reply is not None:
            self._start(self._say(request, refusal.reply))
        return True

    async def _say(self, request: Request, reply: Reply) -> None:
        await self._send(request, reply)

    async def _submitted(self, request: Request) -> Reply:
        """Do what a form asks; nothing is raised."""
        recording = self._record(request)
        error = await self._recorded(recording)
        if isinstance(error, StoreAwayError):
            log.warning("slack_record_away", key=request.key)
            self._start(self._settle_late(request, recording))
            return self._app.away(request)
        try:
            recording.result()
            self._ended.forget(request.key)
            return await self._handled(await self._profiles.complete(request))
        except Exception:  # the edge: whatever it is, the person is told within the form
            log.exception("slack_submission_failed", key=request.key)
            return self._app.failed(request, request.key)

    async def _tell(self, request: Request, work: asyncio.Task[Reply]) -> None:
        """Answer a form in a message, unless it was answered within the form."""
        late = not work.done()
        with self._holding.of(request.key):
            reply = await work
            told = reply.in_form and not late
            if reply.put_off:
                await self._put_off(request, reply, told=told)
                return
            problem = None if told else await self._send(request, reply)
            await self._conclude(request, problem)

    async def recover(self) -> None:
        """Answer, again and again, what another process or a lost connection left unanswered."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._holding.run())
            tasks.create_task(self._ended.run())
            tasks.create_task(self._recover_again_and_again())

    async def _recover_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(self._paces.recovery)
            try:
                await self.recover_once()
            except Exception:  # the edge: the next look is not to fall out because of this one
                log.exception("slack_recovery_failed")

    async def recover_once(self) -> None:
        """Answer what is unanswered now."""
        try:
            waiting = await asyncio.to_thread(self._app.unanswered, Platform.SLACK)
        except StoreAwayError:
            log.warning("slack_recovery_store_away")
            return
        for request in waiting:
            if request.key not in self._holding:
                self._start(self._answer(request, again=True))

    async def close(self) -> None:
        """Wait for the answers under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._paces.shutdown)
        left = [task for task in self._tasks if task.cancel()]
        await asyncio.gather(*left, return_exceptions=True)
        await self._ended.close()
        await self._posted.close()
        self._recorders.shutdown(wait=False)

    def _record(self, request: Request) -> asyncio.Future[bool]:
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._recorders, self._app.record, request)

    async def _recorded(self, recording: asyncio.Future[bool]) -> BaseException | None:
        """Why it is not on record in time; None if it is."""
        await asyncio.wait({recording}, timeout=self._paces.record)
        return recording.exception() if recording.done() else StoreAwayError()

    def _start(self, work: Coroutine[None, None, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("slack_task_failed", exc_info=error)

    async def _declined(self, request: Request, recording: asyncio.Future[bool]) -> bool:
        """Say that the records are away; whether that was said in time."""
        log.warning("slack_record_away", key=request.key)
        telling = self._start(self._decline(request, recording))
        await asyncio.wait({telling}, timeout=self._paces.decline)
        return telling.done() and telling.result()

    async def _decline(self, request: Request, recording: asyncio.Future[bool]) -> bool:
        """Tell it. If the record came late after all, it is left at that, once they were told."""
        told = await self._send(request, self._app.away(request)) is None
        if told:
            self._start(self._settle_late(request, recording))
        return told

    async def _settle_late(self, request: Request, recording: asyncio.Future[bool]) -> None:
        try:
            if await recording:
                await self._settle(request)
        except StoreAwayError:
            return

    async def _answer_next(self, request: Request) -> None:
        """Let the acknowledgement go first: the thread of the answer would hold it up."""
        await asyncio.sleep(self._paces.answer)
        await self._answer(request)

    async def _answer(self, request: Request, *, again: bool = False) -> None:
        """Handle and tell. `again`: nobody seemed to answer it, which may have changed since."""
        started = time.perf_counter()
        with self._holding.of(request.key):
            try:
                whole = await self._profiles.complete(request)
                reply = await self._handled(whole)
                if reply.put_off:
                    await self._put_off(whole, reply)
                    return
                course = await self._course(request) if again or reply.repeat else Course()
                if course is None:
                    return
                problem = await self._send(whole, reply, course)
                took = round((time.perf_counter() - started) * 1000, 1)
                log.info("slack_answered", key=request.key, intent=reply.intent, ms=took)
            except StoreAwayError:
                return  # the recovery will find it
            except Exception:  # the edge: whatever it is, the asker is told, and this process lives
                log.exception("slack_answer_failed", key=request.key)
                problem = Defect("exception")
            await self._conclude(request, problem)

    async def _course(self, request: Request) -> Course | None:
        """How far the answer came before; None if to its end, by another process."""
        progress = await asyncio.to_thread(self._app.progress, request)
        return None if progress.answered else Course(list(progress.said))

    async def _keep(self, request: Request, said: Sequence[str]) -> None:
        try:
            await asyncio.to_thread(self._app.said, request, said)
        except StoreAwayError:  # only a crash before the end would now repeat what was said
            log.warning("slack_said_store_away", key=request.key)

    async def _handled(self, request: Request) -> Reply:
        return await asyncio.to_thread(partial(self._app.handle, request, recorded=True))

    async def _put_off(self, request: Request, reply: Reply, *, told: bool = False) -> None:
        """Leave it to the recovery, and say so once."""
        if not told and request.key not in self._told:
            await self._send(request, reply)
        self._told.add(request.key)

    async def _conclude(self, request: Request, problem: Failure | None) -> None:
        """Settle what is done or hopeless; leave the rest to the next recovery.

        Where our token is refused, nothing is hopeless: it is answered once it is taken again.
        """
        if isinstance(problem, Gone) and problem.wide:
            await self.refused(problem.reason)
            return
        held_back = isinstance(problem, Retry) and problem.reason == HELD_BACK
        self._attempts[request.key] += not held_back
        hopeless = isinstance(problem, Defect | Gone)
        if problem is None or hopeless or self._attempts[request.key] >= MOST_ATTEMPTS:
            await self._settle(request)
        if isinstance(problem, Defect):
            await self._apologise(request)

    async def note(self, told: Whereabouts) -> None:
        """Do what follows from what Slack tells of where the bot is.

        Raises:
            StoreAwayError: nothing was done; not acknowledged, it is told again.
        """
        log.info("slack_whereabouts", told=type(told).__name__)
        await asyncio.to_thread(self._app.note, told)

    async def refused(self, reason: str) -> None:
        """Slack refuses our token: stop what is meant for it, and tell the admins."""
        try:
            await self.note(Refused(Platform.SLACK, reason))
        except StoreAwayError:
            log.warning("slack_refused_store_away")

    async def _apologise(self, request: Request) -> None:
        """Tell the asker that the fault is ours, with the id that stands in the log."""
        await self._send(request, self._app.failed(request, request.key))

    async def _send(
        self, request: Request, reply: Reply, course: Course | None = None
    ) -> Failure | None:
        course = course or Course()
        if reply.intent != NOTICE:
            course.keep = partial(self._keep, request)
        problem = await self._answers.send(request, reply, course)
        self._posted.note(request, reply, course.shown)
        if problem is not None:
            kind = type(problem).__name__
            log.warning("slack_answer", key=request.key, result=kind, reason=problem.reason)
        return problem

    async def _settle(self, request: Request) -> None:
        del self._attempts[request.key]
        self._told.discard(request.key)
        await self._ended.note(request)
