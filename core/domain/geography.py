"""Countries and regions: the few facts that the rules and the words need.

Names of countries are CLDR's English ones with variants, former names and demonyms; regions
follow the United Nations' M49 list, with the usual wider and narrower words beside it.
"""

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
    """English words for it and its people, CLDR's name first. Some are shared: `Congo`."""
    neighbours: tuple[str, ...]
    """By land, then the nearest by sea."""
    region: str
    alike: tuple[str, ...] = ()
    """Countries that may be meant by its very name: Equatorial Guinea by `Guinea`."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the world, its English names, the usual one first, and its countries."""

    key: str
    names: tuple[str, ...]
    countries: tuple[str, ...]


@cache
def countries() -> dict[str, Country]:
    """Every country by its alpha-3 code."""
    return {code: _country(code, facts) for code, facts in _load("countries.json").items()}


@cache
def regions() -> dict[str, Region]:
    """Every region by its key, such as `south-east-asia`."""
    inside: dict[str, list[str]] = {}
    for country in countries().values():
        inside.setdefault(country.region, []).append(country.code)
    return {
        key: Region(key, tuple(facts["names"]), tuple(_members(key, facts, inside)))
        for key, facts in _load("regions.json").items()
    }


def _members(key: str, facts: Mapping[str, Any], inside: Mapping[str, list[str]]) -> list[str]:
    own = [code for part in (key, *facts["parts"]) for code in inside.get(part, ())]
    return sorted({*own, *facts["also"]})


def _load(name: str) -> Mapping[str, Mapping[str, Any]]:
    text = files("core.data").joinpath(name).read_text(encoding="utf-8")
    loaded: Mapping[str, Mapping[str, Any]] = json.loads(text)
    return loaded


def _country(code: str, facts: Mapping[str, Any]) -> Country:
    return Country(
        code=code,
        short=facts["short"],
        variants=tuple(facts["variants"]),
        neighbours=tuple(facts["neighbours"]),
        region=facts["region"],
        alike=tuple(facts.get("alike", ())),
    )
