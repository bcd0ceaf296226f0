"""Delivers to the console what nobody waits for at its prompt, such as a digest."""

from collections.abc import Callable

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from bots.console.render import render
from bots.console.text import safe_lines
from core.domain.subscriptions import Address, Delivered, Found, Gone, SendResult
from core.i18n import Words
from core.parts import View
from core.ports import Clock, Store

UNKNOWN_ZONE = "UTC"


class ConsoleSender:
    """Prints each message under a line that says to whom, and when it is there."""

    def __init__(self, out: Console, clock: Clock, zone_of: Callable[[Address], str]) -> None:
        """Print to this console; `zone_of` tells in which zone a conversation reads."""
        self._out = out
        self._clock = clock
        self._zone_of = zone_of

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        """Print it. Nothing can go wrong that would be worth a second try."""
        del begun
        words = Words(zone=self._zone_of(address))
        header = words(
            "To: {name} · {moment} ({zone})",
            name=" ".join(safe_lines(address.conversation)),
            moment=words.moment(self._clock.now()),
            zone=words.zone,
        )
        self._out.print(Rule(Text(header, "bold magenta"), align="left"))
        self._out.print(render(view))
        self._out.print()
        return Delivered(posting)

    async def was_sent(self, address: Address, posting: str) -> Found | None:  # noqa: ARG002
        """A terminal keeps no record that could be asked."""
        return None

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:  # noqa: ARG002
        """A terminal does not take back what it printed."""
        return Gone("printed")


def zones_in(store: Store) -> Callable[[Address], str]:
    """The zone of each conversation's digest, as the store has it."""

    def zone_of(address: Address) -> str:
        with store.read() as uow:
            subscription = uow.subscriptions.get(address)
        return subscription.slot.zone if subscription else UNKNOWN_ZONE

    return zone_of
