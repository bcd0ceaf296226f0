"""What came in and what was answered, also when the platform or a person repeats it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.domain.people import Identity, Platform
from core.parts import (
    Action,
    Choice,
    Event,
    Example,
    Examples,
    Fact,
    Facts,
    Field,
    FieldKind,
    FormPart,
    Item,
    Items,
    Paragraph,
    Progress,
    Timeline,
    Tone,
    View,
)
from core.ports import RepeatedError
from core.request import Actor, Audience, Form, Reply, Request
from core.request import Progress as Course
from storage import codec
from storage.tables_messages import inbox
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, an_address
from tests.contract.races import race

PATIENCE = timedelta(seconds=60)
LATER = NOW + PATIENCE
REQUEST = Request(
    "telegram:1",
    Actor(Identity(Platform.TELEGRAM, "7"), "Asia/Kuala_Lumpur", "ms"),
    an_address(),
    "commit MYS-0012 \x00 for Málaga",
    Form.COMMAND,
    private=True,
    audience=Audience.ASKER,
    reply_to="https://chat.invalid/answer",
    modals=True,
    fields={"number": "12", "words": "שלום"},
    seen="SWE:10",
)
REPLY = Reply(
    "Commit",
    (
        View(
            "committed",
            "Done",
            (
                Paragraph("Section Sweden takes it on.", Tone.SUCCESS),
                Facts((Fact("Load", "7 of 10"),)),
                Items(
                    (Item("MYS-0012", ("A line",), Action("Open", "case", "MYS-0012")),), "Cases"
                ),
                Progress("Available", None, (Fact("Now", "140"),), "A note"),
                Timeline((Event("May 2010", "Committed"),), "History"),
                Examples((Example("/cases Malaysia", "Cases there"),)),
                FormPart(
                    "Capacity",
                    (Field("n", FieldKind.CHOICE, "How many?", choices=(Choice("1", "One"),)),),
                    "Set",
                    Action("Fill in", "form", "capacity"),
                    "SWE:10",
                ),
            ),
            (Action("Release", "release", "MYS-0012", primary=True),),
        ),
    ),
    Audience.ASKER,
    show_here=Action("Show here", "show", "commit:MYS-0012"),
    replaces=True,
    understood={"countries": ("MYS",), "articles": (9, 19), "page": 2, "poc": True, "who": "SWE"},
)
OTHER = Reply("Commit", (), Audience.CONVERSATION)


def test_a_reply_survives_as_it_was() -> None:
    assert codec.read_reply(codec.write_reply(REPLY)) == REPLY
    assert codec.read_request(codec.write_request(REQUEST)) == REQUEST


def test_what_a_newer_version_wrote_is_not_guessed_at() -> None:
    newer = codec.write_reply(REPLY).replace('"version":1', '"version":3')
    with pytest.raises(codec.UnreadableError):
        codec.read_reply(newer)
    added = codec.write_reply(REPLY).replace('"intent"', '"added_since":[1],"intent"')
    assert codec.read_reply(added) == REPLY


def test_a_request_is_recorded_once(store: SqlStore) -> None:
    with store.write() as uow:
        assert uow.inbox.record(REQUEST, NOW)
        assert not uow.inbox.record(REQUEST, NOW)
        assert uow.inbox.reply_to(REQUEST.key) is None


@pytest.mark.parametrize("recorded", [True, False])
def test_a_repeat_gets_the_stored_reply(store: SqlStore, *, recorded: bool) -> None:
    with store.write() as uow:
        if recorded:
            uow.inbox.record(REQUEST, NOW)
        uow.inbox.done(REQUEST.key, REPLY, NOW)
    with store.write() as uow:
        assert uow.inbox.reply_to(REQUEST.key) == REPLY
        assert not uow.inbox.record(REQUEST, NOW)
        with pytest.raises(RepeatedError):
            uow.inbox.done(REQUEST.key, OTHER, NOW)
        assert uow.inbox.reply_to(REQUEST.key) == REPLY
        assert uow.inbox.reply_to("telegram:2") is None


def test_what_is_undone_was_not_answered_either(store: SqlStore) -> None:
    def fail() -> None:
        with store.write() as uow:
            uow.inbox.done(REQUEST.key, REPLY, NOW)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with store.read() as uow:
        assert uow.inbox.reply_to(REQUEST.key) is None


def test_an_answer_erases_the_request_and_keeps_the_reply(store: SqlStore) -> None:
    with store.write() as uow:
        uow.inbox.record(REQUEST, NOW)
        uow.inbox.done(REQUEST.key, REPLY, NOW)
        uow.inbox.answered(REQUEST.key, NOW)
        uow.inbox.answered("unknown", NOW)
    with store.write() as uow:
        assert uow.connection.execute(select(inbox.c.request)).scalars().all() == [None]
        assert uow.inbox.reply_to(REQUEST.key) == REPLY
        assert uow.inbox.unanswered(Platform.TELEGRAM, LATER, PATIENCE) == []
        assert not uow.inbox.record(REQUEST, NOW)


def test_a_request_that_nobody_answers_is_given_out_again_and_again(store: SqlStore) -> None:
    with store.write() as uow:
        uow.inbox.record(REQUEST, NOW)
        assert uow.inbox.unanswered(Platform.TELEGRAM, LATER - timedelta(seconds=1), PATIENCE) == []
        assert uow.inbox.unanswered(Platform.TELEGRAM, LATER, PATIENCE) == [REQUEST]
        assert uow.inbox.unanswered(Platform.TELEGRAM, LATER, PATIENCE) == []
        assert uow.inbox.unanswered(Platform.TELEGRAM, LATER + PATIENCE, PATIENCE) == [REQUEST]


def test_one_that_was_done_but_not_answered_is_given_out_too(store: SqlStore) -> None:
    with store.write() as uow:
        uow.inbox.record(REQUEST, NOW)
        uow.inbox.done(REQUEST.key, REPLY, NOW)
        assert uow.inbox.unanswered(Platform.TELEGRAM, LATER, PATIENCE) == [REQUEST]


def test_one_whose_answer_is_postponed_is_given_out_to_its_platform(store: SqlStore) -> None:
    with store.write() as uow:
        uow.inbox.done(REQUEST.key, REPLY, NOW)
        uow.inbox.postpone(REQUEST, NOW)
        looked = replace(REQUEST, key="telegram:2")
        uow.inbox.postpone(looked, NOW)
        assert uow.inbox.unanswered(Platform.SLACK, LATER, PATIENCE) == []
        assert uow.inbox.unanswered(Platform.TELEGRAM, LATER, PATIENCE) == [REQUEST, looked]
        assert uow.inbox.reply_to(REQUEST.key) == REPLY


def test_a_request_of_a_newer_version_is_left_to_it(store: SqlStore) -> None:
    with store.write() as uow:
        uow.inbox.record(REQUEST, NOW)
        newer = codec.write_request(REQUEST).replace('"version":1', '"version":3')
        uow.connection.execute(inbox.update().values(request=newer))
        assert uow.inbox.unanswered(Platform.TELEGRAM, LATER, PATIENCE) == []


def test_of_two_deliveries_of_one_request_one_is_done(store: SqlStore) -> None:
    for number in range(5):
        key = f"telegram:{number}"

        def do(_: int, key: str = key) -> bool:
            try:
                with store.write() as uow:
                    if uow.inbox.reply_to(key) is not None:
                        return False
                    uow.inbox.done(key, REPLY, NOW)
            except RepeatedError:
                return False
            return True

        assert sum(race(4, do)) == 1


def test_each_unanswered_request_is_given_to_one_worker(store: SqlStore) -> None:
    requests = [
        Request(
            f"slack:{number}",
            REQUEST.actor,
            REQUEST.address,
            "cases",
            Form.COMMAND,
            private=False,
            audience=Audience.ASKER,
        )
        for number in range(20)
    ]
    with store.write() as uow:
        for request in requests:
            assert uow.inbox.record(request, NOW)

    def take(_: int) -> list[str]:
        with store.write() as uow:
            given = uow.inbox.unanswered(Platform.SLACK, LATER, PATIENCE)
            return [request.key for request in given]

    taken = [key for keys in race(4, take) for key in keys]
    assert sorted(taken) == sorted(request.key for request in requests)


def test_a_request_that_came_to_nothing_may_come_again(store: SqlStore) -> None:
    asked = replace(REQUEST, key="slack:V1:form:capacity")
    with store.write() as uow:
        assert uow.inbox.record(asked, NOW)
        uow.inbox.forget(asked.key)
        assert uow.inbox.record(asked, NOW)
        uow.inbox.done(asked.key, REPLY, NOW)
        uow.inbox.forget(asked.key)
        assert uow.inbox.reply_to(asked.key) == REPLY


def test_how_far_an_answer_came_is_on_record_until_it_is_whole(store: SqlStore) -> None:
    with store.write() as uow:
        assert uow.inbox.progress(REQUEST.key, LATER, PATIENCE) == Course()
        uow.inbox.keep_said(REQUEST.key, ["a"])
        assert uow.inbox.progress(REQUEST.key, LATER, PATIENCE) == Course()
        uow.inbox.done(REQUEST.key, REPLY, NOW)
        assert uow.inbox.progress(REQUEST.key, LATER, PATIENCE) == Course()
        uow.inbox.keep_said(REQUEST.key, ["a", "b"])
        assert uow.inbox.progress(REQUEST.key, LATER, PATIENCE) == Course(said=("a", "b"))
        uow.inbox.answered(REQUEST.key, NOW)
        assert uow.inbox.progress(REQUEST.key, LATER, PATIENCE) == Course(answered=True)


def test_one_that_is_postponed_keeps_what_was_said(store: SqlStore) -> None:
    with store.write() as uow:
        uow.inbox.postpone(REQUEST, NOW, ("a",))
        assert uow.inbox.progress(REQUEST.key, LATER, PATIENCE) == Course(said=("a",))
        uow.inbox.postpone(REQUEST, NOW, ("a", "b"))
        assert uow.inbox.progress(REQUEST.key, LATER, PATIENCE) == Course(said=("a", "b"))
        assert uow.inbox.unanswered(Platform.TELEGRAM, LATER, PATIENCE) == [REQUEST]


def test_what_somebody_is_at_is_given_to_nobody_else(store: SqlStore) -> None:
    other = replace(REQUEST, key="telegram:2")
    with store.write() as uow:
        uow.inbox.record(REQUEST, NOW)
        uow.inbox.record(other, NOW)
        uow.inbox.hold([REQUEST.key, "unknown"], LATER + PATIENCE)
        assert uow.inbox.unanswered(Platform.TELEGRAM, LATER, PATIENCE) == [other]
        later = LATER + PATIENCE
        assert uow.inbox.unanswered(Platform.TELEGRAM, later, PATIENCE) == [REQUEST, other]


def test_who_did_it_lately_or_holds_it_is_taken_to_be_answering(store: SqlStore) -> None:
    soon = LATER - timedelta(seconds=1)
    with store.write() as uow:
        uow.inbox.done(REQUEST.key, REPLY, NOW)
        assert uow.inbox.progress(REQUEST.key, soon, PATIENCE).held
        assert not uow.inbox.progress(REQUEST.key, LATER, PATIENCE).held
        uow.inbox.hold([REQUEST.key], LATER + PATIENCE)
        assert uow.inbox.progress(REQUEST.key, LATER, PATIENCE).held
        uow.inbox.answered(REQUEST.key, LATER)
        assert not uow.inbox.progress(REQUEST.key, LATER, PATIENCE).held


def test_what_is_left_to_another_is_given_out_if_they_never_answer(store: SqlStore) -> None:
    other = replace(REQUEST, key="telegram:2")
    with store.write() as uow:
        for request in (REQUEST, other):
            uow.inbox.done(request.key, REPLY, NOW)
        uow.inbox.answered(other.key, NOW)
        for request in (REQUEST, other):
            uow.inbox.leave(request, LATER)
        soon = LATER - timedelta(seconds=1)
        assert uow.inbox.unanswered(Platform.TELEGRAM, soon, PATIENCE) == []
        assert uow.inbox.unanswered(Platform.TELEGRAM, LATER, PATIENCE) == [REQUEST]
