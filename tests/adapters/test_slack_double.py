"""The Web API of the Slack double: what it keeps, what it tells, what it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.loop import run
from tests.doubles.slack import SlackChannel, SlackDouble, SlackUser
from tests.doubles.slack_kit import GENERAL, TEXT, refusal, section, slack_and_client


class TestPosting:
    def test_posted_message_comes_back_and_is_recorded(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                answer = await client.chat_postMessage(
                    channel=GENERAL, text=TEXT, blocks=[section()], thread_ts="1.0"
                )
                [message] = slack.messages[GENERAL]
                assert answer["ok"] is True
                assert answer["ts"] == message.ts == answer["message"]["ts"]
                assert answer["message"]["blocks"][0]["block_id"]
                assert (message.text, message.thread_ts) == (TEXT, "1.0")
                assert message.blocks[0]["text"]["text"] == TEXT
                assert slack.violations == []

        run(scenario())

    def test_user_id_stands_for_the_direct_conversation(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                opened = await client.conversations_open(users=slack.member.id)
                answer = await client.chat_postMessage(channel=slack.member.id, text=TEXT)
                assert answer["channel"] == opened["channel"]["id"] == slack.im_of(slack.member).id
                info = await client.conversations_info(channel=answer["channel"])
                assert info["channel"]["is_im"] is True
                assert info["channel"]["user"] == slack.member.id

        run(scenario())

    def test_update_keeps_metadata_and_delete_removes(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                metadata = {"event_type": "delivery", "event_payload": {"id": "d1"}}
                posted = await client.chat_postMessage(
                    channel=GENERAL, text="page one", metadata=metadata
                )
                await client.chat_update(channel=GENERAL, ts=posted["ts"], text="page two")
                [message] = slack.messages[GENERAL]
                assert (message.text, message.metadata) == ("page two", metadata)
                await client.chat_delete(channel=GENERAL, ts=posted["ts"])
                assert slack.messages[GENERAL] == []
                with pytest.raises(SlackApiError, match="message_not_found"):
                    await client.chat_update(channel=GENERAL, ts=posted["ts"], text="gone")

        run(scenario())

    def test_ephemeral_message_is_kept_apart_with_who_sees_it(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                answer = await client.chat_postEphemeral(
                    channel=GENERAL, user=slack.member.id, text=TEXT
                )
                [message] = slack.ephemerals
                assert (message.ts, message.seen_by) == (answer["message_ts"], slack.member.id)
                assert slack.messages[GENERAL] == []
                history = await client.conversations_history(channel=GENERAL)
                assert history["messages"] == []

        run(scenario())

    @pytest.mark.parametrize(
        ("channel", "error"),
        [
            (SlackChannel("C0OLD", is_archived=True), "is_archived"),
            (SlackChannel("C0FAR", has_bot=False), "not_in_channel"),
        ],
    )
    def test_channel_that_takes_no_posts(self, channel: SlackChannel, error: str) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                slack.add(channel)
                with pytest.raises(SlackApiError, match=error):
                    await client.chat_postMessage(channel=channel.id, text=TEXT)
                assert slack.violations == []

        run(scenario())

    def test_rate_limit_is_off_unless_asked_for(self) -> None:
        async def scenario(interval: timedelta | None) -> list[int]:
            async with slack_and_client(post_interval=interval) as (slack, client):
                answers = [await status_of_post(client) for _ in range(2)]
                assert len(slack.messages[GENERAL]) == answers.count(200)
                return answers

        assert run(scenario(None)) == [200, 200]
        assert run(scenario(timedelta(minutes=1))) == [200, 429]


async def status_of_post(client: AsyncWebClient) -> int:
    try:
        answer = await client.chat_postMessage(channel=GENERAL, text=TEXT)
    except SlackApiError as error:
        return int(error.response.status_code)
    return answer.status_code


class TestReading:
    def test_history_pages_newest_first_and_shows_metadata_only_when_asked(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (_, client):
                for number in range(5):
                    await client.chat_postMessage(
                        channel=GENERAL,
                        text=f"m{number}",
                        metadata={"event_type": "delivery", "event_payload": {"id": number}},
                    )
                texts: list[str] = []
                page = await client.conversations_history(channel=GENERAL, limit=2)
                assert "metadata" not in page["messages"][0]
                async for page in await client.conversations_history(
                    channel=GENERAL, limit=2, include_all_metadata=True
                ):
                    texts += [message["text"] for message in page["messages"]]
                    assert page["messages"][0]["metadata"]["event_type"] == "delivery"
                assert texts == ["m4", "m3", "m2", "m1", "m0"]
                with pytest.raises(SlackApiError, match="invalid_cursor"):
                    await client.conversations_history(channel=GENERAL, cursor="%%%")

        run(scenario())

    def test_history_is_cut_by_oldest_and_latest(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (_, client):
                stamps = [
                    str((await client.chat_postMessage(channel=GENERAL, text=f"m{n}"))["ts"])
                    for n in range(3)
                ]
                later = await client.conversations_history(channel=GENERAL, oldest=stamps[0])
                assert [m["text"] for m in later["messages"]] == ["m2", "m1"]
                closed = await client.conversations_history(
                    channel=GENERAL, oldest=stamps[0], latest=stamps[1], inclusive=True
                )
                assert [m["text"] for m in closed["messages"]] == ["m1", "m0"]

        run(scenario())

    def test_thread_is_read_by_replies_and_absent_from_history(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (_, client):
                root = await client.chat_postMessage(channel=GENERAL, text="root")
                await client.chat_postMessage(channel=GENERAL, text="reply", thread_ts=root["ts"])
                replies = await client.conversations_replies(channel=GENERAL, ts=root["ts"])
                assert [m["text"] for m in replies["messages"]] == ["root", "reply"]
                history = await client.conversations_history(channel=GENERAL)
                assert [m["text"] for m in history["messages"]] == ["root"]
                with pytest.raises(SlackApiError, match="thread_not_found"):
                    await client.conversations_replies(channel=GENERAL, ts="1.0")

        run(scenario())

    def test_users_info_tells_zone_standing_and_team(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                slack.add(
                    SlackUser("U0KL", "Aisyah", tz="Asia/Kuala_Lumpur", is_ultra_restricted=True)
                )
                user = (await client.users_info(user="U0KL", include_locale=True))["user"]
                assert (user["tz"], user["locale"]) == ("Asia/Kuala_Lumpur", "en-GB")
                assert (user["is_restricted"], user["is_ultra_restricted"]) == (False, True)
                assert (user["team_id"], user["is_bot"]) == (slack.identity.team_id, False)
                assert "locale" not in (await client.users_info(user="U0KL"))["user"]
                with pytest.raises(SlackApiError, match="user_not_found"):
                    await client.users_info(user="U0NOBODY")

        run(scenario())

    def test_auth_test_names_the_bot(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                answer = await client.auth_test()
                assert answer["user_id"] == slack.bot_user_id
                assert answer["team_id"] == slack.identity.team_id

        run(scenario())


class TestRefusals:
    def test_unknown_method(self) -> None:
        error, _, slack = refusal("chat.scheduleMessage", channel=GENERAL, text=TEXT)
        assert error == "unknown_method"
        assert [v.method for v in slack.violations] == ["chat.scheduleMessage"]

    @pytest.mark.parametrize(
        "arguments",
        [
            {"channel": GENERAL, "text": TEXT, "colour": "red"},
            {"text": TEXT},
            {"channel": GENERAL, "text": 7},
            {"channel": GENERAL, "text": TEXT, "unfurl_links": "perhaps"},
            {"channel": GENERAL, "text": TEXT, "blocks": "[{"},
        ],
    )
    def test_wrong_arguments(self, arguments: dict[str, object]) -> None:
        error, messages, slack = refusal("chat.postMessage", **arguments)
        assert error == "invalid_arguments"
        assert len(messages) == len(slack.violations) == 1
        assert slack.messages[GENERAL] == []

    @pytest.mark.parametrize(
        ("token", "error"),
        [
            (None, "not_authed"),
            ("xoxb-other", "invalid_auth"),
            ("xapp-double-app-token", "not_allowed_token_type"),
        ],
    )
    def test_tokens(self, token: str | None, error: str) -> None:
        async def scenario() -> None:
            async with SlackDouble() as slack:
                client = AsyncWebClient(token, base_url=slack.base_url, retry_handlers=[])
                with pytest.raises(SlackApiError, match=error):
                    await client.auth_test()

        run(scenario())

    def test_bot_token_opens_no_socket(self) -> None:
        error, _, _ = refusal("apps.connections.open")
        assert error == "not_allowed_token_type"

    @pytest.mark.parametrize("text", ["", "  ", None])
    def test_text_is_needed_beside_blocks(self, text: str | None) -> None:
        given = {} if text is None else {"text": text}
        error, _, slack = refusal("chat.postMessage", channel=GENERAL, blocks=[section()], **given)
        assert error == "no_text"
        assert len(slack.violations) == 1

    def test_text_too_long(self) -> None:
        error, _, _ = refusal("chat.postMessage", channel=GENERAL, text="x" * 40_001)
        assert error == "msg_too_long"

    def test_update_takes_a_tenth_of_that(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (_, client):
                posted = await client.chat_postMessage(channel=GENERAL, text="x" * 40_000)
                with pytest.raises(SlackApiError, match="msg_too_long"):
                    await client.chat_update(channel=GENERAL, ts=posted["ts"], text="x" * 4_001)

        run(scenario())

    def test_total_text_of_blocks(self) -> None:
        blocks = [section("x" * 2_700) for _ in range(5)]
        error, _, _ = refusal("chat.postMessage", channel=GENERAL, text="x" * 9000, blocks=blocks)
        assert error == "msg_blocks_too_long"

    def test_metadata_needs_its_two_fields(self) -> None:
        error, _, _ = refusal("chat.postMessage", channel=GENERAL, text=TEXT, metadata={"id": "d1"})
        assert error == "invalid_metadata_format"

    def test_vague_text_is_a_violation_though_slack_takes_it(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                blocks = [section("Two cases in Malaysia wait for a section, one of them urgent")]
                await client.chat_postMessage(channel=GENERAL, text="New message", blocks=blocks)
                assert [v.error for v in slack.violations] == ["vague_text"]
                assert len(slack.messages[GENERAL]) == 1

        run(scenario())
