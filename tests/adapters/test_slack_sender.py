"""A delivery's result is what Slack's answer means, and one in doubt is found again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bots.slack.looking import MOST_PAGES, PAGE
from bots.slack.results import (
    INSTALLATION_GONE,
    LATER,
    MAYBE_SENT,
    POLICY_SECONDS,
    RECIPIENT_GONE,
    RETRY_SECONDS,
    refusal,
)
from bots.slack.sender import SlackSender
from bots.slack.web import open_web
from core.domain.people import Platform
from core.domain.subscriptions import Address, Cause, Defect, Delivered, Found, Gone, Retry, Unknown
from core.parts import Action, Item, Items, Paragraph, View
from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_records import SlackUser
from tests.doubles.slack_text import plain

CHANNEL = Address(Platform.SLACK, "C0GENERAL")
PERSON = Address(Platform.SLACK, "U0MEMBER")
DIGEST = View("goals_digest", "The week", (Paragraph("500 cases: 290 now."),))
LONG = View("goals_digest", "The week", (Paragraph("A line of words. " * 500),))


@asynccontextmanager
async def sending() -> AsyncIterator[tuple[SlackDouble, SlackSender]]:
    async with SlackDouble() as slack, open_web(slack.bot_token, slack.base_url) as web:
        yield slack, SlackSender(web)
    assert slack.violations == []
    assert slack.pings == []


def is_whole(found: object) -> bool:
    return isinstance(found, Found) and found.whole


@pytest.mark.parametrize("address", [CHANNEL, PERSON], ids=["channel", "person"])
def test_delivery_bears_its_id_and_nothing_else(address: Address) -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            result = await sender.send(address, DIGEST, "posting1")
            (message,) = [m for posted in slack.messages.values() for m in posted]
            call = slack.calls[-1].arguments
        assert result == Delivered(message.ts)
        assert message.metadata == {
            "event_type": "vigil_delivery",
            "event_payload": {"id": "posting1"},
        }
        assert plain(message) == "The week\n500 cases: 290 now."
        assert (call["unfurl_links"], call["unfurl_media"]) == (False, False)

    run(scenario())


def test_delivery_to_a_thread() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            root = await sender.send(CHANNEL, DIGEST, "root")
            assert isinstance(root, Delivered)
            thread = Address(Platform.SLACK, "C0GENERAL", root.message)
            await sender.send(thread, DIGEST, "reply")
            assert slack.messages["C0GENERAL"][-1].thread_ts == root.message
            reply = slack.messages["C0GENERAL"][-1].ts
            assert await sender.was_sent(thread, "reply") == Found(reply, whole=True)
            assert await sender.was_sent(CHANNEL, "reply") == Found()

    run(scenario())


TABLE = [
    *((code, Gone(code, wide=True)) for code in sorted(INSTALLATION_GONE)),
    *((code, Gone(code, cause=cause)) for code, cause in RECIPIENT_GONE.items()),
    *((code, Unknown(code)) for code in sorted(MAYBE_SENT)),
    *((code, Retry(POLICY_SECONDS, code)) for code in sorted(LATER)),
    *((code, Retry(RETRY_SECONDS, code, wide=True)) for code in ("ratelimited", "rate_limited")),
    ("restricted_action", Retry(POLICY_SECONDS, "restricted_action")),
    (
        "restricted_action_read_only_channel",
        Retry(POLICY_SECONDS, "restricted_action_read_only_channel"),
    ),
    *((code, Defect(code)) for code in ("invalid_blocks", "msg_blocks_too_long", "no_text")),
    ("missing_scope", Defect("missing_scope")),
    ("a_code_nobody_heard_of", Defect("a_code_nobody_heard_of")),
    (429, Retry(7.0, "ratelimited", wide=True)),
    (500, Unknown("HTTP 500")),
    (503, Unknown("HTTP 503")),
    ("reset_before", Unknown("ServerDisconnectedError")),
    ("reset_after", Unknown("ServerDisconnectedError")),
]


@pytest.mark.parametrize(("answer", "result"), TABLE, ids=[str(row[0]) for row in TABLE])
def test_what_an_answer_means(answer: str | int, result: object) -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            slack.fail_next("chat.postMessage", answer, retry_after=7)
            assert await sender.send(CHANNEL, DIGEST, "posting1") == result
            assert len(slack.calls) == 1

    run(scenario())


def test_table_says_what_slack_documents() -> None:
    gone = {
        "account_inactive",
        "token_revoked",
        "invalid_auth",
        "app_access_restricted",
        "team_access_not_granted",
        "is_archived",
        "user_disabled",
        "user_not_found",
        "channel_not_found",
        "not_in_channel",
    }
    later = {"restricted_action_thread_locked", "ekm_access_denied", "org_login_required"}
    later |= {"team_added_to_org", "message_limit_exceeded"}
    assert all(isinstance(refusal(code), Gone) for code in gone)
    assert all(isinstance(refusal(code), Retry) for code in later)
    assert all(isinstance(refusal(code), Unknown) for code in ("fatal_error", "internal_error"))


def test_where_nobody_listens_nothing_was_sent() -> None:
    async def scenario() -> None:
        async with open_web("xoxb-1", "http://127.0.0.1:9/api/") as web:
            result = await SlackSender(web).send(CHANNEL, DIGEST, "posting1")
        assert isinstance(result, Retry)

    run(scenario())


def test_what_a_process_that_is_ending_can_not_write_is_sent_by_another() -> None:
    async def scenario() -> None:
        async with sending() as (_, sender):
            pass
        assert isinstance(await sender.send(CHANNEL, DIGEST, "posting1"), Retry)

    run(scenario())


@pytest.mark.parametrize("address", [CHANNEL, PERSON], ids=["channel", "person"])
def test_delivery_in_doubt_is_looked_up(address: Address) -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            for fault, there in (("reset_before", False), ("reset_after", True)):
                slack.fail_next("chat.postMessage", fault)
                assert isinstance(await sender.send(address, DIGEST, fault), Unknown)
                found = await sender.was_sent(address, fault)
                ids = [message.ts for posted in slack.messages.values() for message in posted]
                assert found == Found(",".join(ids), whole=there)

    run(scenario())


def test_look_up_goes_through_the_pages_and_waits_for_the_rate_limit() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            await sender.send(CHANNEL, DIGEST, "posting1")
            for number in range(PAGE + 5):
                slack.world.hear("C0GENERAL", "U0MEMBER", f"talk {number}", None)
            slack.fail_next("conversations.history", 429, retry_after=1)
            assert is_whole(await sender.was_sent(CHANNEL, "posting1"))
            assert [call.method for call in slack.calls].count("conversations.history") == 3

    run(scenario())


def test_delivery_under_a_thousand_messages_can_not_be_known() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            await sender.send(CHANNEL, DIGEST, "posting1")
            for number in range(PAGE * MOST_PAGES + 1):
                slack.world.hear("C0GENERAL", "U0MEMBER", f"talk {number}", None)
            assert await sender.was_sent(CHANNEL, "posting1") is None

    run(scenario())


@pytest.mark.parametrize("fault", [500, "reset_before", "fatal_error"])
def test_look_up_that_fails_is_repeated(fault: int | str) -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            await sender.send(CHANNEL, DIGEST, "posting1")
            slack.fail_next("conversations.history", fault)
            assert is_whole(await sender.was_sent(CHANNEL, "posting1"))

    run(scenario())


def test_where_the_history_may_not_be_read_a_digest_goes_on_after_what_is_known() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            slack.fail_next("conversations.history", "missing_scope", 2)
            slack.fail_next("chat.postMessage", "delay", seconds=0)
            slack.fail_next("chat.postMessage", 429, retry_after=1)
            first = await sender.send(CHANNEL, LONG, "posting1")
            assert isinstance(first, Retry)
            whole = await sender.send(CHANNEL, LONG, "posting1", first.begun)
            parts = slack.messages["C0GENERAL"]
            assert whole == Delivered(",".join(part.ts for part in parts))
            assert len({part.text for part in parts}) == len(parts) == 3

    run(scenario())


@pytest.mark.parametrize("refused", ["missing_scope", "channel_not_found", "not_in_channel"])
def test_where_the_history_may_not_be_read_it_can_not_be_known(refused: str) -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            slack.fail_next("conversations.history", refused)
            assert await sender.was_sent(CHANNEL, "posting1") is None

    run(scenario())


@pytest.mark.parametrize(
    ("method", "refused", "again"),
    [
        ("conversations.history", "invalid_auth", Gone("invalid_auth", wide=True)),
        ("conversations.history", "token_revoked", Gone("token_revoked", wide=True)),
        (
            "conversations.history",
            "org_login_required",
            Retry(POLICY_SECONDS, "org_login_required"),
        ),
        ("conversations.history", 429, Retry(600.0, "ratelimited")),
        ("conversations.open", "account_inactive", Gone("account_inactive", wide=True)),
    ],
)
def test_where_slack_does_not_tell_now_it_is_asked_later(
    method: str, refused: int | str, again: Retry | Gone
) -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            await sender.send(PERSON, DIGEST, "posting1")
            slack.fail_next(method, refused, retry_after=600)
            assert await sender.was_sent(PERSON, "posting1") == again
            assert is_whole(await sender.was_sent(PERSON, "posting1"))

    run(scenario())


def test_a_look_up_that_never_reached_slack_is_asked_for_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bots.slack.looking.PATIENCE", 0.0)

    async def scenario() -> None:
        async with open_web("xoxb-1", "http://127.0.0.1:9/api/") as web:
            assert isinstance(await SlackSender(web).was_sent(CHANNEL, "posting1"), Retry)
        async with sending() as (slack, sender):
            slack.fail_next("conversations.history", 500)
            assert isinstance(await sender.was_sent(CHANNEL, "posting1"), Retry)

    run(scenario())


def test_no_part_is_repeated_where_slack_does_not_tell_now_which_are_there() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            slack.fail_next("chat.postMessage", "delay", seconds=0)
            slack.fail_next("chat.postMessage", "reset_after")
            assert isinstance(await sender.send(CHANNEL, LONG, "posting1"), Unknown)
            slack.fail_next("conversations.history", 429, retry_after=600)
            assert await sender.send(CHANNEL, LONG, "posting1") == Retry(600.0, "ratelimited")
            slack.fail_next("conversations.history", "invalid_auth")
            refused = await sender.send(CHANNEL, LONG, "posting1")
            assert refused == Gone("invalid_auth", wide=True)
            assert len(slack.messages["C0GENERAL"]) == 2
            assert isinstance(await sender.send(CHANNEL, LONG, "posting1"), Delivered)
            assert len(slack.messages["C0GENERAL"]) == 3

    run(scenario())


def test_long_digest_comes_in_parts_and_is_done_with_the_last() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            result = await sender.send(CHANNEL, LONG, "posting1")
            parts = slack.messages["C0GENERAL"]
            ids = [(m.metadata or {})["event_payload"]["id"] for m in parts]
            again = await sender.send(CHANNEL, LONG, "posting1")
            assert len(slack.messages["C0GENERAL"]) == len(parts)
        assert ids == ["posting1.1", "posting1.2", "posting1"]
        assert result == again == Delivered(",".join(part.ts for part in parts))

    run(scenario())


def test_interrupted_digest_is_continued_where_it_stopped() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            slack.fail_next("chat.postMessage", "delay", seconds=0)
            slack.fail_next("chat.postMessage", 429, retry_after=1)
            begun = await sender.send(CHANNEL, LONG, "posting1")
            [part] = slack.messages["C0GENERAL"]
            assert begun == Retry(1.0, "ratelimited", wide=True, begun=part.ts)
            assert await sender.was_sent(CHANNEL, "posting1") == Found(part.ts)
            assert isinstance(await sender.send(CHANNEL, LONG, "posting1"), Delivered)
            assert is_whole(await sender.was_sent(CHANNEL, "posting1"))
            shown = " ".join(" ".join(map(plain, slack.messages["C0GENERAL"])).split())
        assert shown.count("A line of words.") == 500

    run(scenario())


def test_a_look_up_names_every_message_and_the_cases_that_stand_in_them() -> None:
    long = (
        Paragraph("MYS-0012 in Malaysia. " + "A line of words. " * 400),
        Items((Item("The other", action=Action("Open it", "case", "IRN-0007")),)),
    )

    async def scenario() -> None:
        async with sending() as (slack, sender):
            slack.world.hear("C0GENERAL", "U0MEMBER", "What of UKR-0001?", None)
            await sender.send(CHANNEL, View("changes_digest", "News", long), "posting1")
            parts = slack.messages["C0GENERAL"][-2:]
            slack.world.hear("C0GENERAL", "U0MEMBER", "And of UKR-0002?", None)
            found = await sender.was_sent(CHANNEL, "posting1")
            named = frozenset({"MYS-0012", "IRN-0007"})
            assert found == Found(",".join(part.ts for part in parts), whole=True, named=named)

    run(scenario())


def test_a_look_up_goes_on_to_the_first_of_several_messages() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            slack.fail_next("chat.postMessage", "delay", seconds=0)
            slack.fail_next("chat.postMessage", 429, retry_after=1)
            begun = await sender.send(CHANNEL, LONG, "posting1")
            for number in range(PAGE + 5):
                slack.world.hear("C0GENERAL", "U0MEMBER", f"talk {number}", None)
            assert isinstance(begun, Retry)
            sent = await sender.send(CHANNEL, LONG, "posting1", begun.begun)
            assert isinstance(sent, Delivered)
            assert await sender.was_sent(CHANNEL, "posting1") == Found(sent.message, whole=True)

    run(scenario())


def test_what_is_there_is_found_under_a_busy_conversation() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            for number in range(PAGE * MOST_PAGES):
                slack.world.hear("C0GENERAL", "U0MEMBER", f"talk {number}", None)
            sent = await sender.send(CHANNEL, DIGEST, "posting1")
            assert isinstance(sent, Delivered)
            assert await sender.was_sent(CHANNEL, "posting1") == Found(sent.message, whole=True)

    run(scenario())


def test_a_digest_that_is_shorter_than_when_it_began_is_sent_to_its_end() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            slack.fail_next("chat.postMessage", "delay", seconds=0)
            slack.fail_next("chat.postMessage", 429, retry_after=1)
            begun = await sender.send(CHANNEL, LONG, "posting1")
            assert isinstance(begun, Retry)
            assert isinstance(
                await sender.send(CHANNEL, DIGEST, "posting1", begun.begun), Delivered
            )
            assert plain(slack.messages["C0GENERAL"][-1]) == "The week\n500 cases: 290 now."

    run(scenario())


def test_a_part_that_can_not_be_said_tells_of_those_before() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            slack.fail_next("chat.postMessage", "delay", seconds=0)
            slack.fail_next("chat.postMessage", "invalid_blocks")
            result = await sender.send(CHANNEL, LONG, "posting1")
            [part] = slack.messages["C0GENERAL"]
            assert result == Defect("invalid_blocks", begun=part.ts)

    run(scenario())


def test_who_left_is_gone() -> None:
    async def scenario() -> None:
        async with sending() as (slack, sender):
            slack.add(SlackUser("U0LEFT", deleted=True))
            result = await sender.send(Address(Platform.SLACK, "U0LEFT"), DIGEST, "posting1")
        assert result == Gone("user_disabled", cause=Cause.CLOSED)

    run(scenario())
