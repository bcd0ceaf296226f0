"""Who speaks at the console: a role that one takes, as `coordinator:SWE` or `steward`.

A persona is an identity on the platform `console`. Its roles are written to the database when it
first speaks. That lets nobody do more than before: whoever runs this command has the database
itself, and with it everything that any role may see or do. What is done is in the history all the
same. A persona without a role, the plain member, is written nowhere by this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from core.domain.people import SECTION_ROLES, Grant, Identity, Platform, Role, Section
from core.i18n import Words
from core.ports import Chance, Store, UnitOfWork
from core.understanding.sections import find_section
from core.usecases.link import give_role


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody at the console. `zone` is the IANA zone of their profile, if they have one."""

    name: str
    grants: frozenset[Grant] = frozenset()
    zone: str = ""

    @property
    def identity(self) -> Identity:
        """How the console knows this persona."""
        return Identity(Platform.CONSOLE, self.name)


@dataclass(frozen=True, slots=True)
class NoPersona:
    """What was typed names no persona."""

    typed: str


@dataclass(frozen=True, slots=True)
class NoSection:
    """The role is one of a section, and none has that name; the nearest are offered."""

    role: Role
    typed: str
    nearest: tuple[Section, ...] = ()


MEMBER = Persona(Role.MEMBER)


def read_persona(text: str, sections: Sequence[Section]) -> Persona | NoPersona | NoSection:
    """Read a persona, as `member`, `steward`, `coordinator:SWE`, `coordinator Sweden`."""
    words = text.strip().replace(":", " ", 1).split(maxsplit=1)
    try:
        role = Role(words[0].casefold())
    except (IndexError, ValueError):
        return NoPersona(text.strip())
    place = words[1] if len(words) > 1 else ""
    if role not in SECTION_ROLES:
        return NoPersona(text.strip()) if place else Persona(role, frozenset({Grant(role)}))
    if not place:
        return MEMBER if role is Role.MEMBER else NoSection(role, "")
    section = find_section(place, sections)
    if isinstance(section, tuple):
        return NoSection(role, place, section)
    return Persona(f"{role}:{section.code}", frozenset({Grant(role, section.code)}))


def find_persona(text: str, uow: UnitOfWork) -> Persona | NoPersona | NoSection:
    """The persona of a role, as `read_persona` has it, or a person whom the console knows."""
    persona = read_persona(text, uow.sections.all())
    if isinstance(persona, NoPersona) and persona.typed:
        known = Persona(persona.typed)
        return known if uow.people.find(known.identity) else persona
    return persona


def explain(problem: NoPersona | NoSection, words: Words) -> str:
    """Say what is wrong with a persona, and what can be typed."""
    match problem:
        case NoPersona(""):
            return words("Who do you want to be? {choices}", choices=_choices(words))
        case NoPersona(typed):
            return words(
                "“{typed}” is nobody here. {choices}", typed=typed, choices=_choices(words)
            )
        case NoSection(role, ""):
            return words("Of which section? For example {example}.", example=f"{role} Sweden")
        case NoSection(_, typed, ()):
            return words(
                "No section is called “{typed}”. Write its name or its code, as in {example}.",
                typed=typed,
                example="Sweden, SWE",
            )
        case NoSection(_, typed, nearest):
            names = words.joined(f"{section.name} ({section.code})" for section in nearest)
            return words("No section is called “{typed}”. Near: {names}.", typed=typed, names=names)
        case _:
            assert_never(problem)


def _choices(words: Words) -> str:
    return words(
        "Possible are: {names}.",
        names=words.joined(
            ("member", "member:MYS", "coordinator:SWE", "steward", "board", "admin")
        ),
    )


def take_roles(persona: Persona, store: Store, chance: Chance, now: datetime) -> None:
    """Write the roles of a persona that are not on record; nothing where all are.

    Raises:
        StoreAwayError: the database can't be reached.
    """
    with store.read() as uow:
        known = uow.people.find(persona.identity)
    missing = persona.grants - (known.grants if known else frozenset())
    if not missing:
        return
    with store.write() as uow:
        uow.people.add(chance.new_id(), persona.identity, now)
        known = uow.people.find(persona.identity)
        for grant in sorted(missing):
            if known and known.person:
                give_role(uow, known.person, grant, now, "console")
