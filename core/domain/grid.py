"""A platform's rate as moments that lie evenly apart, each for one message.

Bursts would do within a rate "on average", and exceed it in some second. So the moments stand on a
grid: the whole bot's messages go out one by one. All moments here are microseconds.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

SECOND: Final = 1_000_000
SPACED: Final = 1_010_000
"""A second, and a shade more: that many messages later a second has surely passed, also on a clock
that rounds. 99 % of the rate is reached."""
KEPT_EVERY: Final = 4
"""Each so many-th moment is kept for digests. A fifth is promised to them, and this leaves room for
moments that a stalled machine misses."""
FARTHEST: Final = 60 * SECOND
"""What was given away farther ahead was given away by a clock that has been set back since."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Moments from `origin` on; bit i of `taken` says that moment i is somebody's."""

    rate: int
    """Messages a second, at least 1."""
    origin: int
    """Never before the moment at which the grid was last looked at."""
    phase: int = 0
    """Where in the pattern of kept moments the first one is."""
    taken: int = 0

    @classmethod
    def read(cls, text: str, rate: int, now: int) -> Self:
        """What `write` wrote, brought to this moment and this rate; a new one if it is unusable."""
        try:
            old_rate, origin, phase, taken = (int(word, 16) for word in text.split())
        except ValueError:
            return cls(rate, now)
        if origin > now + FARTHEST or old_rate < 1:
            return cls(rate, now)
        grid = cls(old_rate, origin, phase % KEPT_EVERY, taken)
        if old_rate != rate:
            grid = cls(rate, grid._end)
        return grid._brought_to(now)

    def write(self) -> str:
        """The grid in a few characters."""
        return f"{self.rate:x} {self.origin:x} {self.phase:x} {self.taken:x}"

    @property
    def interval(self) -> int:
        """From one moment to the next."""
        return -(-SPACED // self.rate)

    def moment(self, slot: int) -> int:
        """When that moment is."""
        return self.origin + slot * self.interval

    def first_free(self, earliest: int) -> int:
        """The first moment from then on that is nobody's: for a digest."""
        return _first_zero(self.taken, self._slot(earliest))

    def first_unkept(self, earliest: int) -> int:
        """The first from then on that is nobody's and not kept for digests: for an answer.

        The very next of all it may have although it is kept: no digest has asked for it by now.
        """
        start = self._slot(earliest)
        if start == 0 and not self.taken & 1:
            return 0
        size = max(self.taken.bit_length(), start) + KEPT_EVERY
        return _first_zero(self.taken | self._kept(size), start)

    def take(self, slot: int) -> Self:
        """The grid once that moment is given away."""
        return replace(self, taken=self.taken | 1 << slot)

    @property
    def _end(self) -> int:
        """The first moment after all that is taken."""
        return self.moment(self.taken.bit_length())

    def _brought_to(self, now: int) -> Self:
        """Without what is over. Where nothing is taken any more, the next may go at once."""
        if self._end <= now:
            return replace(self, origin=now, phase=self._phase_of(self.taken.bit_length()), taken=0)
        over = self._slot(now)
        return replace(
            self,
            origin=self.moment(over),
            phase=self._phase_of(over),
            taken=self.taken >> over,
        )

    def _slot(self, earliest: int) -> int:
        return max(0, -(-(earliest - self.origin) // self.interval))

    def _phase_of(self, slot: int) -> int:
        return (self.phase + slot) % KEPT_EVERY

    def _kept(self, size: int) -> int:
        """The kept moments as bits, at least so many bits long."""
        every = ((1 << KEPT_EVERY * (size // KEPT_EVERY + 1)) - 1) // ((1 << KEPT_EVERY) - 1)
        return every << (KEPT_EVERY - 1 - self.phase)


def _first_zero(bits: int, start: int) -> int:
    ahead = bits >> start
    return start + (~ahead & (ahead + 1)).bit_length() - 1
