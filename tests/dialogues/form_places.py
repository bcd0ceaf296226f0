"""Where each form can be opened over the sample portfolio, and what has to be done before.

A form that is not listed is opened without a ref.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """A form's ref, and the commands after which it can be opened."""

    ref: str = ""
    before: tuple[str, ...] = ()


PLACES: Final[Mapping[str, Place]] = {
    "release_case": Place("MYS-0012 for SWE", ("/commit MYS-0012 for Sweden",)),
}
