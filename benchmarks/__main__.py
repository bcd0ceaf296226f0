"""Measure everything and print one table: `python -m benchmarks [--check] [NAME…]`."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from rich.console import Console

from benchmarks import (
    delivery,
    growth,
    limited,
    lookup,
    planning,
    scaling,
    slack,
    start,
    telegram,
)
from benchmarks.table import Line, show

MEASURES: Final[Mapping[str, Callable[[Path], Iterator[Line]]]] = {
    "telegram": telegram.measure,
    "slack": slack.measure,
    "lookup": lookup.measure,
    "start": start.measure,
    "delivery": delivery.measure,
    "limited": limited.measure,
    "scaling": scaling.measure,
    "planning": planning.measure,
    "growth": growth.measure,
}

WIDTH: Final = 100


def main() -> int:
    """Print the table. A missed bound fails only a `--check`: elsewhere others use the machine."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(MEASURES)}")
    parser.add_argument("--check", action="store_true", help="fail if a bound is missed")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(MEASURES)
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: choose from {', '.join(MEASURES)}")
    lines: list[Line] = []
    progress = Console(stderr=True)
    for name in asked.names or MEASURES:
        progress.print(f"Measuring {name} …", style="dim")
        with tempfile.TemporaryDirectory(prefix="vigil-benchmark-") as folder:
            lines.extend(MEASURES[name](Path(folder)))
    show(lines, Console(width=WIDTH))
    return int(asked.check and not all(line.is_kept for line in lines))


if __name__ == "__main__":
    sys.exit(main())
