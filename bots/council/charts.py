"""Charts as SVG. Matplotlib is loaded only when one is drawn."""

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Final, assert_never

from core.document import Bars, Chart, Course

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE: Final = (7.2, 3.0)
"""Inches."""
INK, LINE, GOAL, GRID = "#333333", "#1f5fa8", "#b3541e", "#d9d9d9"
A_WEEK: Final = timedelta(days=7)
YEAR: Final = ["", *["%Y"] * 5]
"""What stands at the end of the axis, by how fine its steps are."""
ABOVE: Final = 1.12
"""How much room there is above what is highest."""


def draw(chart: Chart) -> str:
    """The chart as an SVG element, the same for the same figures."""
    import matplotlib as mpl  # noqa: PLC0415  it takes half a second
    from matplotlib.figure import Figure  # noqa: PLC0415  as above

    with mpl.rc_context(
        {"svg.hashsalt": chart.key, "svg.fonttype": "none", "font.family": "sans-serif"}
    ):
        figure = Figure(figsize=SIZE, layout="constrained")
        _plot(chart, figure.add_subplot())
        return _svg(figure, chart)


def _plot(chart: Chart, axes: "Axes") -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GRID)
    axes.tick_params(colors=INK, labelsize=9, length=0)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_title(chart.title, loc="left", fontsize=10, color=INK)
    match chart:
        case Course():
            _course(chart, axes)
        case Bars():
            _bars(chart, axes)
        case _:
            assert_never(chart)


def _course(chart: Course, axes: "Axes") -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter  # noqa: PLC0415  as above
    from matplotlib.ticker import MaxNLocator, PercentFormatter  # noqa: PLC0415  as above

    days = [day for day, _ in chart.points]
    values = [value for _, value in chart.points]
    axes.plot(days, values, color=LINE, linewidth=2, marker="o", markersize=3)  # type: ignore[arg-type]  # it takes dates
    last = f"{values[-1]:.0%}" if chart.share else f"{values[-1]:g}"
    axes.annotate(
        last,
        (days[-1], values[-1]),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color=LINE,
        fontsize=9,
        fontweight="bold",
    )
    axes.axhline(chart.target, color=GOAL, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.annotate(
        chart.target_label,
        (0.005, chart.target),
        xycoords=("axes fraction", "data"),
        xytext=(0, 3),
        textcoords="offset points",
        color=GOAL,
        fontsize=9,
    )
    if len(set(days)) == 1:
        axes.set_xlim(days[0] - A_WEEK, days[0] + A_WEEK)  # type: ignore[arg-type]  # as above
    axes.set_ylim(0, max(*values, chart.target) * ABOVE or 1)
    locator = AutoDateLocator(maxticks=8)  # type: ignore[no-untyped-call]  # theirs
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, offset_formats=YEAR))  # type: ignore[no-untyped-call]  # theirs
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=not chart.share))
    if chart.share:
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))


def _bars(chart: Bars, axes: "Axes") -> None:
    years = [year for year, _ in chart.bars]
    drawn = axes.bar(years, [value for _, value in chart.bars], width=0.8, color=LINE)
    axes.bar_label(drawn, fmt="{:,.0f}", fontsize=9, color=INK, padding=2)
    axes.set_xticks(years)
    axes.margins(y=ABOVE - 1)


def _svg(figure: "Figure", chart: Chart) -> str:
    """Without what matplotlib writes around it, and with the same said in words."""
    from xml.sax.saxutils import escape  # noqa: PLC0415  no parser, only its three entities

    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    svg = text[text.index("<svg") :]
    opened, rest = svg.split(">", 1)
    said = f"<title>{escape(chart.title)}</title><desc>{escape(chart.said)}</desc>"
    return f'{opened} role="img">{said}{rest}'.strip()
