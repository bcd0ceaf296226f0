"""The Telegram double refuses what the Bot API refuses, so that the bot's tests mean something."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import (
    Bot,
    BotCommand,
    ChatMemberMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter

from bots.telegram.transport import AiohttpRequest
from tests.doubles.loop import run
from tests.doubles.telegram import BOT, Chat, TelegramDouble, User
from tests.doubles.telegram_html import EntityError, parse_html

ADA = User(7, "Ada", username="ada", language_code="en")
SECTION = Chat(-1001234567890, "supergroup", "Section Sweden", username="section_se")


def with_bot(scenario: Callable[[TelegramDouble, Bot], Awaitable[None]]) -> None:
    """Run a scenario in which Ada has started the bot."""

    async def play() -> None:
        async with TelegramDouble() as telegram:
            bot = Bot(
                telegram.token,
                base_url=telegram.base_url,
                request=AiohttpRequest(),
                get_updates_request=AiohttpRequest(),
            )
            await telegram.send_text(ADA, "/start")
            async with bot:
                await scenario(telegram, bot)

    run(play())


async def post(telegram: TelegramDouble, method: str, **body: Any) -> dict[str, Any]:
    url = f"{telegram.base_url}{telegram.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        answer: dict[str, Any] = await response.json()
        assert answer.get("error_code", 200) == response.status
        return answer


def refused(description: str, method: str = "sendMessage", **body: Any) -> None:
    """The request is answered with 400 and this description, and counts as a violation."""

    async def play() -> None:
        async with TelegramDouble() as telegram:
            await telegram.send_text(ADA, "/start")
            answer = await post(telegram, method, **body)
            assert answer["ok"] is False
            assert answer["error_code"] == 400
            assert answer["description"].startswith(f"Bad Request: {description}")
            assert telegram.violations == [f"{method}: {answer['description']}"]
            assert telegram.sent == []

    run(play())


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


class TestParameters:
    def test_an_unknown_method_is_not_found(self) -> None:
        async def play() -> None:
            async with TelegramDouble() as telegram:
                answer = await post(telegram, "sendMesage", chat_id=7, text="x")
                assert answer == {
                    "ok": False,
                    "error_code": 404,
                    "description": "Not Found: method not found",
                }
                assert len(telegram.violations) == 1

        run(play())

    def test_another_token_is_unauthorized(self) -> None:
        async def play() -> None:
            async with TelegramDouble() as telegram:
                bot = Bot("1:other", base_url=telegram.base_url, request=AiohttpRequest())
                with pytest.raises(InvalidToken):
                    await bot.initialize()
                await bot.shutdown()

        run(play())

    @pytest.mark.parametrize(
        ("body", "description"),
        [
            ({"chat_id": 7, "text": "x", "colour": "red"}, "unknown parameters ['colour']"),
            ({"text": "x"}, "chat_id is empty"),
            ({"chat_id": 7}, "message text is empty"),
            ({"chat_id": 7, "text": ""}, "message text is empty"),
            ({"chat_id": 7, "text": 5}, "parameter text must be of type str"),
            ({"chat_id": "ada", "text": "x"}, "parameter chat_id must be of type chat"),
            ({"chat_id": True, "text": "x"}, "parameter chat_id must be of type chat"),
            (
                {"chat_id": 7, "text": "x", "protect_content": "yes"},
                "parameter protect_content must be of type bool",
            ),
            (
                {"chat_id": 7, "text": "x", "reply_markup": "{"},
                "can't parse reply_markup JSON object",
            ),
            ({"chat_id": 7, "text": "\ud83d"}, "strings must be encoded in UTF-8"),
        ],
    )
    def test_a_wrong_parameter(self, body: dict[str, Any], description: str) -> None:
        refused(description, **body)

    @pytest.mark.parametrize("multipart", [False, True])
    def test_forms_are_read_as_well(self, *, multipart: bool) -> None:
        async def play() -> None:
            async with TelegramDouble() as telegram, aiohttp.ClientSession() as session:
                await telegram.send_text(ADA, "/start")
                form = aiohttp.FormData(default_to_multipart=multipart)
                form.add_field("chat_id", "7")
                form.add_field("text", "käse & <b>")
                url = f"{telegram.base_url}{telegram.token}/sendMessage"
                async with session.post(url, data=form) as response:
                    assert response.status == 200
                assert telegram.sent[0].text == "käse & <b>"

        run(play())

    def test_a_file_where_none_belongs(self) -> None:
        async def play() -> None:
            async with TelegramDouble() as telegram, aiohttp.ClientSession() as session:
                form = aiohttp.FormData()
                form.add_field("text", b"x", filename="x.txt")
                url = f"{telegram.base_url}{telegram.token}/sendMessage"
                async with session.post(url, data=form) as response:
                    assert response.status == 400
                assert telegram.violations == [
                    "sendMessage: Bad Request: parameter text takes no file"
                ]

        run(play())


class TestTexts:
    def test_4096_units_count_after_the_entities_are_parsed(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.send_message(7, f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML")
            assert telegram.sent[0].text == "<" * 4096

        with_bot(scenario)

    @pytest.mark.parametrize("text", ["x" * 4097, "😀" * 2049])
    def test_too_long(self, text: str) -> None:
        refused("message is too long", chat_id=7, text=text)

    def test_far_too_long_before_parsing(self) -> None:
        refused("text is too long", chat_id=7, text="x" * 40000)

    @pytest.mark.parametrize("text", [" \n ", "\x00\x01", "<b> </b>"])
    def test_nothing_to_read(self, text: str) -> None:
        refused("text must be non-empty", chat_id=7, text=text, parse_mode="HTML")

    def test_another_parse_mode(self) -> None:
        refused("unsupported parse_mode", chat_id=7, text="*x*", parse_mode="MarkdownV2")

    def test_an_entity_outside_the_text(self) -> None:
        entities = [{"type": "bold", "offset": 0, "length": 9}]
        refused("entity lies outside the text", chat_id=7, text="x", entities=entities)

    def test_control_characters_and_outer_space_are_cleaned(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.send_message(7, "  <i> a\x00b\r\n</i>", parse_mode="HTML")
            sent = telegram.sent[0]
            assert sent.text == "a b"
            assert sent.entities == ({"type": "italic", "offset": 0, "length": 3},)

        with_bot(scenario)


class TestHtml:
    @pytest.mark.parametrize(
        ("source", "complaint"),
        [
            ("<b>x", "Can't find end tag corresponding to start tag b"),
            ("x</b>", "Unexpected end tag at byte offset 1"),
            (
                "<b><i>x</b></i>",
                'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
            ),
            ("é<script>x</script>", 'Unsupported start tag "script" at byte offset 2'),
            ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
            ("a < b", 'Unsupported start tag "" at byte offset 2'),
            ("a <b", "Unclosed start tag at byte offset 2"),
            ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
            ("<b>x</b", "Unclosed end tag at byte offset 4"),
            ("x</", "Unexpected end tag at byte offset 1"),
            ("a & b", 'Unescaped "&" at byte offset 2'),
            ("&nbsp;", 'Unescaped "&" at byte offset 0'),
            ("&lt b", 'Unescaped "&" at byte offset 0'),
            ("a > b", 'Unescaped ">" at byte offset 2'),
            ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
            ("<b class='x'>y</b>", 'Unsupported attribute "class" at byte offset 0'),
            ("<a href=%>x</a>", "Unexpected end of name token at byte offset 0"),
        ],
    )
    def test_refused(self, source: str, complaint: str) -> None:
        with pytest.raises(EntityError) as caught:
            parse_html(source)
        assert str(caught.value) == complaint

    def test_an_attribute_without_a_value(self) -> None:
        with pytest.raises(EntityError, match="Expected equal sign in declaration"):
            parse_html("<a href>x</a>")

    def test_the_server_says_that_it_cannot_parse_entities(self) -> None:
        refused(
            'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
            chat_id=7,
            text="<p>x</p>",
            parse_mode="HTML",
        )

    @pytest.mark.parametrize(
        ("source", "kind"),
        [
            ("<b>x</b>", "bold"),
            ("<strong>x</strong>", "bold"),
            ("<i>x</i>", "italic"),
            ("<em>x</em>", "italic"),
            ("<u>x</u>", "underline"),
            ("<INS>x</INS>", "underline"),
            ("<s>x</s>", "strikethrough"),
            ("<strike>x</strike>", "strikethrough"),
            ("<del>x</del>", "strikethrough"),
            ("<code>x</code>", "code"),
            ("<pre>x</pre>", "pre"),
            ("<blockquote>x</blockquote>", "blockquote"),
            ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
            ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
            ('<span class="tg-spoiler">x</span>', "spoiler"),
        ],
    )
    def test_each_tag(self, source: str, kind: str) -> None:
        formatted = parse_html(source)
        assert formatted.text == "x"
        assert formatted.entities == ({"type": kind, "offset": 0, "length": 1},)

    def test_references_and_nesting_in_utf16_units(self) -> None:
        formatted = parse_html("😀 <b>&lt;&amp;&gt;&quot;<i>&#8364;&#x1F600;</i></b>")
        assert formatted.text == '😀 <&>"€😀'
        assert formatted.entities == (
            {"type": "bold", "offset": 3, "length": 7},
            {"type": "italic", "offset": 7, "length": 3},
        )

    def test_links_and_languages(self) -> None:
        formatted = parse_html(
            '<a href="https://example.org/?a=1&amp;b=2">x</a>'
            '<pre><code class="language-python">y</code></pre><a href="no link">z</a>'
        )
        assert formatted.text == "xyz"
        assert formatted.entities == (
            {"type": "text_link", "offset": 0, "length": 1, "url": "https://example.org/?a=1&b=2"},
            {"type": "pre", "offset": 1, "length": 1, "language": "python"},
        )


class TestKeyboards:
    @pytest.mark.parametrize(
        ("markup", "description"),
        [
            (keyboard({"text": "x"}), "text buttons are unallowed in the inline keyboard"),
            (keyboard({"text": "x", "callback_data": ""}), "text buttons are unallowed"),
            (keyboard({"text": "x", "callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
            (
                keyboard({"text": "x", "callback_data": "y", "url": "https://example.org"}),
                "inline keyboard button with several actions",
            ),
            (keyboard({"callback_data": "y"}), "inline keyboard button text is empty"),
            (keyboard({"text": "x", "data": "y"}), "unknown fields in an inline keyboard button"),
            (keyboard({"text": "x", "url": "here"}), "inline keyboard button URL 'here'"),
            (keyboard(*[{"text": "x", "callback_data": "y"}] * 101), "REPLY_MARKUP_TOO_LONG"),
            ({"inline_keyboard": [{}]}, 'field "inline_keyboard" must be an Array of Arrays'),
            ({"inline_keyboard": [], "x": 1}, "unknown fields in the reply markup"),
            ({"force_reply": True, "x": 1}, "unknown fields in the reply markup"),
            ({}, "can't parse reply keyboard markup JSON object"),
            ([], "object expected as reply markup"),
        ],
    )
    def test_refused(self, markup: object, description: str) -> None:
        refused(description, chat_id=7, text="x", reply_markup=markup)

    def test_64_bytes_and_100_buttons_are_taken(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            rows = [[InlineKeyboardButton("x", callback_data="é" * 32)] * 5] * 20
            await bot.send_message(7, "x", reply_markup=InlineKeyboardMarkup(rows))
            assert sum(map(len, telegram.sent[0].keyboard)) == 100

        with_bot(scenario)


class TestMessages:
    def test_python_telegram_bot_reads_the_message(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            markup = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Go", callback_data="g"))
            message = await bot.send_message(7, "<b>Hi</b>", parse_mode="HTML", reply_markup=markup)
            assert isinstance(message, Message)
            assert message.text_html == "<b>Hi</b>"
            assert message.reply_markup == markup
            assert message.chat.type == ChatType.PRIVATE
            assert message.from_user is not None
            assert message.from_user.id == BOT.id
            assert telegram.violations == []

        with_bot(scenario)

    def test_a_chat_that_the_bot_does_not_know(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            with pytest.raises(BadRequest, match="Chat not found"):
                await bot.send_message(99, "x")
            assert telegram.violations == []

        with_bot(scenario)

    def test_people_who_block_or_never_started(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await telegram.send_text(User(8, "Bo"), "hello", SECTION)
            await bot.send_message("@section_se", "hello")
            with pytest.raises(Forbidden, match="can't initiate conversation"):
                await bot.send_message(8, "x")
            telegram.block(ADA)
            with pytest.raises(Forbidden, match="bot was blocked by the user"):
                await bot.send_message(7, "x")
            await telegram.change_bot_membership(ADA, SECTION, "kicked")
            with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
                await bot.send_message(SECTION.id, "x")

        with_bot(scenario)

    def test_replies_and_topics_must_exist(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            asked = await telegram.send_text(ADA, "/cases", SECTION, thread=3)
            reply = ReplyParameters(asked.message_id)
            sent = await bot.send_message(
                SECTION.id, "x", message_thread_id=3, reply_parameters=reply
            )
            assert sent.reply_to_message is not None
            assert sent.reply_to_message.text == "/cases"
            with pytest.raises(BadRequest, match="Message thread not found"):
                await bot.send_message(SECTION.id, "x", message_thread_id=4)
            with pytest.raises(BadRequest, match="Message to be replied not found"):
                await bot.send_message(SECTION.id, "x", reply_parameters=ReplyParameters(999))
            lenient = ReplyParameters(999, allow_sending_without_reply=True)
            assert await bot.send_message(SECTION.id, "x", reply_parameters=lenient)

        with_bot(scenario)

    def test_edits(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            markup = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Go", callback_data="g"))
            sent = await bot.send_message(7, "one", reply_markup=markup)
            with pytest.raises(BadRequest, match="Message is not modified"):
                await sent.edit_text("one ", reply_markup=markup)
            await sent.edit_text("<i>two</i>", parse_mode="HTML", reply_markup=markup)
            with pytest.raises(BadRequest, match="Message is not modified"):
                await sent.edit_reply_markup(markup)
            await sent.edit_reply_markup(None)
            assert [(e.text, len(e.keyboard)) for e in telegram.edits] == [("two", 1), ("two", 0)]
            assert telegram.current(telegram.sent[0]) == telegram.edits[-1]
            with pytest.raises(BadRequest, match="Message to edit not found"):
                await bot.edit_message_text("x", 7, 999)
            with pytest.raises(BadRequest, match="Message can't be edited"):
                await bot.edit_message_text("x", 7, 1)
            assert telegram.violations == []

        with_bot(scenario)

    def test_an_edit_takes_inline_keyboards_only(self) -> None:
        refused("message identifier is not specified", "editMessageText", text="x")
        refused(
            "message identifier is not specified",
            "editMessageReplyMarkup",
            inline_message_id="x",
        )

        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.send_message(7, "x")
            sent = telegram.sent[0]
            answer = await post(
                telegram,
                "editMessageText",
                chat_id=7,
                message_id=sent.message_id,
                text="y",
                reply_markup={"remove_keyboard": True},
            )
            assert answer["description"] == "Bad Request: inline keyboard expected"

        with_bot(scenario)

    def test_a_message_is_deleted_once(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            sent = await bot.send_message(7, "x")
            await sent.delete()
            assert telegram.deleted == [(7, sent.message_id)]
            with pytest.raises(BadRequest, match="Message to delete not found"):
                await sent.delete()

        with_bot(scenario)


class TestPresses:
    def test_a_press_is_answered_once(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            markup = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Go", callback_data="g"))
            await bot.send_message(7, "x", reply_markup=markup)
            press = await telegram.press(telegram.sent[0], "Go", user=ADA)
            update = (await bot.get_updates(offset=press.update_id))[0]
            assert update.callback_query is not None
            assert update.callback_query.data == "g"
            await update.callback_query.answer("done", show_alert=True)
            answer = await telegram.wait_for_answer(press)
            assert (answer.text, answer.show_alert) == ("done", True)
            with pytest.raises(BadRequest, match="Query is too old"):
                await update.callback_query.answer()
            with pytest.raises(BadRequest, match="query id is invalid"):
                await bot.answer_callback_query("nonsense")

        with_bot(scenario)

    def test_an_answer_of_201_characters(self) -> None:
        refused("MESSAGE_TOO_LONG", "answerCallbackQuery", callback_query_id="1", text="x" * 201)

    def test_only_buttons_that_are_there_now(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            link = InlineKeyboardButton("Site", url="https://example.org")
            markup = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="g"), link]])
            sent = await bot.send_message(7, "x", reply_markup=markup)
            with pytest.raises(AssertionError, match="no button 'Stop'"):
                await telegram.press(telegram.sent[0], "Stop", user=ADA)
            with pytest.raises(AssertionError, match="calls nothing back"):
                await telegram.press(telegram.sent[0], "Site", user=ADA)
            await sent.edit_reply_markup(None)
            with pytest.raises(AssertionError, match="no button 'g'"):
                await telegram.press(telegram.sent[0], "g", user=ADA)

        with_bot(scenario)


class TestCommandsAndChats:
    @pytest.mark.parametrize(
        ("command", "description", "complaint"),
        [
            ("Cases", "x", "BOT_COMMAND_INVALID"),
            ("/cases", "x", "BOT_COMMAND_INVALID"),
            ("c" * 33, "x", "BOT_COMMAND_INVALID"),
            ("cases", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
            ("cases", "x" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ],
    )
    def test_commands_refused(self, command: str, description: str, complaint: str) -> None:
        commands = [{"command": command, "description": description}]
        refused(complaint, "setMyCommands", commands=commands)

    def test_menus_refused(self) -> None:
        command = {"command": "cases", "description": "x"}
        refused("BOT_COMMANDS_TOO_MUCH", "setMyCommands", commands=[command] * 101)
        refused("can't parse BotCommand", "setMyCommands", commands=[{"command": "x"}])
        refused("expected an Array of BotCommand", "setMyCommands", commands={"x": 1})
        refused("invalid language code", "getMyCommands", language_code="english")
        refused("can't parse BotCommandScope", "getMyCommands", scope={"type": "planet"})
        refused("can't parse BotCommandScope", "getMyCommands", scope={"type": "chat"})

    def test_a_menu_for_each_language(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.set_my_commands([BotCommand("cases", "List cases")])
            await bot.set_my_commands([BotCommand("cases", "Fälle")], language_code="de")
            assert (await bot.get_my_commands(language_code="de"))[0].description == "Fälle"
            assert (await bot.get_my_commands())[0].description == "List cases"
            assert await bot.get_my_commands(language_code="fr") == ()
            assert telegram.violations == []

        with_bot(scenario)

    def test_chats_and_members(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await telegram.send_text(ADA, "hello", SECTION)
            assert (await bot.get_chat(SECTION.id)).title == "Section Sweden"
            assert isinstance(await bot.get_chat_member(SECTION.id, 7), ChatMemberMember)
            for status in ("administrator", "creator", "left", "kicked"):
                await telegram.change_bot_membership(ADA, SECTION, status)
                assert (await bot.get_chat_member(SECTION.id, BOT.id)).status == status
            with pytest.raises(BadRequest, match="User not found"):
                await bot.get_chat_member(SECTION.id, 12345)

        with_bot(scenario)

    def test_chat_actions(self) -> None:
        refused("wrong parameter action", "sendChatAction", chat_id=7, action="dancing")

        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            assert await bot.send_chat_action(7, "typing")
            assert telegram.calls[-1].params == {"chat_id": 7, "action": "typing"}

        with_bot(scenario)


class TestPolling:
    def test_an_update_comes_until_an_offset_confirms_it(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            first = await bot.get_updates()
            assert [u.update_id for u in await bot.get_updates()] == [first[0].update_id]
            assert await bot.get_updates(offset=first[0].update_id + 1) == ()
            assert telegram.updates.pending == []

        with_bot(scenario)

    def test_a_poll_waits_for_the_next_update(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            offset = (await bot.get_updates())[0].update_id + 1
            poll = asyncio.create_task(bot.get_updates(offset=offset, timeout=timedelta(seconds=5)))
            await asyncio.sleep(0.05)
            await telegram.send_text(ADA, "/cases@vigil_double_bot Malaysia")
            message = (await poll)[0].message
            assert message is not None
            assert message.entities[0].type == "bot_command"
            assert message.parse_entity(message.entities[0]) == "/cases@vigil_double_bot"

        with_bot(scenario)

    def test_a_second_poll_ends_the_first(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            offset = (await bot.get_updates())[0].update_id + 1
            first = asyncio.create_task(post(telegram, "getUpdates", offset=offset, timeout=5))
            await asyncio.sleep(0.05)
            assert await bot.get_updates(offset=offset) == ()
            assert (await first)["error_code"] == 409

        with_bot(scenario)

    def test_kinds_that_the_bot_did_not_ask_for_are_held_back(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.get_updates(allowed_updates=["callback_query"])
            assert (await telegram.send_text(ADA, "hello")).update_id is None

        with_bot(scenario)

    def test_messages_without_a_person(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            news = Chat(-1005, "channel", "News")
            await telegram.send_as_chat(SECTION, "as the group", SECTION)
            await telegram.send_as_chat(news, "linked", SECTION)
            await telegram.send_as_chat(news, "a post", news)
            _, anonymous, linked, posted = await bot.get_updates()
            assert anonymous.message is not None
            assert anonymous.message.sender_chat is not None
            assert anonymous.message.sender_chat.id == SECTION.id
            assert linked.message is not None
            assert linked.message.from_user is not None
            assert linked.message.from_user.username == "Channel_Bot"
            assert posted.channel_post is not None
            assert posted.channel_post.from_user is None

        with_bot(scenario)


class TestWebhook:
    @pytest.mark.parametrize(
        ("secret", "complaint"),
        [("a b", "secret token contains unallowed"), ("a" * 257, "secret token is too long")],
    )
    def test_secrets_refused(self, secret: str, complaint: str) -> None:
        refused(complaint, "setWebhook", url="https://example.org", secret_token=secret)

    def test_a_url_that_is_none(self) -> None:
        refused("invalid webhook URL specified", "setWebhook", url="example.org")

    def test_an_update_is_posted_again_until_a_2xx(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            seen: list[tuple[str | None, dict[str, Any]]] = []

            async def receive(request: web.Request) -> web.Response:
                secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
                seen.append((secret, json.loads(await request.read())))
                return web.Response(status=503 if len(seen) < 3 else 204)

            url, runner = await serve(receive)
            await bot.set_webhook(url, secret_token="s3cret", max_connections=1)
            assert (await bot.get_webhook_info()).url == url
            assert (await post(telegram, "getUpdates"))["error_code"] == 409
            assert await telegram.updates.wait_until_empty(5)
            assert [a.status for a in telegram.webhook_attempts] == [503, 503, 204]
            assert {secret for secret, _ in seen} == {"s3cret"}
            assert len({update["update_id"] for _, update in seen}) == 1
            await bot.delete_webhook()
            assert (await bot.get_webhook_info()).url == ""
            await runner.cleanup()

        with_bot(scenario)

    def test_an_update_waits_for_a_url_that_is_away(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            url, runner = await serve(_never)
            await runner.cleanup()
            await bot.set_webhook(url)
            assert not await telegram.updates.wait_until_empty(0.1)
            assert {a.status for a in telegram.webhook_attempts} == {None}
            await bot.delete_webhook(drop_pending_updates=True)
            assert await bot.get_updates() == ()

        with_bot(scenario)


async def _never(request: web.Request) -> web.Response:
    raise AssertionError(f"nothing should arrive at {request.path}")


async def serve(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> tuple[str, web.AppRunner]:
    app = web.Application()
    app.router.add_post("/hook", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}/hook", runner


class TestOrderedFailures:
    def test_answers_of_the_server(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            telegram.fail_next("sendMessage", 429, retry_after=3)
            with pytest.raises(RetryAfter) as too_many:
                await bot.send_message(7, "x")
            assert too_many.value.retry_after == timedelta(seconds=3)
            telegram.fail_next("sendMessage", "migrate", migrate_to_chat_id=-1009)
            with pytest.raises(ChatMigrated) as moved:
                await bot.send_message(7, "x")
            assert moved.value.new_chat_id == -1009
            telegram.fail_next("sendMessage", "blocked", times=2)
            for _ in range(2):
                with pytest.raises(Forbidden, match="blocked"):
                    await bot.send_message(7, "x")
            telegram.fail_next("sendMessage", "chat_not_found")
            with pytest.raises(BadRequest, match="Chat not found"):
                await bot.send_message(7, "x")
            assert telegram.sent == []
            assert len(telegram.calls) == 6
            assert (await bot.send_message(7, "x")).text == "x"

        with_bot(scenario)

    def test_waiting_in_vain_says_what_was_sent(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.send_message(7, "one")
            first = await telegram.wait_for_reply(7)
            assert first.text == "one"
            with pytest.raises(AssertionError, match=r"no reply in chat 7; sent: .*one"):
                await telegram.wait_for_reply(7, after=first, timeout=0.05)

        with_bot(scenario)
