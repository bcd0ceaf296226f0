"""Forms filled in at random: mostly as one should, at times with what nobody should type."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from core.domain.people import SECTION_ROLES
from core.parts import Field, FieldKind, FormPart
from tests.property.portfolio_world import GRANTS, TEAMS, Mark, Place, Said

HOSTILE: Final = ("", " ", "x" * 4_000, "<b>&\x00", "2010-02-30", "-3", "nobody", "draft", "2031")
COUNTRIES: Final = ("Malaysia", "Thailand", "Iran")
MARKS: Final = {
    "name": Mark.PERSON,
    "native_name": Mark.PERSON,
    "aliases": Mark.PERSON,
    "inclusion_reason": Mark.INTERNAL,
    "reason": Mark.REASON,
    "known": Mark.REASON,
    "reasons": Mark.FEEDBACK,
    "question": Mark.FEEDBACK,
    "comment": Mark.FEEDBACK,
    "next_step": Mark.FEEDBACK,
    "title": Mark.CASE,
    "summary": Mark.CASE,
    "long_objective": Mark.CASE,
    "short_objective": Mark.CASE,
    "text": Mark.CASE,
}
"""How a text is marked by its field. Others are no secrets, or are marked by their form."""


def form_of(said: Said) -> FormPart | None:
    """The form that was opened, or shown again with what is wrong."""
    parts = (part for view in said.reply.views for part in view.parts)
    return next((part for part in parts if isinstance(part, FormPart)), None)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who fills a form in, when and where, and how well."""

    who: str
    today: date
    chance: Random
    keys: Sequence[str]
    """The cases that can be named."""
    well: bool = True
    """Not to type what nobody should."""
    place: Place = Place.PRIVATE


class Filling:
    """Fills in forms; every mark is given out once."""

    def __init__(self, numbers: Iterator[int]) -> None:
        """Number the marks so."""
        self._numbers = numbers

    def fill(self, form: FormPart, hand: Hand, given: Mapping[str, str]) -> Mapping[str, str]:
        """Values for all fields: what is given, and else what chance says."""
        values = {}
        for field in form.fields:
            value = self._value(form, field, hand)
            if not hand.well and hand.chance.random() < 0.25:
                value = hand.chance.choice(HOSTILE)
            values[field.key] = given.get(field.key, value)
        return values

    def _value(self, form: FormPart, field: Field, hand: Hand) -> str:
        chance = hand.chance
        if field.value and chance.random() < 0.5:  # as it stands there
            return field.value
        if not field.required and chance.random() < 0.4:
            return ""
        if field.choices:
            most = 2 if field.kind is FieldKind.CHOICES else 1
            chosen = chance.sample(field.choices, min(most, len(field.choices)))
            return "|".join(choice.value for choice in chosen)
        days = timedelta(days=chance.choice((-200, -1, 0, 0, 1, 40)))
        day = (hand.today + days).isoformat()
        fitting = {
            FieldKind.DATE: day,
            FieldKind.PARTIAL_DATE: chance.choice(("2009", "2010-03", hand.today.isoformat())),
            FieldKind.NUMBER: str(chance.randint(0, 5)),
        }
        return fitting.get(field.kind) or self._text(form, field, hand)

    def _text(self, form: FormPart, field: Field, hand: Hand) -> str:
        match field.key:
            case "country":
                return hand.chance.choice(COUNTRIES)
            case "research_team" | "team":
                return hand.chance.choice(TEAMS)
            case "into" | "draft":
                return hand.chance.choice(hand.keys)
            case "language":
                return "en"
            case _:
                return self._marked(form, field.key, hand.who)

    def _marked(self, form: FormPart, key: str, who: str) -> str:
        mark = MARKS.get(key)
        about = form.open.ref
        if about.startswith("nominate"):
            mark = Mark.NOMINATED if key == "name" else Mark.NOMINATION
        elif about == "feedback":
            mark = Mark.OUTSIDER
        if mark is None:
            return f"some {key}"
        grant = GRANTS[who]
        own = {Mark.NOMINATED, Mark.NOMINATION, Mark.OUTSIDER}
        section = grant.section.lower() if grant.role in SECTION_ROLES and mark in own else ""
        return f"zq{mark}{section}{next(self._numbers)}x"


MARKED: Final = re.compile(r"zq([a-z])([a-z]*)\d+x")
