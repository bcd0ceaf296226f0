"""The app manifest to paste into Slack. Source: docs.slack.dev/reference/app-manifest."""

from typing import Final

from core.domain.people import Platform
from core.i18n import SLACK_COMMANDS, Words
from core.views.menu import command_menu

SCOPES: Final = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
)
"""What each is for stands in the how-to. The two histories and the two `read` of channels may be
left out."""
EVENTS: Final = (
    "app_mention",
    "app_uninstalled",
    "member_joined_channel",
    "message.im",
    "tokens_revoked",
)

Json = str | bool | list[str] | list["Json"] | dict[str, "Json"]


def manifest(request_url: str | None = None) -> dict[str, Json]:
    """The manifest: for Socket Mode, or for HTTP at the public address of EVENTS_PATH."""
    words = Words(platform=Platform.SLACK)
    commands: list[Json] = [
        _command(name, about, hint, request_url) for name, about, hint in _commands(words)
    ]
    url: dict[str, Json] = {"request_url": request_url} if request_url else {}
    return {
        "_metadata": {"major_version": "2"},
        "display_information": {
            "name": "Vigil",
            "description": words("Work on the cases of individuals at risk, together."),
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "vigil", "always_online": True},
            "slash_commands": commands,
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**url, "bot_events": list(EVENTS)},
            "interactivity": {**url, "is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }


def _commands(words: Words) -> list[tuple[str, str, str]]:
    """Name, description and usage hint of every registered command."""
    about = dict(command_menu(words))
    hints = {
        "cases": words("[country, section, concern, level]"),
        "case": words("[reference or name]"),
        "commit": words("[reference] for [section]"),
        "release": words("[reference] [reason]"),
        "goals": words("[goal]"),
        "digest": words("[day] [hour] [zone], or off"),
    }
    everything = ("vigil", words("Ask Vigil anything"), words("help"))
    return [everything, *((name, about[name], hints[name]) for name in SLACK_COMMANDS)]


def _command(name: str, about: str, hint: str, request_url: str | None) -> Json:
    """One command; `should_escape` would turn a name in it into a mention."""
    command: dict[str, Json] = {
        "command": f"/{name}",
        "description": about,
        "usage_hint": hint,
        "should_escape": False,
    }
    return command | {"url": request_url} if request_url else command
