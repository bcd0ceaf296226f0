"""Block Kit's smaller parts: texts, options, confirmations and interactive elements.

Limits are those of Slack's Block Kit reference (docs.slack.dev/reference/block-kit).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.doubles.slack_records import Payload

ACTION_ID_LIMIT = BLOCK_ID_LIMIT = 255
URL_LIMIT = 3000


class Checker:
    """Collects what is wrong, each with the JSON pointer that Slack would give."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def add(self, at: str, what: str) -> None:
        self.problems.append(f"{what} [json-pointer:{at}]")

    def node(
        self, value: object, at: str, *, allowed: Iterable[str], required: Iterable[str] = ()
    ) -> Payload | None:
        """The value as an object with known keys only, or None after a complaint."""
        if not isinstance(value, dict):
            self.add(at, "must provide an object")
            return None
        for key in value.keys() - set(allowed):
            self.add(at, f"no more properties allowed: {key}")
        missing = set(required) - value.keys()
        for key in missing:
            self.add(at, f"missing required field: {key}")
        return None if missing else value

    def string(self, value: object, at: str, *, limit: int, least: int = 1) -> None:
        if not isinstance(value, str):
            self.add(at, "must provide a string")
        elif len(value) > limit:
            self.add(at, f"must be less than {limit + 1} characters")
        elif len(value.strip()) < least:
            self.add(at, f"must be more than {least - 1} characters")

    def items(self, value: object, at: str, *, most: int, least: int = 1) -> list[object]:
        if not isinstance(value, list):
            self.add(at, "must provide an array")
            return []
        if len(value) > most:
            self.add(at, f"no more than {most} items allowed")
        elif len(value) < least:
            self.add(at, f"no fewer than {least} items allowed")
        return value

    def text(self, value: object, at: str, *, limit: int, mrkdwn: bool = False) -> None:
        """A text object; plain_text unless `mrkdwn` is allowed."""
        keys = ("type", "text", "emoji", "verbatim")
        node = self.node(value, at, allowed=keys, required=("type", "text"))
        if node is None:
            return
        kinds = ("plain_text", "mrkdwn") if mrkdwn else ("plain_text",)
        if node["type"] not in kinds:
            self.add(f"{at}/type", f"unsupported type: {node['type']}")
        stray = "verbatim" if node["type"] == "plain_text" else "emoji"
        if stray in node:
            self.add(at, f"no more properties allowed: {stray}")
        self.string(node["text"], f"{at}/text", limit=limit)

    def one_of(self, value: object, at: str, *, allowed: Iterable[str]) -> None:
        if value not in tuple(allowed):
            self.add(at, f"unsupported value: {value}")

    def unique(self, values: Iterable[object], at: str, what: str) -> None:
        known = [value for value in values if value is not None]
        for value in {value for value in known if known.count(value) > 1}:
            self.add(at, f"{what} {value!r} already exists")


@dataclass(frozen=True, slots=True)
class ElementRule:
    """What an element may and must hold; `options` is (fewest, most)."""

    keys: frozenset[str]
    required: frozenset[str] = frozenset()
    options: tuple[int, int] | None = None


def _rule(
    keys: str, required: str = "", *, options: tuple[int, int] | None = None, action: bool = True
) -> ElementRule:
    common = {"type", "action_id"} if action else {"type"}
    return ElementRule(
        keys=frozenset(keys.split()) | frozenset(required.split()) | common,
        required=frozenset(required.split()),
        options=options,
    )


_FOCUS = "placeholder confirm focus_on_load"
_WRITTEN = "placeholder focus_on_load initial_value dispatch_action_config"

ELEMENTS = {
    "button": _rule("url value style confirm accessibility_label", "text"),
    "overflow": _rule("confirm", "options", options=(2, 5)),
    "static_select": _rule(f"{_FOCUS} options option_groups initial_option", options=(1, 100)),
    "multi_static_select": _rule(
        f"{_FOCUS} options option_groups initial_options max_selected_items", options=(1, 100)
    ),
    "external_select": _rule(f"{_FOCUS} min_query_length initial_option"),
    "users_select": _rule(f"{_FOCUS} initial_user"),
    "multi_users_select": _rule(f"{_FOCUS} initial_users max_selected_items"),
    "channels_select": _rule(f"{_FOCUS} initial_channel response_url_enabled"),
    "conversations_select": _rule(
        f"{_FOCUS} initial_conversation default_to_current_conversation response_url_enabled filter"
    ),
    "checkboxes": _rule("confirm focus_on_load initial_options", "options", options=(1, 10)),
    "radio_buttons": _rule("confirm focus_on_load initial_option", "options", options=(1, 10)),
    "datepicker": _rule(f"{_FOCUS} initial_date"),
    "timepicker": _rule(f"{_FOCUS} initial_time timezone"),
    "plain_text_input": _rule(f"{_WRITTEN} multiline min_length max_length"),
    "email_text_input": _rule(_WRITTEN),
    "url_text_input": _rule(_WRITTEN),
    "number_input": _rule(f"{_WRITTEN} min_value max_value", "is_decimal_allowed"),
    "image": _rule("image_url slack_file", "alt_text", action=False),
    "feedback_buttons": _rule("", "positive_button negative_button"),
    "icon_button": _rule("value confirm accessibility_label visible_to_user_ids", "icon text"),
}
_WRITTEN_INPUTS = frozenset(kind for kind in ELEMENTS if kind.endswith("_input"))
_CONTEXT_ONLY = frozenset({"feedback_buttons", "icon_button"})
IN_ACTIONS = frozenset(ELEMENTS) - _WRITTEN_INPUTS - _CONTEXT_ONLY - {"image"}
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = (IN_ACTIONS - {"button", "overflow"}) | _WRITTEN_INPUTS
IN_CONTEXT_ACTIONS = _CONTEXT_ONLY


