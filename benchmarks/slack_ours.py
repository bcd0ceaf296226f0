"""Our bot on Slack over HTTP, in a process of its own, put together as `vigil run` does."""

import asyncio
import sys

from aiohttp import web

from benchmarks import portfolio
from benchmarks.processes import until_parent_leaves
from bots.logs import configure
from bots.runtime import keep_what_is_loaded, prepare_to_serve
from bots.slack.app import Access, running


async def _main(api_url: str, secret: str, database: str) -> None:
    prepare_to_serve()
    configure("INFO")
    access = Access("xoxb-benchmark", signing_secret=secret, api_url=f"{api_url}/api/")
    with portfolio.world(database) as world:
        async with running(world.app, access) as slack:
            server = web.Application()
            server.add_routes(slack.routes())
            runner = web.AppRunner(server, access_log=None)
            await runner.setup()
            keep_what_is_loaded()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            await until_parent_leaves(f"http://127.0.0.1:{runner.addresses[0][1]}")
            await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
