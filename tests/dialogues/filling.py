"""A form filled in as each platform has it: a window on Slack, question and answer elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.dialogues.on_slack import SlackBot
from tests.dialogues.script import PRIVATE, ChatBot, Heard, Member, together
from tests.doubles.slack import SlackUser

Answers = Mapping[str, str | Sequence[str]]
"""What is typed into each field, in their order; `[Label]` for a choice, a list for several, empty
to leave it."""


class _Keep(str):
    __slots__ = ()


KEEP: Final = _Keep()
"""What stands in a field already, and stays."""


async def fill(
    bot: ChatBot, who: Member, opens: str | tuple[Sequence[Heard], str], answers: Answers, send: str
) -> str:
    """Open a form by a command or a button, fill it in and send it; what is said then."""
    if isinstance(bot, SlackBot):
        return await _in_window(bot, who, opens, answers)
    heard = await _open(bot, who, opens)
    for answer in answers.values():
        heard = await _answer(bot, who, heard, answer)
    return together(await _press(bot, who, heard, send))


async def _open(bot: ChatBot, who: Member, opens: str | tuple[Sequence[Heard], str]) -> list[Heard]:
    if isinstance(opens, str):
        return await bot.say(who, opens, PRIVATE)
    return await _press(bot, who, *opens)


async def _press(bot: ChatBot, who: Member, heard: Sequence[Heard], label: str) -> list[Heard]:
    with_it = [message for message in heard if label in message.buttons]
    assert with_it, f"no button {label!r} in:\n{together(heard)}"
    return await bot.press(who, with_it[-1], label)


async def _answer(
    bot: ChatBot, who: Member, heard: list[Heard], answer: str | Sequence[str]
) -> list[Heard]:
    if isinstance(answer, _Keep):
        several = any("Done" in message.buttons for message in heard)
        return await _press(bot, who, heard, "Done" if several else "Keep it")
    if isinstance(answer, str):
        if answer.startswith("["):
            return await _press(bot, who, heard, answer[1:-1])
        if answer:
            return await bot.say(who, answer, PRIVATE)
        return await _press(bot, who, heard, "Skip")
    for label in answer:
        heard = await _press(bot, who, heard, label[1:-1])
    return await _press(bot, who, heard, "Done")


async def _in_window(
    bot: SlackBot, who: Member, opens: str | tuple[Sequence[Heard], str], answers: Answers
) -> str:
    before = {view.id for view in bot.slack.views}
    said = await _open(bot, who, opens)
    new = [view for view in bot.slack.views if view.id not in before]
    assert new, f"no window, but:\n{together(said)}"
    view = new[-1]
    values: dict[str, str | list[str]] = {}
    for key, answer in answers.items():
        if isinstance(answer, _Keep):
            values[key] = _standing(view.view["blocks"], key)
        elif answer:
            labels = [answer] if isinstance(answer, str) else answer
            chosen = [_value(view.view["blocks"], key, label) for label in labels]
            values[key] = chosen[0] if isinstance(answer, str) else chosen
    user = bot.slack.add(SlackUser(f"U0{who.name.upper()}", who.name, who.zone))
    mark = bot.slack.revision
    bot.last = await bot.slack.submit_view(view, values, user=user)
    assert not (bot.last.payload or {}).get("response_action"), bot.last.payload
    return (await bot.slack.wait_for_message(after=mark)).text


def _standing(blocks: Sequence[Mapping[str, Any]], key: str) -> str | list[str]:
    """What a field of a window is filled in with."""
    (element,) = (block["element"] for block in blocks if block.get("block_id") == key)
    if "initial_options" in element:
        return [str(option["value"]) for option in element["initial_options"]]
    if "initial_option" in element:
        return str(element["initial_option"]["value"])
    return str(element["initial_date" if "initial_date" in element else "initial_value"])


def _value(blocks: Sequence[Mapping[str, object]], key: str, answer: str) -> str:
    """What stands behind a choice's label; a text as it is."""
    if not answer.startswith("["):
        return answer
    for block in blocks:
        element = block.get("element")
        if block.get("block_id") == key and isinstance(element, dict):
            found = {o["text"]["text"]: str(o["value"]) for o in element["options"]}
            return found[answer[1:-1]]
    raise LookupError(key)
