"""Every example as each platform shows it, written so that a person can read it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bots.console.render import render as console_render
from bots.slack.render import render as slack_render
from bots.telegram.render import render as telegram_render
from core.domain.people import Platform
from core.parts import View


@dataclass(frozen=True, slots=True)
class Golden:
    """How a platform's golden files are made, and how they end."""

    suffix: str
    written: Callable[[View], str]


def _slack(view: View) -> str:
    messages = [
        {"text": message.text, "blocks": list(message.blocks)} for message in slack_render(view)
    ]
    return json.dumps(messages, ensure_ascii=False, indent=1)


def _telegram(view: View) -> str:
    written = []
    for message in telegram_render(view):
        rows = [
            " ".join(f"[{button.label} → {button.token}]" for button in row)
            for row in message.keyboard
        ]
        written.append("\n".join((message.html, *([""] if rows else []), *rows)))
    return "\n\n--- next message\n\n".join(written)


def _console(view: View) -> str:
    return console_render(view).plain


PLATFORMS: Final[Mapping[Platform, Golden]] = {
    Platform.SLACK: Golden("json", _slack),
    Platform.TELEGRAM: Golden("txt", _telegram),
    Platform.CONSOLE: Golden("txt", _console),
}
