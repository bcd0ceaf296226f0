"""A section, as it is named on the command line."""

from typing import TYPE_CHECKING

from core.domain.people import SECTION_ROLES, Role

if TYPE_CHECKING:
    from core.domain.people import Section
    from core.ports import UnitOfWork


def section_for(role: Role, typed: str, uow: "UnitOfWork") -> "Section | None":
    """The section of a role, which some have and others don't; ends with a sentence if wrong."""
    check_section(role, typed)
    return named_section(typed, uow) if typed else None


def check_section(role: Role, typed: str) -> None:
    """End with a sentence where a section is missing, or is none of the role's."""
    from bots.cli.session import fail  # noqa: PLC0415

    if (role in SECTION_ROLES) is not bool(typed):
        needed = "needs a section: add --section SWE" if not typed else "has no section"
        fail(f"The role {role} {needed}.")


def named_section(typed: str, uow: "UnitOfWork") -> "Section":
    """The section of that name or code; ends with the nearest ones if there is none."""
    from bots.cli.session import fail  # noqa: PLC0415
    from core.understanding.sections import find_section  # noqa: PLC0415

    found = find_section(typed, uow.sections.all())
    if isinstance(found, tuple):
        near = ", ".join(f"{section.name} ({section.code})" for section in found)
        fail(f"No section is called “{typed}”." + (f" Did you mean {near}?" if near else ""))
    return found
