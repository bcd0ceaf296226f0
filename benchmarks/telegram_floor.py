"""A bare echo on python-telegram-bot as its documentation has it, on either transport."""

import asyncio
import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.processes import until_parent_leaves
from bots.telegram.transport import AiohttpRequest


async def _echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


async def _main(api_url: str, token: str, transport: str) -> None:
    builder = Application.builder().token(token).base_url(f"{api_url}/bot")
    if transport == "aiohttp":
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    application = builder.build()
    application.add_handler(MessageHandler(filters.ALL, _echo))
    async with application:
        assert application.updater is not None
        await application.updater.start_polling()
        await application.start()
        await until_parent_leaves("ready")
        await application.updater.stop()
        await application.stop()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
