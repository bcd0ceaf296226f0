"""Which digests can come to whom, and where."""

from collections.abc import Iterable

from core.domain.people import SECTION_ROLES, Grant, Role
from core.domain.subscriptions import DigestKind
from core.understanding.verbs import VERY_NEAR, nearest_of

SHARED = (DigestKind.GOALS, DigestKind.SECTION)
"""What others may read along: it says of cases only what everybody may know."""
ROLES = {DigestKind.STEWARDS: Role.STEWARD, DigestKind.BOARD: Role.BOARD}


def offered(grants: Iterable[Grant], *, private: bool, known: bool) -> tuple[DigestKind, ...]:
    """The kinds that a person with these roles can have sent to a conversation, in their order.

    `known`: the person is on record, so that something can be made for them alone.
    """
    held = frozenset(grants)
    return tuple(
        kind
        for kind in DigestKind
        if (kind in SHARED or (private and known)) and may_read(kind, held)
    )


def may_read(kind: DigestKind, grants: frozenset[Grant], section: str = "") -> bool:
    """Whether a person with these roles may read such a digest, of that section if it has one."""
    role = ROLES.get(kind)
    if role is not None:
        return any(grant.role is role for grant in grants)
    if kind is DigestKind.SECTION:
        own = [grant.section for grant in grants if grant.role in SECTION_ROLES]
        return section in own if section else bool(own)
    return True


def near_kind(word: str, kinds: Iterable[DigestKind]) -> DigestKind | None:
    """The kind that a mistyped word may have meant."""
    near = nearest_of(word, kinds, VERY_NEAR)
    return DigestKind(near) if near else None
