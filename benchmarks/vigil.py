"""`vigil run` as an operator starts it: several processes on one database."""

import os
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from benchmarks.processes import ANSWER_WITHIN, end, free_port

VIGIL: Final = str(Path(sysconfig.get_path("scripts")) / "vigil")
_READY: Final = b'"serving"'


@contextmanager
def serving(*arguments: str, **settings: object) -> Iterator[None]:
    """One process with these settings, once it serves.

    Raises:
        RuntimeError: it ended instead.
    """
    given = {f"VIGIL_{name.upper()}": str(value) for name, value in settings.items()}
    with TemporaryFile() as log:
        process = subprocess.Popen(
            [VIGIL, "run", *arguments],
            env=os.environ | given,
            stderr=log,
            stdout=subprocess.DEVNULL,
        )
        try:
            _until_ready(process, log)
            yield
        finally:
            process.terminate()
            end(process)


@contextmanager
def several(count: int, *arguments: str, **settings: object) -> Iterator[list[int]]:
    """So many processes, each with a port of its own; the ports."""
    ports = [free_port() for _ in range(count)]
    with ExitStack() as stack:
        for port in ports:
            its = {name: _with_port(value, port) for name, value in settings.items()}
            stack.enter_context(serving(*arguments, port=port, **its))
        yield ports


def _with_port(value: object, port: int) -> str:
    return str(value).replace("{port}", str(port))


def _until_ready(process: "subprocess.Popen[bytes]", log: IO[bytes]) -> None:
    last = time.monotonic() + ANSWER_WITHIN
    while _READY not in (said := os.pread(log.fileno(), 100_000, 0)):
        if process.poll() is not None or time.monotonic() > last:
            raise RuntimeError(f"vigil run does not serve: {said.decode()}")
        time.sleep(0.02)
