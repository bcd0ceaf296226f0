"""Processes of the benchmarks: each ends when the one that started it does, however that ends."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

ANSWER_WITHIN: Final = 60.0
"""Seconds for anything that one process waits for from another."""
_END_WITHIN: Final = 10.0


@contextmanager
def child(module: str, *arguments: str) -> Iterator[str]:
    """A module of this package as a process; gives the line that it says when it is ready.

    Raises:
        RuntimeError: it ended instead.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        said = process.stdout.readline().strip()
        if not said:
            raise RuntimeError(f"{module} did not start")
        yield said
    finally:
        process.stdin.close()
        process.stdout.close()
        end(process)


@contextmanager
def worker(module: str, *arguments: str) -> Iterator[Callable[[], float]]:
    """A module of this package as a process that works a round whenever it is asked to.

    Gives the asking, which answers how many seconds the round took.

    Raises:
        RuntimeError: it ended instead.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    asking, answering = process.stdin, process.stdout
    assert asking is not None
    assert answering is not None

    def work() -> float:
        print("go", file=asking, flush=True)
        said = answering.readline()
        if not said:
            raise RuntimeError(f"{module} ended")
        return float(said)

    try:
        yield work
    finally:
        asking.close()
        answering.close()
        end(process)


async def work_when_asked(work: Callable[[], Awaitable[float]]) -> None:
    """Of a worker: answer each line of the input with the seconds of a round, until it ends."""
    while await asyncio.to_thread(sys.stdin.readline):
        print(await work(), flush=True)


def end(process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> None:
    """Wait for a process that was asked to end; make it end if it takes too long."""
    try:
        process.wait(_END_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


async def until_parent_leaves(ready: str) -> None:
    """Of a child: say that it is ready, and wait until it is to end."""
    print(ready, flush=True)
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