def check_element(check: Checker, value: object, at: str, *, allowed: Iterable[str]) -> None:
    """An interactive element or image, of a type that may stand in this place."""
    kind = value.get("type") if isinstance(value, dict) else None
    rule = ELEMENTS.get(kind) if isinstance(kind, str) else None
    if rule is None or kind not in tuple(allowed):
        check.add(f"{at}/type", f"unsupported type: {kind}")
        return
    node = check.node(value, at, allowed=rule.keys, required=rule.required)
    if node is None:
        return
    _check_strings(check, node, at)
    if "text" in node:
        check.text(node["text"], f"{at}/text", limit=75)
    if "placeholder" in node:
        check.text(node["placeholder"], f"{at}/placeholder", limit=150)
    if "style" in node:
        check.one_of(node["style"], f"{at}/style", allowed=("primary", "danger"))
    if "confirm" in node:
        check_confirm(check, node["confirm"], f"{at}/confirm")
    for key in ("positive_button", "negative_button"):
        if key in node:
            _check_feedback(check, node[key], f"{at}/{key}")
    if rule.options:
        _check_choices(check, node, at, rule.options)


_STRING_LIMITS = {
    "action_id": ACTION_ID_LIMIT,
    "value": 2000,
    "url": URL_LIMIT,
    "image_url": URL_LIMIT,
    "alt_text": 2000,
    "accessibility_label": 75,
    "initial_value": 3000,
}


def _check_strings(check: Checker, node: Payload, at: str) -> None:
    for key, limit in _STRING_LIMITS.items():
        if key in node:
            least = 0 if key == "initial_value" else 1
            check.string(node[key], f"{at}/{key}", limit=limit, least=least)


def check_confirm(check: Checker, value: object, at: str) -> None:
    """The dialog that asks before an action is done."""
    keys = ("title", "text", "confirm", "deny")
    node = check.node(value, at, allowed=(*keys, "style"), required=keys)
    if node is None:
        return
    check.text(node["title"], f"{at}/title", limit=100)
    check.text(node["text"], f"{at}/text", limit=300, mrkdwn=True)
    check.text(node["confirm"], f"{at}/confirm", limit=30)
    check.text(node["deny"], f"{at}/deny", limit=30)


def _check_feedback(check: Checker, value: object, at: str) -> None:
    keys = ("text", "value")
    node = check.node(value, at, allowed=(*keys, "accessibility_label"), required=keys)
    if node is not None:
        check.text(node["text"], f"{at}/text", limit=75)
        _check_strings(check, node, at)


def _check_choices(check: Checker, node: Payload, at: str, bounds: tuple[int, int]) -> None:
    if ("options" in node) == ("option_groups" in node):
        check.add(at, "must define either options or option_groups")
        return
    kind = str(node["type"])
    if "options" in node:
        options = _check_options(check, node["options"], f"{at}/options", kind, bounds)
    else:
        options = _check_groups(check, node["option_groups"], f"{at}/option_groups", kind)
    initial = node.get(
        "initial_options", [node["initial_option"]] if "initial_option" in node else []
    )
    for option in initial if isinstance(initial, list) else [initial]:
        if option not in options:
            check.add(at, "initial option must exactly match one of the options")


def _check_groups(check: Checker, value: object, at: str, kind: str) -> list[object]:
    found: list[object] = []
    for index, item in enumerate(check.items(value, at, most=100)):
        here = f"{at}/{index}"
        keys = ("label", "options")
        group = check.node(item, here, allowed=keys, required=keys)
        if group is not None:
            check.text(group["label"], f"{here}/label", limit=75)
            found += _check_options(check, group["options"], f"{here}/options", kind, (1, 100))
    return found


def _check_options(
    check: Checker, value: object, at: str, kind: str, bounds: tuple[int, int]
) -> list[object]:
    options = check.items(value, at, least=bounds[0], most=bounds[1])
    styled = kind in {"checkboxes", "radio_buttons"}
    keys = ("text", "value", "description", *(("url",) if kind == "overflow" else ()))
    for index, item in enumerate(options):
        here = f"{at}/{index}"
        option = check.node(item, here, allowed=keys, required=("text", "value"))
        if option is None:
            continue
        check.text(option["text"], f"{here}/text", limit=75, mrkdwn=styled)
        check.string(option["value"], f"{here}/value", limit=150)
        if "description" in option:
            check.text(option["description"], f"{here}/description", limit=75, mrkdwn=styled)
        if "url" in option:
            check.string(option["url"], f"{here}/url", limit=URL_LIMIT)
    return options
