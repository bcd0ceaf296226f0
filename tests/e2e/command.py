"""The command `vigil`, run as a person or a script would run it."""

import contextlib
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from typer.testing import CliRunner

from bots.cli.main import app
from bots.settings import PREFIX

VIGIL: Final = Path(sys.executable).with_name("vigil")
"""The installed command."""
PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Done:
    """A command that ended."""

    status: int
    out: str
    told: str
    """What it said on standard error."""


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with these settings of Vigil and no others."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
    return {**kept, **{PREFIX + key.upper(): value for key, value in settings.items()}}


def vigil(*arguments: str, folder: Path, stdin: bytes = b"", **settings: str) -> Done:
    """Run a command in this process, which is quick; a traceback fails the test."""
    others = dict.fromkeys(key for key in os.environ if key.startswith(PREFIX))
    handlers = logging.getLogger().handlers[:]
    try:
        with contextlib.chdir(folder):
            result = CliRunner().invoke(
                app, arguments, input=stdin, env={**others, **environment(**settings)}
            )
    finally:
        structlog.reset_defaults()
        logging.getLogger().handlers[:] = handlers
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def vigil_process(*arguments: str, folder: Path, stdin: bytes = b"", **settings: str) -> Done:
    """Run the installed command as a process of its own; a traceback fails the test."""
    done = subprocess.run(
        [VIGIL, *arguments],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env=environment(**settings),
        timeout=PATIENCE,
        check=False,
    )
    told = done.stderr.decode()
    assert "Traceback" not in told, told
    return Done(done.returncode, done.stdout.decode(), told)
