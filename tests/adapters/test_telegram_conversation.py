"""python-telegram-bot over our transport, talking with the double by long polling."""

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
)

from bots.telegram.transport import AiohttpRequest
from tests.adapters.telegram_scenes import ADA, SECTION
from tests.doubles.loop import run
from tests.doubles.telegram import TelegramDouble


async def count(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text("<b>0</b>", "HTML", reply_markup=more(1))


async def count_on(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    assert query.data is not None
    await query.answer()
    await query.edit_message_text(query.data, reply_markup=more(int(query.data) + 1))


def more(number: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.from_button(InlineKeyboardButton("More", callback_data=str(number)))


def application(telegram: TelegramDouble) -> "Application[Any, Any, Any, Any, Any, Any]":
    app = (
        ApplicationBuilder()
        .token(telegram.token)
        .base_url(telegram.base_url)
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest())
        .build()
    )
    app.add_handler(CommandHandler("count", count))
    app.add_handler(CallbackQueryHandler(count_on))
    return app


def test_commands_presses_and_edits_travel_both_ways() -> None:
    async def play() -> None:
        async with TelegramDouble() as telegram, application(telegram) as app:
            assert app.updater is not None
            await app.start()
            await app.updater.start_polling(poll_interval=0)
            for chat in (ADA.private_chat(), SECTION):
                asked = await telegram.send_text(ADA, "/count", chat)
                reply = await telegram.wait_for_reply(chat.id, after=asked)
                assert reply.text == "0"
                for number in range(1, 4):
                    press = await telegram.press(reply, "More", user=ADA)
                    edited = await telegram.wait_for_edit(reply, after=number - 1)
                    assert edited.text == str(number)
                    assert (await telegram.wait_for_answer(press)).text is None
            await app.updater.stop()
            await app.stop()
            assert telegram.violations == []

    run(play())


def test_an_update_delivered_twice_arrives_twice() -> None:
    async def play() -> None:
        async with TelegramDouble() as telegram, application(telegram) as app:
            await telegram.send_text(ADA, "/count")
            (update,) = telegram.updates.pending
            first = await app.bot.get_updates()
            assert await app.bot.get_updates(offset=first[0].update_id + 1) == ()
            await telegram.updates.redeliver(update)
            again = await app.bot.get_updates()
            assert [u.update_id for u in again] == [first[0].update_id]

    run(play())
