"""The terminal itself: colour and width from Rich, line editing from readline."""

import sys
from contextlib import suppress

from rich.console import Console

PLAIN_WIDTH = 100
"""Columns where there is no terminal to ask."""


def terminal() -> Console:
    """Print to standard output; without colour where that is no terminal."""
    is_terminal = sys.stdout.isatty()
    return Console(width=None if is_terminal else PLAIN_WIDTH, highlight=False, soft_wrap=False)


def is_interactive() -> bool:
    """Whether somebody sits there to read and to type."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def read_line(prompt: str) -> str:
    """Ask for a line, with its editing and history where the terminal has them.

    Raises:
        EOFError: there are no more.
    """
    if not sys.stdin.isatty():
        return _next_line()
    with suppress(ImportError):
        import readline  # noqa: F401, PLC0415  importing it is what turns editing on
    return input(prompt)


def _next_line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line
