"""What the Slack double sends to an app on HTTP, and what it does with the answers."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble, SlackIdentity, SlackUser, plain
from tests.doubles.slack_kit import (
    GENERAL,
    Block,
    actions,
    button,
    client_of,
    listening,
    modal,
    option,
    posted,
    refusal,
    section,
    select,
    slack_and_client,
    slack_and_listener,
    text_input,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web
    from slack_bolt.context.ack.async_ack import AsyncAck


class TestSignedRequests:
    def test_command_is_signed_so_that_slacks_verifier_accepts_it(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app):
                ack = await slack.command("/cases", "Malaysia & Åland")
                headers, body = app.got[0]
                assert (ack.status, ack.body) == (200, "")
                assert SignatureVerifier(slack.signing_secret).is_valid_request(body, headers)
                form = app.form()
                assert (form["command"], form["text"]) == ("/cases", "Malaysia & Åland")
                assert form["user_id"] == slack.member.id
                assert form["trigger_id"]
                assert form["response_url"].startswith("http://127.0.0.1:")

        run(scenario())

    @pytest.mark.parametrize("flaw", ["bad_signature", "stale_timestamp"])
    def test_flawed_signature_is_refused_by_the_verifier(self, flaw: str) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app):
                if flaw == "bad_signature":
                    await slack.command("/cases", bad_signature=True)
                else:
                    await slack.command("/cases", stale_timestamp=True)
                headers, body = app.got[0]
                verifier = SignatureVerifier(slack.signing_secret)
                assert not verifier.is_valid_request(body, headers)

        run(scenario())

    @pytest.mark.parametrize(
        ("body", "seen"),
        [
            ({"text": "*Hello*", "response_type": "ephemeral"}, "Hello"),
            ("plain words", "plain words"),
        ],
    )
    def test_message_in_the_acknowledgement_is_shown_to_the_asker(
        self, body: object, seen: str
    ) -> None:
        async def scenario() -> None:
            async with slack_and_listener(body=body) as (slack, _):
                await slack.command("/cases")
                message = await slack.wait_for_message(channel=slack.general, seen_by=slack.member)
                assert plain(message) == seen
                assert slack.messages[GENERAL] == []

        run(scenario())

    def test_invalid_message_in_the_acknowledgement_is_a_violation(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener(body={"text": "x" * 40_001}) as (slack, _):
                await slack.command("/cases")
                assert [v.error for v in slack.violations] == ["msg_too_long"]
                assert slack.ephemerals == []

        run(scenario())

    def test_event_has_slacks_envelope_and_comes_again_as_a_retry(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener(status=500) as (slack, app):
                ack = await slack.event("message.im", "cases Malaysia")
                again = await slack.resend(ack, retry=1)
                first, second = (json.loads(body) for _, body in app.got)
                assert (ack.status, again.status) == (500, 500)
                assert first == second
                assert first["event"]["channel_type"] == "im"
                assert first["event"]["channel"] == slack.im_of(slack.member).id
                assert first["authorizations"][0]["user_id"] == slack.bot_user_id
                assert first["is_ext_shared_channel"] is False
                assert "X-Slack-Retry-Num" not in app.got[0][0]
                assert app.got[1][0]["X-Slack-Retry-Num"] == "1"
                assert slack.messages == {}

        run(scenario())

    def test_mention_by_somebody_of_another_organisation(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app):
                guest = SlackUser("U0GUEST", team_id="T0OTHER")
                await slack.event("app_mention", "cases", user=guest, thread_ts="1.0")
                body = json.loads(app.got[0][1])
                assert body["event"]["text"] == f"<@{slack.bot_user_id}> cases"
                assert body["event"]["user_team"] == "T0OTHER"
                assert body["event"]["thread_ts"] == "1.0"
                assert body["is_ext_shared_channel"] is True

        run(scenario())

    def test_other_events_and_url_verification(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app):
                await slack.event("url_verification")
                await slack.event("tokens_revoked", fields={"tokens": {"bot": ["U0VIGILBOT"]}})
                verification, revoked = (json.loads(body) for _, body in app.got)
                assert verification["type"] == "url_verification"
                assert revoked["event"]["tokens"] == {"bot": ["U0VIGILBOT"]}

        run(scenario())

    def test_app_that_does_not_answer_in_time(self) -> None:
        async def scenario() -> None:
            async def never(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                await _reader.read()
                writer.close()

            server = await asyncio.start_server(never, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            async with server, SlackDouble(ack_timeout=0.1) as slack:
                slack.request_url = f"http://127.0.0.1:{port}/"
                assert (await slack.command("/cases")).status is None

        run(scenario())


class TestBolt:
    def test_bolt_takes_signed_commands_only(self) -> None:
        async def scenario() -> None:
            async with SlackDouble() as slack, client_of(slack) as client:
                app = AsyncApp(
                    client=client,
                    signing_secret=slack.signing_secret,
                    process_before_response=True,
                )

                @app.command("/cases")
                async def cases(ack: AsyncAck) -> None:
                    await ack("2 active cases")

                async with listening_bolt(app) as slack.request_url:
                    assert (await slack.command("/cases", bad_signature=True)).status == 401
                    assert (await slack.command("/cases", stale_timestamp=True)).status == 401
                    assert slack.ephemerals == []
                    assert (await slack.command("/cases")).status == 200
                    assert [plain(m) for m in slack.ephemerals] == ["2 active cases"]
                    verified = await slack.event("url_verification")
                    assert verified.payload == {"challenge": verified.delivery.payload["challenge"]}

        run(scenario())

    def test_org_wide_install_names_the_organisation_and_no_team(self) -> None:
        async def scenario() -> None:
            identity = SlackIdentity(enterprise_id="E0MOVEMENT", org_install=True)
            async with slack_and_listener(identity=identity) as (slack, app):
                await slack.command("/cases")
                assert app.form()["enterprise_id"] == "E0MOVEMENT"
                assert app.form()["is_enterprise_install"] == "true"
                await slack.press(await posted(slack, actions(button())), "Open")
                assert app.interaction()["team"] is None
                assert app.interaction()["enterprise"]["id"] == "E0MOVEMENT"
                await slack.event("app_mention", "help")
                [authorization] = json.loads(app.got[-1][1])["authorizations"]
                assert (authorization["team_id"], authorization["is_enterprise_install"]) == (
                    None,
                    True,
                )

        run(scenario())


@asynccontextmanager
async def listening_bolt(app: AsyncApp) -> AsyncIterator[str]:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async with listening(handle) as url:
        yield url


class TestInteractions:
    def test_click_tells_what_was_clicked_and_where(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app):
                message = await posted(
                    slack, actions(button("Open", action_id="o", value="case:7"))
                )
                await slack.press(message, "Open")
                payload = app.interaction()
                assert payload["type"] == "block_actions"
                [action] = payload["actions"]
                assert (action["action_id"], action["value"]) == ("o", "case:7")
                assert action["block_id"] == message.blocks[0]["block_id"]
                assert payload["message"]["ts"] == payload["container"]["message_ts"] == message.ts
                assert payload["channel"]["id"] == GENERAL
                assert payload["user"]["id"] == slack.member.id
                headers, body = app.got[-1]
                assert SignatureVerifier(slack.signing_secret).is_valid_request(body, headers)
                with pytest.raises(LookupError, match="Open"):
                    await slack.press(message, "Close")

        run(scenario())

    def test_choice_in_a_menu(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app):
                message = await posted(slack, actions(select(option(), option("Sweden", "SWE"))))
                await slack.press(message, "pick", option="Sweden")
                [action] = app.interaction()["actions"]
                assert action["selected_option"]["value"] == "SWE"

        run(scenario())

    def test_modal_is_opened_once_by_a_trigger_and_submitted(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app), client_of(slack) as client:
                await slack.command("/commit")
                trigger = app.form()["trigger_id"]
                countries = {**text_input("Country"), "element": select(option())}
                content = modal(text_input("Why", block_id="why"), countries)
                await client.views_open(trigger_id=trigger, view=content)
                with pytest.raises(SlackApiError, match="invalid_trigger_id"):
                    await client.views_open(trigger_id=trigger, view=content)
                view = await slack.wait_for_view()
                with pytest.raises(LookupError, match="Country"):
                    await slack.submit_view(view, {"why": "because"})
                await slack.submit_view(view, {"why": "because", "Country": "Malaysia"})
                payload = app.interaction()
                values = payload["view"]["state"]["values"]
                assert values["why"]["value"] == {"type": "plain_text_input", "value": "because"}
                assert payload["type"] == "view_submission"
                assert payload["view"]["id"] == view.id
                assert slack.views == []

        run(scenario())

    def test_trigger_expires(self) -> None:
        async def scenario() -> None:
            now = [datetime(2026, 1, 5, 9, tzinfo=UTC)]
            async with slack_and_listener(clock=lambda: now[0]) as (slack, app):
                await slack.command("/commit")
                now[0] += timedelta(seconds=4)
                async with client_of(slack) as client:
                    with pytest.raises(SlackApiError, match="expired_trigger_id"):
                        await client.views_open(
                            trigger_id=app.form()["trigger_id"], view=modal(section())
                        )

        run(scenario())

    def test_answer_to_a_submission_changes_the_modals(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app), client_of(slack) as client:
                await slack.command("/commit")
                trigger = app.form()["trigger_id"]
                await client.views_open(trigger_id=trigger, view=modal(section("one")))
                view = await slack.wait_for_view()
                app.body = {"response_action": "push", "view": modal(section("two"))}
                await slack.submit_view(view, {})
                assert [plain(v) for v in slack.views] == ["one", "two"]
                app.body = {"response_action": "errors", "errors": {"nowhere": "wrong"}}
                await slack.submit_view(view, {})
                assert [v.error for v in slack.violations] == ["invalid_errors"]
                app.body = {"response_action": "clear"}
                await slack.submit_view(slack.views[1], {})
                assert slack.views == []

        run(scenario())

    def test_home_tab_is_published_and_updated_under_its_hash(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                home = {"type": "home", "blocks": [section("home")]}
                await client.views_publish(user_id=slack.member.id, view=home)
                view = slack.world.homes[slack.member.id]
                with pytest.raises(SlackApiError, match="hash_conflict"):
                    await client.views_update(view_id=view.id, hash="old", view=home)
                await client.views_update(view_id=view.id, hash=view.hash, view=home)
                assert slack.world.homes[slack.member.id].hash != view.hash

        run(scenario())

    @pytest.mark.parametrize(
        ("view", "complaint"),
        [
            (modal(section(), title={"type": "plain_text", "text": "x" * 25}), "25"),
            (modal(section(), close={"type": "plain_text", "text": "x" * 25}), "25"),
            (modal(section(), private_metadata="x" * 3001), "3001"),
            (modal(*[section()] * 101), "no more than 100"),
            (modal(section(), colour="red"), "colour"),
            ({"type": "modal", "blocks": [section()]}, "title"),
            ({"type": "modal", "title": modal()["title"], "blocks": [text_input("Why")]}, "submit"),
        ],
    )
    def test_invalid_view(self, view: Block, complaint: str) -> None:
        error, messages, _ = refusal("views.open", trigger_id="1.2.3", view=view)
        assert error == "invalid_arguments"
        assert any(complaint in message for message in messages), messages
