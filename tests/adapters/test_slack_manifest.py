"""The manifest holds what the adapter needs, within Slack's limits, and no name Slack refuses."""

import json

import pytest

from bots.slack.manifest import EVENTS, SCOPES, Json, manifest
from core.i18n import SLACK_COMMANDS

URL = "https://vigil.example.org/slack/events"
BUILT_IN = {"feedback", "status", "help", "invite", "me", "remind", "search", "msg", "who"}


def part(whole: Json, *path: str) -> Json:
    for key in path:
        assert isinstance(whole, dict)
        whole = whole[key]
    return whole


def commands(whole: Json) -> list[dict[str, Json]]:
    found = part(whole, "features", "slash_commands")
    assert isinstance(found, list)
    return [command for command in found if isinstance(command, dict)]


def test_it_is_json() -> None:
    assert json.loads(json.dumps(manifest())) == manifest()


def test_commands_are_those_of_the_core_and_of_its_own_name() -> None:
    names = [command["command"] for command in commands(manifest())]
    assert names == ["/vigil", *(f"/{name}" for name in SLACK_COMMANDS)]
    assert not BUILT_IN & {str(name).removeprefix("/") for name in names}


def test_each_command_says_what_it_does_within_slacks_limits() -> None:
    for command in commands(manifest()):
        assert 0 < len(str(command["description"])) <= 100
        assert 0 < len(str(command["usage_hint"])) <= 100
        assert len(str(command["command"])) <= 32


def test_socket_mode_has_no_address() -> None:
    whole = manifest()
    assert part(whole, "settings", "socket_mode_enabled") is True
    assert "https://" not in json.dumps(whole)


def test_http_has_the_address_everywhere() -> None:
    whole = manifest(URL)
    assert part(whole, "settings", "socket_mode_enabled") is False
    assert part(whole, "settings", "interactivity", "request_url") == URL
    assert part(whole, "settings", "event_subscriptions", "request_url") == URL
    assert {command["url"] for command in commands(whole)} == {URL}


@pytest.mark.parametrize(
    ("event", "scope"), [("app_mention", "app_mentions:read"), ("message.im", "im:history")]
)
def test_each_event_has_the_scope_that_slack_asks_for(event: str, scope: str) -> None:
    assert event in EVENTS
    assert scope in SCOPES
    assert part(manifest(), "oauth_config", "scopes", "bot") == list(SCOPES)


def test_people_can_write_to_it() -> None:
    home = part(manifest(), "features", "app_home")
    assert isinstance(home, dict)
    assert home["messages_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is False
