"""The installed command, run as a person or a script would run it."""

import os
import subprocess
import sys
from pathlib import Path

VIGIL = Path(sys.executable).with_name("vigil")
PATIENCE = 60.0


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with these settings of Vigil and no others."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("VIGIL_")}
    return {**kept, **{f"VIGIL_{key.upper()}": value for key, value in settings.items()}}


def vigil(
    *arguments: str, folder: Path, stdin: bytes = b"", **settings: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end in a folder of its own; no traceback may come of it."""
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
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), told)
