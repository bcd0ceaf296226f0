"""Countries by their ISO 3166 codes: the few facts that the rules and the words need."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Country:
    """A country: `code` is alpha-3, `short` alpha-2 (by which CLDR names it)."""

    code: str
    short: str
    variants: tuple[str, ...]
    neighbours: tuple[str, ...]
    region: str


@cache
def countries() -> dict[str, Country]:
    """Every country by its alpha-3 code."""
    text = files("core.data").joinpath("countries.json").read_text(encoding="utf-8")
    return {code: _country(code, facts) for code, facts in json.loads(text).items()}


def _country(code: str, facts: Mapping[str, Any]) -> Country:
    return Country(
        code=code,
        short=facts["short"],
        variants=tuple(facts["variants"]),
        neighbours=tuple(facts["neighbours"]),
        region=facts["region"],
    )
