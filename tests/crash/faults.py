"""The far side's misbehaviour: drawn from a seed, so that a run can be repeated."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.crash.journal import Fault

KINDS: Final[tuple[Fault, ...]] = (
    "429",
    "500",
    "500 kept",
    "reset before",
    "reset after",
    "silent",
    "late",
)


@dataclass(slots=True)
class Schedule:
    """Which request meets which fault: the nth to a platform always the same one.

    `rates` are the shares of the requests, by kind of fault.
    """

    seed: int
    rates: Mapping[Fault, float]
    done: Counter[str] = field(default_factory=Counter)
    _draws: dict[str, Random] = field(default_factory=dict)

    def next(self, platform: str) -> Fault:
        """What happens to the platform's next request."""
        draw = self._draws.setdefault(platform, Random(f"{self.seed} {platform}"))  # noqa: S311
        number, passed = draw.random(), 0.0
        for kind in KINDS:
            passed += self.rates.get(kind, 0.0)
            if number < passed:
                self.done[kind] += 1
                return kind
        return ""

    def stop(self) -> None:
        """From now on everything goes well."""
        self.rates = {}


def evenly(share: float) -> Mapping[Fault, float]:
    """Each kind for that share of the requests; a flood, which stops everybody, for a fifth."""
    return {kind: share / 5 if kind == "429" else share for kind in KINDS}
