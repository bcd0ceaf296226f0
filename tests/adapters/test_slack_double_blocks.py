"""The Slack double refuses the blocks and views that Slack refuses."""

from __future__ import annotations

import pytest

from tests.doubles.loop import run
from tests.doubles.slack import buttons, plain
from tests.doubles.slack_kit import (
    GENERAL,
    Block,
    actions,
    button,
    option,
    refusal,
    section,
    select,
    slack_and_client,
)

INVALID_BLOCKS = [
    pytest.param([section("x")] * 51, "no more than 50", id="51 blocks"),
    pytest.param([{"type": "poem"}], "unsupported type: poem", id="unknown type"),
    pytest.param([section(colour="red")], "colour", id="unknown key"),
    pytest.param([{"type": "section"}], "text or fields", id="empty section"),
    pytest.param([section("")], "more than 0", id="empty text"),
    pytest.param([section("x" * 3001)], "less than 3001", id="section text"),
    pytest.param(
        [{"type": "section", "fields": [section()["text"]] * 11}], "no more than 10", id="fields"
    ),
    pytest.param(
        [{"type": "section", "fields": [section("x" * 2001)["text"]]}], "2001", id="field text"
    ),
    pytest.param([{"type": "header", "text": section()["text"]}], "mrkdwn", id="header mrkdwn"),
    pytest.param(
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "151", id="header"
    ),
    pytest.param(
        [{"type": "context", "elements": [section()["text"]] * 11}], "no more than 10", id="context"
    ),
    pytest.param([actions(*[button()] * 26)], "no more than 25", id="actions"),
    pytest.param([actions()], "no fewer than 1", id="no actions"),
    pytest.param([actions(button("x" * 76))], "76", id="button text"),
    pytest.param([actions(button(value="x" * 2001))], "2001", id="button value"),
    pytest.param([actions(button(action_id="x" * 256))], "256", id="action_id"),
    pytest.param([actions(button(style="loud"))], "loud", id="button style"),
    pytest.param(
        [actions({"type": "button", "text": section()["text"]})], "mrkdwn", id="button mrkdwn"
    ),
    pytest.param(
        [actions(button(action_id="a"), button(action_id="a"))], "action_id 'a'", id="same action"
    ),
    pytest.param([section(block_id="x" * 256)], "256", id="block_id"),
    pytest.param([section(block_id="b")] * 2, "block_id 'b'", id="same block_id"),
    pytest.param([actions(select(*[option()] * 101))], "no more than 100", id="101 options"),
    pytest.param([actions(select(option("x" * 76)))], "76", id="option text"),
    pytest.param([actions(select(option(value="x" * 151)))], "151", id="option value"),
    pytest.param(
        [actions(select(option(), initial_option=option("Sweden", "SWE")))], "match", id="initial"
    ),
    pytest.param(
        [
            actions(
                select(option(), placeholder={"type": "plain_text", "text": "x" * 151}),
            )
        ],
        "151",
        id="placeholder",
    ),
    pytest.param(
        [actions({"type": "overflow", "options": [option()]})], "2 items", id="overflow 1"
    ),
    pytest.param(
        [actions({"type": "overflow", "options": [option()] * 6})], "5 items", id="overflow 6"
    ),
    pytest.param(
        [actions({"type": "checkboxes", "options": [option()] * 11})], "10 items", id="checkboxes"
    ),
    pytest.param([actions(button(confirm={"title": "Sure?"}))], "required field", id="confirm"),
    pytest.param(
        [
            actions(
                button(
                    confirm={
                        "title": {"type": "plain_text", "text": "x" * 101},
                        "text": {"type": "mrkdwn", "text": "Sure?"},
                        "confirm": {"type": "plain_text", "text": "Yes"},
                        "deny": {"type": "plain_text", "text": "No"},
                    }
                )
            )
        ],
        "101",
        id="confirm title",
    ),
    pytest.param(
        [{"type": "image", "image_url": "https://a.org/x.png", "alt_text": "x" * 2001}],
        "2001",
        id="image alt",
    ),
    pytest.param([{"type": "markdown", "text": "x" * 12_001}], "12001", id="markdown"),
    pytest.param(
        [{"type": "rich_text", "elements": [{"type": "song"}]}], "unsupported", id="rich text"
    ),
    pytest.param([{"type": "table", "rows": []}], "no fewer than 1", id="table"),
    pytest.param(
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}] * 2,
        "only_one_table",
        id="two tables",
    ),
    pytest.param([{"type": "alert", "text": section()["text"]}], "unsupported", id="alert"),
    pytest.param(["divider"], "unsupported type", id="no object"),
]


LABEL = {"type": "plain_text", "text": "Country"}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": word}],
                }
                for word in ("first", "second")
            ],
        }
    ],
}
CELLS = [
    {"type": "raw_text", "text": "Goal"},
    {"type": "raw_number", "text": "7", "value": 7},
]
VALID_BLOCKS: list[Block] = [
    {"type": "header", "text": {"type": "plain_text", "text": "Goals & cases"}},
    section(
        "*2 active* cases &amp; <https://a.org|a link>, `*code*`, <!date^1^{date}|today>",
        accessory=button("Show", value="1"),
    ),
    {"type": "divider"},
    {"type": "context", "elements": [section("as of _today_")["text"]]},
    RICH,
    {"type": "table", "rows": [CELLS]},
    {"type": "markdown", "text": "## **bold** words"},
    actions(button("Next", style="primary"), select(option(), placeholder=LABEL)),
]


class TestBlocks:
    @pytest.mark.parametrize(("blocks", "complaint"), INVALID_BLOCKS)
    def test_invalid_blocks_are_refused(self, blocks: list[object], complaint: str) -> None:
        error, messages, slack = refusal(
            "chat.postMessage", channel=GENERAL, text="x" * 9000, blocks=blocks
        )
        assert error == "invalid_blocks"
        assert any(complaint in message for message in messages), messages
        assert len(slack.violations) == len(messages)
        assert slack.messages[GENERAL] == []

    def test_all_that_is_allowed_is_taken_and_read_out_in_order(self) -> None:
        async def scenario() -> tuple[str, list[str]]:
            async with slack_and_client() as (slack, client):
                await client.chat_postMessage(channel=GENERAL, text="x" * 200, blocks=VALID_BLOCKS)
                assert slack.violations == []
                [message] = slack.messages[GENERAL]
                return plain(message), buttons(message)

        seen, labels = run(scenario())
        assert seen.splitlines() == [
            "Goals & cases",
            "2 active cases & a link, *code*, today",
            "[Show]",
            "as of today",
            "first",
            "second",
            "Goal | 7",
            "bold words",
            "[Next] [Country]",
        ]
        assert labels == ["Show", "Next"]

    def test_live_mentions_are_noted_and_escaped_ones_are_not(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                slack.allow_ping("<@U0MEMBER>")
                for text in ("<!channel>", "<!here|here>", "<@U0OTHER>", "<@U0MEMBER>"):
                    await client.chat_postMessage(channel=GENERAL, text=text)
                await client.chat_postMessage(
                    channel=GENERAL, text="everybody", blocks=[section("<!everyone>")]
                )
                await client.chat_postMessage(channel=GENERAL, text="&lt;!channel&gt; <#C1|c>")
                assert [ping.target for ping in slack.pings] == [
                    "<!channel>",
                    "<!here>",
                    "<@U0OTHER>",
                    "<!everyone>",
                ]

        run(scenario())
