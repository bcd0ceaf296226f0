"""Draws `exchange.svg`: three steps of the demo, as the terminal shows them.

Run it after a wording changed: `.venv/bin/python docs/pictures/draw.py`
"""

import io
import re
import tempfile
from pathlib import Path

from rich.console import Console

from bots.cli.demo_play import Play, fresh_database, load_sample
from bots.cli.demo_script import AISHA, CHANNEL, LARS, START, Says, Step
from bots.cli.session import session
from bots.console.talk import Seat
from bots.world import SettableClock

PICTURE = Path(__file__).with_name("exchange.svg")
WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""A picture fetches nothing from elsewhere: the reader's own monospace font will do."""
STEPS: tuple[Step, ...] = (
    Says("A member asks", Seat(AISHA, CHANNEL), "/cases Malaysia"),
    Says("A coordinator commits Section Sweden", Seat(LARS, CHANNEL), "/commit MYS-0012"),
)


def main() -> None:
    """Play the steps on a fresh sample portfolio and keep what the terminal showed."""
    out = Console(record=True, width=88, file=io.StringIO(), force_terminal=True)
    clock = SettableClock(START)
    with tempfile.TemporaryDirectory() as folder:
        url = fresh_database(Path(folder))
        with session(url, clock) as world:
            load_sample(world)
            Play(world, clock, out).perform(STEPS)
    svg = out.export_svg(title="Vigil")
    PICTURE.write_text(WEB_FONT.sub("", svg), encoding="utf-8")
    print(f"{PICTURE.name} drawn")


if __name__ == "__main__":
    main()
