"""Conversations with the whole adapter, over real HTTP, by polling."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bots.telegram.app import TelegramBot
from core.request import Audience, Form
from tests.adapters.telegram_stage import ADA, BEN, GROUP, StubDoor, polling, said
from tests.doubles.loop import run
from tests.doubles.telegram import BOT, Chat, TelegramDouble
from tests.doubles.telegram_html import utf16_length

Scene = Callable[[TelegramDouble, StubDoor, TelegramBot], Awaitable[None]]


def play(scene: Scene) -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door) as bot:
            await scene(telegram, door, bot)
        assert telegram.violations == []

    run(whole())


def test_command_in_private_is_answered_with_html_and_a_keyboard() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor, _: TelegramBot) -> None:
        await telegram.send_text(ADA, "/cases Malaysia")
        sent = await telegram.wait_for_reply(ADA.id)
        assert sent.text == "Page 1\n\n• Case 1"
        assert [[b.data for b in row] for row in sent.keyboard] == [
            ["case:1"],
            ["cases:2:Malaysia"],
        ]
        assert "reply_parameters" not in sent.params
        (request,) = door.requests
        assert (request.text, request.form, request.private) == (
            "cases Malaysia",
            Form.COMMAND,
            True,
        )
        assert (request.actor.identity.key, request.actor.language) == ("7", "sv")
        assert (request.address.conversation, request.audience) == ("7", Audience.ASKER)

    play(scene)


def test_plain_words_in_private() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor, _: TelegramBot) -> None:
        await telegram.send_text(ADA, "are there any actions in Malaysia")
        assert (await telegram.wait_for_reply(ADA.id)).text.startswith("You said: are there")
        assert door.requests[0].form is Form.WORDS

    play(scene)


def test_group_command_is_answered_by_a_reply_in_its_topic() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor, _: TelegramBot) -> None:
        asked = await telegram.send_text(ADA, f"/help@{BOT.username} x", GROUP, thread=55)
        sent = await telegram.wait_for_reply(GROUP.id)
        assert sent.params["message_thread_id"] == 55
        assert sent.params["reply_parameters"]["message_id"] == asked.message_id  # type: ignore[index]
        assert door.requests[0].address.thread == "55"
        assert door.requests[0].audience is Audience.CONVERSATION

    play(scene)


def test_group_hears_only_what_is_meant_for_the_bot() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor, _: TelegramBot) -> None:
        await telegram.send_text(ADA, "/cases@other_bot Iran", GROUP)
        await telegram.send_text(ADA, "/weather", GROUP)
        await telegram.send_text(ADA, "good morning", GROUP)
        await telegram.send_text(ADA, f"@{BOT.username}, cases in Iran?", GROUP)
        first = await telegram.wait_for_reply(GROUP.id)
        await telegram.send_text(ADA, "and in Chad", GROUP, reply_to=first)
        await telegram.wait_for_reply(GROUP.id, after=first)
        assert door.texts == ["cases in Iran?", "and in Chad"]

    play(scene)


def test_personal_answer_to_a_group_goes_to_the_person() -> None:
    async def scene(telegram: TelegramDouble, _: StubDoor, __: TelegramBot) -> None:
        await telegram.send_text(ADA, "/start")
        hello = await telegram.wait_for_reply(ADA.id)
        await telegram.send_text(ADA, "/digest", GROUP)
        sent = await telegram.wait_for_reply(ADA.id, after=hello)
        assert sent.text == "Your own digest"
        assert [s for s in telegram.sent if s.chat_id == GROUP.id] == []

    play(scene)


def test_person_who_never_started_the_bot_gets_a_link_and_no_content() -> None:
    async def scene(telegram: TelegramDouble, _: StubDoor, __: TelegramBot) -> None:
        await telegram.send_text(BEN, "/digest", GROUP)
        sent = await telegram.wait_for_reply(GROUP.id)
        assert "only in private" in sent.text
        assert "digest" not in sent.text
        ((button,),) = sent.keyboard
        assert button.url == f"https://t.me/{BOT.username}?start=hello"

    play(scene)


def test_anonymous_admin_is_nobody_and_gets_no_personal_answer() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor, _: TelegramBot) -> None:
        await telegram.send_as_chat(GROUP, "/digest", GROUP)
        assert "only in private" in (await telegram.wait_for_reply(GROUP.id)).text
        assert door.requests[0].actor.anonymous

    play(scene)


def test_channel_post_may_look_up() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor, _: TelegramBot) -> None:
        channel = Chat(-1007, "channel", "News")
        await telegram.send_as_chat(channel, "/cases Malaysia", channel)
        assert (await telegram.wait_for_reply(channel.id)).text.startswith("Page 1")
        assert door.requests[0].actor.anonymous

    play(scene)


def test_page_button_is_released_and_edits_its_message() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor, _: TelegramBot) -> None:
        await telegram.send_text(ADA, "/cases Malaysia", GROUP)
        sent = await telegram.wait_for_reply(GROUP.id)
        press = await telegram.press(sent, "Next", user=BEN)
        edited = await telegram.wait_for_edit(sent)
        assert edited.text.startswith("Page 2")
        assert edited.button("Next").data == "cases:3:Malaysia"
        await telegram.wait_for_answer(press)
        assert len(telegram.sent) == 1
        assert (door.requests[1].text, door.requests[1].form) == ("cases:2:Malaysia", Form.TOKEN)
        assert door.requests[1].actor.identity.key == str(BEN.id)

    play(scene)


def test_same_page_again_is_fine() -> None:
    async def scene(telegram: TelegramDouble, _: StubDoor, __: TelegramBot) -> None:
        await telegram.send_text(ADA, "/cases Malaysia")
        sent = await telegram.wait_for_reply(ADA.id)
        await telegram.press(sent, "Next", user=ADA)
        await telegram.wait_for_edit(sent)
        press = await telegram.press(sent, "Next", user=ADA)
        await telegram.wait_for_answer(press)
        assert await telegram.updates.wait_until_empty(5)
        assert len(telegram.edits) == 1
        assert len(telegram.sent) == 1

    play(scene)


def test_page_of_a_deleted_message_comes_as_a_new_one() -> None:
    async def scene(telegram: TelegramDouble, _: StubDoor, bot: TelegramBot) -> None:
        await telegram.send_text(ADA, "/cases Malaysia")
        sent = await telegram.wait_for_reply(ADA.id)
        press = await telegram.press(sent, "Next", user=ADA)
        await bot._bot.delete_message(sent.chat_id, sent.message_id)
        await telegram.wait_for_answer(press)
        assert (await telegram.wait_for_reply(ADA.id, after=sent)).text.startswith("Page 2")

    play(scene)


def test_page_of_several_messages_goes_on_below_the_edited_one() -> None:
    async def scene(telegram: TelegramDouble, _: StubDoor, __: TelegramBot) -> None:
        await telegram.send_text(ADA, "hello")
        sent = await telegram.wait_for_reply(ADA.id)
        await telegram.press(sent, "Again", user=ADA)
        assert await telegram.updates.wait_until_empty(5)
        edited = telegram.current(sent)
        texts = [edited.text, *(s.text for s in telegram.sent[1:])]
        assert " ".join(texts).split() == ["Long", *("word and word " * 1400).split()]

    play(scene)


def test_press_on_a_personal_button_in_a_group_edits_nothing_there() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor, _: TelegramBot) -> None:
        await telegram.send_text(ADA, "/start")
        hello = await telegram.wait_for_reply(ADA.id)
        await telegram.send_text(ADA, "/help", GROUP)
        shown = await telegram.wait_for_reply(GROUP.id)
        personal = said("Yours alone", audience=Audience.ASKER)
        door.replies["cases:1:again"] = replace(personal, replaces=True)
        await telegram.press(shown, "Again", user=ADA)
        assert (await telegram.wait_for_reply(ADA.id, after=hello)).text == "Yours alone"
        assert telegram.edits == []
        assert len([s for s in telegram.sent if s.chat_id == GROUP.id]) == 1

    play(scene)


def test_person_who_blocked_the_bot_holds_nobody_up() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor, _: TelegramBot) -> None:
        telegram.block(ADA)
        await telegram.send_text(ADA, "hello")
        await telegram.send_text(BEN, "hello")
        await telegram.wait_for_reply(BEN.id)
        assert await telegram.updates.wait_until_empty(5)
        assert door.texts == ["hello", "hello"]

    play(scene)


def test_ten_thousand_characters_arrive_whole() -> None:
    async def scene(telegram: TelegramDouble, _: StubDoor, __: TelegramBot) -> None:
        await telegram.send_text(ADA, "y" * 10_000)
        await telegram.updates.wait_until_empty(5)
        await telegram.send_text(ADA, "/long")
        await telegram.updates.wait_until_empty(5)
        assert sum(s.text.count("y") for s in telegram.sent) == 10_000
        assert sum(s.text.split().count("word") for s in telegram.sent) == 2800
        assert all(utf16_length(s.text) <= 4096 for s in telegram.sent)

    play(scene)


def test_start_with_a_code_and_start_from_our_own_link() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor, _: TelegramBot) -> None:
        await telegram.send_text(ADA, "/start CODE-1")
        await telegram.send_text(ADA, "/start hello")
        await telegram.updates.wait_until_empty(5)
        assert door.texts == ["start CODE-1", "start"]

    play(scene)


def test_menus_are_set_for_private_chats_and_groups() -> None:
    async def scene(telegram: TelegramDouble, _: StubDoor, __: TelegramBot) -> None:
        menus = telegram.state.menus
        assert {scope for scope, _ in menus} == {
            '{"type": "all_private_chats"}',
            '{"type": "all_group_chats"}',
        }
        for commands in menus.values():
            assert [c["command"] for c in commands] == ["cases", "help"]

    play(scene)


def test_blocking_and_adding_the_bot_disturbs_nothing() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor, _: TelegramBot) -> None:
        await telegram.change_bot_membership(ADA, ADA.private_chat(), "kicked")
        await telegram.change_bot_membership(BEN, GROUP, "member")
        assert await telegram.updates.wait_until_empty(5)
        assert door.requests == []

    play(scene)
