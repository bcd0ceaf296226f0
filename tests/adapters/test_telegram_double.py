"""The Telegram double refuses what the Bot API refuses, so that the bot's tests mean something."""

from typing import Any

import aiohttp
import pytest
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
from telegram.error import BadRequest, Forbidden, InvalidToken

from bots.telegram.transport import AiohttpRequest
from tests.adapters.telegram_scenes import ADA, SECTION, post, refused, with_bot
from tests.doubles.loop import run
from tests.doubles.telegram import BOT, TelegramDouble, User


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
