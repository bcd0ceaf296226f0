"""Documents as files: nothing is lost, nothing typed becomes markup, like figures draw alike."""

import re
import subprocess
import sys
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.council.charts import draw
from bots.council.markdown import to_markdown
from bots.council.page import to_page
from core.document import Bars, Block, Course, Document, Heading, Prose, Table

HOSTILE = "<script>alert(1)</script> & [a](b) *x* | `y` ![z](//evil) {{7*7}}"
COURSE = Course(
    "goal-active",
    HOSTILE,
    "from 4 to 7",
    ((date(2010, 2, 15), 4.0), (date(2010, 5, 10), 7.0)),
    20,
    "target: 20",
)
SHARE = Course("goal-share", "Share", "…", ((date(2010, 2, 15), 0.4),), 0.8, "target: 80%", True)  # noqa: FBT003
BARS = Bars("created", "Created", "1985: 2,257", ((1985, 2257), (2004, 11)))


def document(*blocks: Block) -> Document:
    return Document("A report", "en", blocks)


@pytest.mark.parametrize("chart", [COURSE, SHARE, BARS], ids=lambda chart: chart.key)
def test_a_chart_is_whole_and_draws_alike(chart: Course | Bars) -> None:
    svg = draw(chart)
    assert svg == draw(chart)
    root = ET.fromstring(svg)  # noqa: S314  our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.findtext("{http://www.w3.org/2000/svg}title") == chart.title
    assert root.findtext("{http://www.w3.org/2000/svg}desc") == chart.said
    assert "<script" not in svg


def test_a_course_tells_its_target_and_its_last_value() -> None:
    texts = " ".join(ET.fromstring(draw(COURSE)).itertext())  # noqa: S314  our own
    assert "target: 20" in texts
    assert "7" in texts


def test_what_never_changes_and_nothing_at_all_can_be_drawn() -> None:
    flat = Course("flat", "Flat", "…", ((date(2010, 2, 15), 0.0),) * 2, 0, "target: 0")
    assert draw(flat).startswith("<svg")


def test_a_page_loads_nothing_and_holds_its_charts() -> None:
    page = to_page(document(Heading("Goals"), COURSE, BARS))
    assert page.count("<svg") == 2
    assert "<script" not in page
    loads = re.findall(r"""(?:src|href)=["']([^"'#][^"']*)""", page)
    assert loads == []
    assert "url(http" not in page


def test_what_is_typed_is_no_markup() -> None:
    told = document(Heading(HOSTILE), Prose(HOSTILE), Table((HOSTILE,), ((HOSTILE,),)))
    page = to_page(told)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 4
    text = to_markdown(told, charts=True)
    assert text.count("\\<script\\>alert(1)\\</script\\> \\& \\[a\\]") == 4
    assert not re.search(r"(?<!\\)[<*`\[!]", text)


def test_a_table_with_and_without_a_head() -> None:
    plain = Table((), (("Baseline", "138"), ("Now", "151")), frozenset({1}))
    headed = Table(("Year", "Created"), (("1985", "2,257"),), frozenset({1}))
    text = to_markdown(document(plain, headed), charts=False)
    assert "|  |  |\n| --- | ---: |\n| Baseline | 138 |\n| Now | 151 |" in text
    assert "| Year | Created |\n| --- | ---: |\n| 1985 | 2,257 |" in text
    page = to_page(document(plain, headed))
    assert page.count("<thead>") == 1
    assert '<td class="figure">138</td>' in page


def test_charts_are_files_beside_markdown_or_told_in_words() -> None:
    assert "![from 4 to 7](goal-active.svg)" in to_markdown(document(COURSE), charts=True)
    assert "*from 4 to 7*" in to_markdown(document(COURSE), charts=False)
    assert document(Prose("a"), COURSE, BARS).charts == (COURSE, BARS)


def test_what_begins_like_a_list_is_none() -> None:
    told = "1. first\n- second\n+ third\n12) x"
    text = to_markdown(document(Prose(told)), charts=False)
    assert "1\\. first\n\\- second\n\\+ third\n12\\) x" in text


@given(st.text())
def test_a_page_tells_every_word(text: str) -> None:
    page = to_page(document(Prose(text)))
    assert page.count("<p>") == 1


def test_the_library_for_charts_is_loaded_only_for_one() -> None:
    code = (
        "import sys; from bots.council import charts, markdown, page; import bots.cli.report; "
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
