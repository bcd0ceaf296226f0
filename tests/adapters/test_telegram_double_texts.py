"""The Telegram double reads texts, HTML and keyboards as strictly as the Bot API, or more so."""

from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)

from tests.adapters.telegram_scenes import refused, with_bot
from tests.doubles.telegram import TelegramDouble
from tests.doubles.telegram_html import EntityError, parse_html


class TestTexts:
    def test_4096_units_count_after_the_entities_are_parsed(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.send_message(7, f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML")
            assert telegram.sent[0].text == "<" * 4096

        with_bot(scenario)

    @pytest.mark.parametrize("text", ["x" * 4097, "😀" * 2049])
    def test_too_long(self, text: str) -> None:
        refused("message is too long", chat_id=7, text=text)

    def test_far_too_long_before_parsing(self) -> None:
        refused("text is too long", chat_id=7, text="x" * 40000)

    @pytest.mark.parametrize("text", [" \n ", "\x00\x01", "<b> </b>"])
    def test_nothing_to_read(self, text: str) -> None:
        refused("text must be non-empty", chat_id=7, text=text, parse_mode="HTML")

    def test_another_parse_mode(self) -> None:
        refused("unsupported parse_mode", chat_id=7, text="*x*", parse_mode="MarkdownV2")

    def test_an_entity_outside_the_text(self) -> None:
        entities = [{"type": "bold", "offset": 0, "length": 9}]
        refused("entity lies outside the text", chat_id=7, text="x", entities=entities)

    def test_control_characters_and_outer_space_are_cleaned(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.send_message(7, "  <i> a\x00b\r\n</i>", parse_mode="HTML")
            sent = telegram.sent[0]
            assert sent.text == "a b"
            assert sent.entities == ({"type": "italic", "offset": 0, "length": 3},)

        with_bot(scenario)


class TestHtml:
    @pytest.mark.parametrize(
        ("source", "complaint"),
        [
            ("<b>x", "Can't find end tag corresponding to start tag b"),
            ("x</b>", "Unexpected end tag at byte offset 1"),
            (
                "<b><i>x</b></i>",
                'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
            ),
            ("é<script>x</script>", 'Unsupported start tag "script" at byte offset 2'),
            ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
            ("a < b", 'Unsupported start tag "" at byte offset 2'),
            ("a <b", "Unclosed start tag at byte offset 2"),
            ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
            ("<b>x</b", "Unclosed end tag at byte offset 4"),
            ("x</", "Unexpected end tag at byte offset 1"),
            ("a & b", 'Unescaped "&" at byte offset 2'),
            ("&nbsp;", 'Unescaped "&" at byte offset 0'),
            ("&lt b", 'Unescaped "&" at byte offset 0'),
            ("a > b", 'Unescaped ">" at byte offset 2'),
            ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
            ("<b class='x'>y</b>", 'Unsupported attribute "class" at byte offset 0'),
            ("<a href=%>x</a>", "Unexpected end of name token at byte offset 0"),
        ],
    )
    def test_refused(self, source: str, complaint: str) -> None:
        with pytest.raises(EntityError) as caught:
            parse_html(source)
        assert str(caught.value) == complaint

    def test_an_attribute_without_a_value(self) -> None:
        with pytest.raises(EntityError, match="Expected equal sign in declaration"):
            parse_html("<a href>x</a>")

    def test_the_server_says_that_it_cannot_parse_entities(self) -> None:
        refused(
            'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
            chat_id=7,
            text="<p>x</p>",
            parse_mode="HTML",
        )

    @pytest.mark.parametrize(
        ("source", "kind"),
        [
            ("<b>x</b>", "bold"),
            ("<strong>x</strong>", "bold"),
            ("<i>x</i>", "italic"),
            ("<em>x</em>", "italic"),
            ("<u>x</u>", "underline"),
            ("<INS>x</INS>", "underline"),
            ("<s>x</s>", "strikethrough"),
            ("<strike>x</strike>", "strikethrough"),
            ("<del>x</del>", "strikethrough"),
            ("<code>x</code>", "code"),
            ("<pre>x</pre>", "pre"),
            ("<blockquote>x</blockquote>", "blockquote"),
            ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
            ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
            ('<span class="tg-spoiler">x</span>', "spoiler"),
        ],
    )
    def test_each_tag(self, source: str, kind: str) -> None:
        formatted = parse_html(source)
        assert formatted.text == "x"
        assert formatted.entities == ({"type": kind, "offset": 0, "length": 1},)

    def test_references_and_nesting_in_utf16_units(self) -> None:
        formatted = parse_html("😀 <b>&lt;&amp;&gt;&quot;<i>&#8364;&#x1F600;</i></b>")
        assert formatted.text == '😀 <&>"€😀'
        assert formatted.entities == (
            {"type": "bold", "offset": 3, "length": 7},
            {"type": "italic", "offset": 7, "length": 3},
        )

    def test_links_and_languages(self) -> None:
        formatted = parse_html(
            '<a href="https://example.org/?a=1&amp;b=2">x</a>'
            '<pre><code class="language-python">y</code></pre><a href="no link">z</a>'
        )
        assert formatted.text == "xyz"
        assert formatted.entities == (
            {"type": "text_link", "offset": 0, "length": 1, "url": "https://example.org/?a=1&b=2"},
            {"type": "pre", "offset": 1, "length": 1, "language": "python"},
        )


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


class TestKeyboards:
    @pytest.mark.parametrize(
        ("markup", "description"),
        [
            (keyboard({"text": "x"}), "text buttons are unallowed in the inline keyboard"),
            (keyboard({"text": "x", "callback_data": ""}), "text buttons are unallowed"),
            (keyboard({"text": "x", "callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
            (
                keyboard({"text": "x", "callback_data": "y", "url": "https://example.org"}),
                "inline keyboard button with several actions",
            ),
            (keyboard({"callback_data": "y"}), "inline keyboard button text is empty"),
            (keyboard({"text": "x", "data": "y"}), "unknown fields in an inline keyboard button"),
            (keyboard({"text": "x", "url": "here"}), "inline keyboard button URL 'here'"),
            (keyboard(*[{"text": "x", "callback_data": "y"}] * 101), "REPLY_MARKUP_TOO_LONG"),
            ({"inline_keyboard": [{}]}, 'field "inline_keyboard" must be an Array of Arrays'),
            ({"inline_keyboard": [], "x": 1}, "unknown fields in the reply markup"),
            ({"force_reply": True, "x": 1}, "unknown fields in the reply markup"),
            ({}, "can't parse reply keyboard markup JSON object"),
            ([], "object expected as reply markup"),
        ],
    )
    def test_refused(self, markup: object, description: str) -> None:
        refused(description, chat_id=7, text="x", reply_markup=markup)

    def test_64_bytes_and_100_buttons_are_taken(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            rows = [[InlineKeyboardButton("x", callback_data="é" * 32)] * 5] * 20
            await bot.send_message(7, "x", reply_markup=InlineKeyboardMarkup(rows))
            assert sum(map(len, telegram.sent[0].keyboard)) == 100

        with_bot(scenario)
