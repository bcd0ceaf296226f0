"""Everything that can be asked of a portfolio with secrets, by everybody, everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product
from typing import Final

from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.parts import Items, View
from core.request import Actor, Audience, Form, Reply, Request
from core.surfaces import DIGESTS, FORMS, METRICS
from tests.secrecy.portfolio import HIDDEN, MARK, PROPOSAL, ROLES, SEEN

NAMES: Final = tuple(person.name for case in (*SEEN, *HIDDEN) for person in case.individuals)
KEYS: Final = tuple(case.key for case in HIDDEN)

TYPED: Final = (
    *(f"case {key}" for key in KEYS),
    *(f"case {case.title}" for case in HIDDEN),
    *(f"case {name}" for name in NAMES),
    *(f"case {name[:-1]}y" for name in NAMES),
    *(f"cases {name}" for name in NAMES),
    *(f"cases {MARK}{word}" for word in ("draftsummary", "pausedlong", "unsafedeed")),
    f"case {MARK}draftalias",
    f"case {MARK}withheldnative",
    "case ZWE-0012",
    "case MYS-0020",
    "cases",
    "cases Malaysia",
    "cases Zimbabwe",
    "cases southern africa",
    "cases Singapore",
    "cases Iran",
    "cases draft",
    "cases draft Malaysia",
    "cases dormant Malaysia",
    "cases closed Malaysia",
    "cases past",
    "cases torture",
    "cases art 5 Malaysia",
    "cases poc Malaysia",
    "cases available",
    "cases committed",
    "cases uncommitted",
    "cases new",
    "cases mine",
    "cases section Sweden",
    "actions",
    "actions Malaysia",
    "actions Zimbabwe",
    "actions Sweden",
    *(f"commit {key}" for key in KEYS),
    *(f"commit {key} for Sweden" for key in KEYS[:2]),
    *(f"release {key} no capacity" for key in KEYS),
    *(f"feedback {key}" for key in KEYS),
    *(f"feedback {name}" for name in NAMES),
    "feedback",
    "feedback list",
    "feedback F-1",
    "nominate",
    "nominate list",
    "nominate N-1",
    "goals",
    "goals available_cases",
    "goals living_pocs_closed_unresolved",
    "digest",
    "digest now",
    "digest times",
    "digest Sat 10:00",
    "digest off",
    *(f"digest {kind} now" for kind in DIGESTS),
    "digest mute 2010-06-30",
    "digest quiet 22:00 7:00",
    *(f"follow {key}" for key in KEYS),
    *(f"unfollow {key}" for key in KEYS),
    *(f"act {key} 12 letters" for key in KEYS),
    *(f"reports {key}" for key in KEYS),
    "reports",
    "reports Sweden",
    "goals change",
    "goals active 2010-01-01 2010-05-14",
    "goals set",
    "goals revise available_cases",
    "capacity",
    "capacity 12",
    "privacy",
    "privacy export",
    "timezone",
    "timezone Asia/Tokyo",
    "cancel",
    "help",
    "link",
    "portfolio",
    "portfolio nonsense",
    "portfolio drafts",
    *(f"pause {key}" for key in KEYS[:2]),
    "follow list",
    "digest kinds",
    "nominate Tan Mei Lin",
    "portfolio capacity",
    *(f"portfolio {verb} {key}" for verb in ("pause", "move", "people", "edit") for key in KEYS),
    f"are there any actions for {MARK}draftname in Malaysia",
    f"{MARK}pausedname",
    *KEYS,
)
"""As commands, and as plain words."""

PRESSED: Final = (
    *(f"case:{key}" for key in KEYS),
    *(f"show:case:{key}" for key in KEYS),
    *(f"commit:{key}" for key in KEYS),
    *(f"release:{key} for me: no" for key in KEYS),
    *(f"form:feedback:{key}" for key in KEYS),
    "form:feedback",
    "form:nominate",
    "see_draft:1",
    "accept:1",
    "acknowledge:1",
    *(f"again:{key} 12 letters" for key in KEYS),
    *(f"behind:1:{metric}" for metric in METRICS),
    *(f"resume:{key}" for key in KEYS),
    *(f"form:{form}" for form in FORMS),
    *(f"form:{form}:{key}" for form in FORMS for key in KEYS[:2]),
    "privacy:delete",
    *(f"pause:{key}" for key in KEYS),
    *(f"form:move:{key}" for key in KEYS),
    *(f"form:person:{key}/1" for key in KEYS),
    *(f"portfolio:actions:{key}" for key in KEYS),
    "portfolio:drafts:1",
    f"proposal:{PROPOSAL.id}",
    "cases:1:draft",
    "cases:2:",
    "cases:3:",
    "cases:1:MYS dormant",
    "show:cases:1:draft",
    "show:cases:1:MYS closed",
    "show:goals",
    "goals:available_cases",
    "digest:now",
    "actions:Malaysia",
    "show:actions:Malaysia",
)

PLACES: Final = {
    "private": (True, Audience.ASKER),
    "shared": (False, Audience.CONVERSATION),
    "shared, unseen": (False, Audience.ASKER),
}
"""Whether a conversation is with the bot alone, and who reads the answer."""


@dataclass(frozen=True, slots=True)
class Walker:
    """Somebody, somewhere."""

    platform: Platform
    role: str
    place: str

    def __str__(self) -> str:
        return f"{self.role} on {self.platform}, {self.place}"

    def asks(self, text: str, form: Form, number: int) -> Request:
        """One request; the same number is the same request."""
        private, audience = PLACES[self.place]
        where = self.role if private else "group"
        anonymous = self.role == "nobody"
        return Request(
            f"{self}:{number}",
            Actor(Identity(self.platform, self.role), anonymous=anonymous),
            Address(self.platform, where),
            text,
            form,
            private,
            audience,
        )

    def walk(self) -> Iterator[Request]:
        """Ask everything."""
        numbers = count()
        for text in TYPED:
            yield self.asks(text, Form.COMMAND, next(numbers))
            yield self.asks(text.removeprefix("case "), Form.WORDS, next(numbers))
        for token in PRESSED:
            yield self.asks(token, Form.TOKEN, next(numbers))


def walkers(*roles: str) -> tuple[Walker, ...]:
    """These roles on every platform, in every place."""
    return tuple(Walker(*each) for each in product(Platform, roles, PLACES))


ORDINARY: Final = walkers("nobody", *(role for role in ROLES if role != "steward"))
STEWARDS: Final = walkers("steward")


def tokens(reply: Reply) -> set[str]:
    """What the buttons of a reply carry."""
    return {token for view in reply.views for token in _tokens(view)}


def _tokens(view: View) -> Iterator[str]:
    yield from (action.token for action in view.actions)
    for part in view.parts:
        if isinstance(part, Items):
            yield from (item.action.token for item in part.items if item.action)
