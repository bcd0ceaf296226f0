"""Our bot on Telegram, in a process of its own, put together as `vigil run` does."""

import asyncio
import sys

from benchmarks import portfolio
from benchmarks.processes import until_parent_leaves
from bots.logs import configure
from bots.runtime import keep_what_is_loaded, prepare_to_serve
from bots.telegram.app import TelegramBot


async def _main(api_url: str, token: str, database: str) -> None:
    prepare_to_serve()
    configure("INFO")
    with portfolio.world(database) as world:
        async with TelegramBot(world.app, token, api_url=api_url) as bot:
            await bot.ready()
            keep_what_is_loaded()
            await until_parent_leaves("ready")


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
