"""To take a message back: edited, else deleted, else told that it stays."""

import pytest
from telegram.error import BadRequest, TelegramError

from bots.telegram.outgoing import Outgoing
from bots.telegram.sender import TelegramSender
from bots.telegram.transport import PossiblySentError
from core.domain.people import Platform
from core.domain.subscriptions import Address, Delivered, Gone, Retry, SendResult, Unknown
from core.i18n import Words
from core.views.retracted import retracted
from tests.adapters import test_slack_sender as on_slack
from tests.adapters import test_telegram_adapter_sender as on_telegram
from tests.doubles.loop import run
from tests.doubles.slack_text import plain
from tests.doubles.telegram import TelegramDouble

INSTEAD = retracted(Words())
TEXT = "This message was taken back"


def on_slack_after(**faults: str | int) -> tuple[SendResult, list[str]]:
    """What came of it, and what stands there then; calls fail once as ordered."""
    seen: list[str] = []
    results: list[SendResult] = []

    async def scenario() -> None:
        async with on_slack.sending() as (slack, sender):
            sent = await sender.send(on_slack.PERSON, on_slack.DIGEST, "posting1")
            assert isinstance(sent, Delivered)
            for method, kind in faults.items():
                slack.fail_next(method.replace("_", "."), kind)
            results.append(await sender.retract(on_slack.PERSON, sent.message, INSTEAD))
            seen.extend(plain(m) for posted in slack.messages.values() for m in posted)

    run(scenario())
    return results[0], seen


def test_slack_edits_it_where_a_person_was_told_alone() -> None:
    result, seen = on_slack_after()
    assert isinstance(result, Delivered)
    assert [text.splitlines()[0] for text in seen] == [TEXT]


@pytest.mark.parametrize("code", ["cant_update_message", "edit_window_closed"])
def test_slack_deletes_what_may_not_be_edited(code: str) -> None:
    result, seen = on_slack_after(chat_update=code)
    assert isinstance(result, Delivered)
    assert seen == []


def test_slack_keeps_what_may_be_neither() -> None:
    faults = {"chat_update": "edit_window_closed", "chat_delete": "cant_delete_message"}
    result, seen = on_slack_after(**faults)
    assert result == Gone("cant_delete_message")
    assert len(seen) == 1


def test_slack_says_when_to_try_again() -> None:
    assert isinstance(on_slack_after(chat_update=429)[0], Retry)
    assert isinstance(on_slack_after(chat_update=500)[0], Unknown)


def test_what_somebody_deleted_on_slack_is_done() -> None:
    async def scenario() -> None:
        async with on_slack.sending() as (_, sender):
            result = await sender.retract(on_slack.CHANNEL, "1.000001", INSTEAD)
        assert result == Delivered("1.000001")

    run(scenario())


def test_telegram_edits_it() -> None:
    async def scene(telegram: TelegramDouble, sender: TelegramSender) -> None:
        sent = await sender.send(on_telegram.HERE, on_telegram.DIGEST, "posting")
        assert isinstance(sent, Delivered)
        result = await sender.retract(on_telegram.HERE, sent.message, INSTEAD)
        assert result == sent
        (edited,) = telegram.edits
        assert edited.text.startswith(TEXT)
        assert edited.keyboard == ()
        again = await sender.retract(on_telegram.HERE, sent.message, INSTEAD)
        assert again == sent

    on_telegram.play(scene)


def test_what_is_not_there_any_more_on_telegram_is_done() -> None:
    async def scene(_: TelegramDouble, sender: TelegramSender) -> None:
        assert await sender.retract(on_telegram.HERE, "999", INSTEAD) == Delivered("999")

    on_telegram.play(scene)


class Refusing(Outgoing):
    """A chat in which edits and deletions fail as ordered."""

    def __init__(self, edit: TelegramError, delete: TelegramError | None) -> None:
        self._edit = edit
        self._delete = delete

    async def edit(self, *_: object) -> None:
        raise self._edit

    async def delete(self, *_: object) -> None:
        if self._delete is not None:
            raise self._delete


CANT_EDIT = BadRequest("message can't be edited")


@pytest.mark.parametrize(
    ("edit", "delete", "expected"),
    [
        (CANT_EDIT, None, Delivered("7")),
        (CANT_EDIT, BadRequest("message to delete not found"), Delivered("7")),
        (CANT_EDIT, BadRequest("message can't be deleted for everyone"), Gone("BadRequest")),
        (CANT_EDIT, PossiblySentError("reset"), Unknown("PossiblySentError")),
        (PossiblySentError("reset"), None, Unknown("PossiblySentError")),
    ],
)
def test_telegram_deletes_what_it_does_not_let_us_edit(
    edit: TelegramError, delete: TelegramError | None, expected: SendResult
) -> None:
    sender = TelegramSender(Refusing(edit, delete))
    assert run(sender.retract(Address(Platform.TELEGRAM, "5"), "7", INSTEAD)) == expected
