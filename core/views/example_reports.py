"""An example of each outcome about what was done, and about numbers and what is behind them."""

from dataclasses import replace
from datetime import date

from core.domain.cases import ActionKind, Outcome
from core.domain.goals import Metric, Revision, state
from core.domain.netchange import Cause, NetChange, Period
from core.domain.reports import Report, Total
from core.ports_figures import Behind, BehindPage, Closure
from core.ports_reports import ReportPage
from core.usecases import act, change, goal_forms, goals, reports
from core.usecases.case import CaseCard
from core.views import example_replies as base
from core.views.table import Outcome as Answer

REPORT = Report(
    "MYS-0012",
    ActionKind.LETTER,
    12,
    date(2010, 5, 13),
    base.NOW,
    "SWE",
    "Two came back unopened.",
    number=17,
)
ALONE = Report("CHN-0004", ActionKind.PETITION, 80, base.TODAY, base.NOW, number=16, struck=True)
TOTALS = (Total(ActionKind.LETTER, 120, 12), Total(ActionKind.PETITION, 80, 0))
PERIOD = Period(date(2010, 1, 1), base.TODAY)
NET = NetChange(
    PERIOD,
    148,
    151,
    {
        Cause.OPENED: tuple(f"CHN-{n:04}" for n in range(1, 8)),
        Cause.REACTIVATED: ("PER-0003",),
        Cause.CLOSED_RESOLVED: ("IRN-0002",),
        Cause.CLOSED_UNRESOLVED: ("CUB-0004", "MMR-0009"),
        Cause.MADE_DORMANT: ("MYS-0005",),
        Cause.PAUSED: ("SYR-0001",),
    },
)
CLOSURE = Closure("CUB-0004", "CUB", date(2010, 3, 2), Outcome.CAPACITY, 1)
SELECTIVE = change.Selective("CUB", (CLOSURE,), 4)
LINES = (Behind("CHN-0001", "CHN"), Behind("PER-0003", "PER"))
REVISED = replace(base.GOAL, target=600, due=date(2013, 12, 31))

EXAMPLES: tuple[tuple[str, Answer], ...] = (
    ("reported", act.Reported(base.CASE, REPORT, base.SWEDEN, TOTALS)),
    ("reported_alone", act.Reported(base.CASE, replace(REPORT, section=""), None, TOTALS[:1])),
    ("same_again", act.SameAgain(base.CASE, REPORT)),
    ("nothing_to_report", act.NothingToReport(base.DORMANT)),
    ("nothing_to_report_paused", act.NothingToReport(replace(base.CASE, paused=True))),
    ("enough_today", act.EnoughToday(base.CASE)),
    (
        "reports",
        reports.ReportsFound("", ReportPage((REPORT, ALONE), 1, 11), {"SWE": "Sweden"}),
    ),
    ("reports_of_case", reports.ReportsFound("MYS-0012", ReportPage((REPORT,), 1, 1), {})),
    ("reports_none", reports.ReportsFound("SWE", ReportPage((), 1, 0), {"SWE": "Sweden"})),
    ("no_such_report", reports.NoSuchReport()),
    ("struck", reports.Struck(REPORT, now=True)),
    ("struck_before", reports.Struck(REPORT, now=False)),
    ("case_reported", CaseCard(base.CASE, base.TODAY, may_commit=True, reported=TOTALS)),
    ("change", change.ChangeFound(NET, (SELECTIVE,), 2, 1)),
    ("change_none", change.ChangeFound(NetChange(PERIOD, 148, 148, {}), (), 0, 0)),
    ("behind_cause", change.BehindFound(Cause.OPENED, PERIOD, BehindPage(LINES, 1, 2, 1))),
    (
        "behind_metric",
        change.BehindFound(Metric.VERIFIED_90_DAYS, None, BehindPage(LINES, 2, 20)),
    ),
    ("goal_set", goal_forms.GoalSet(base.STATES[0])),
    ("goal_revised", goal_forms.GoalSet(state(REVISED, 151, (), base.TODAY), base.GOAL)),
    ("goal_kept", goal_forms.GoalSet(base.STATES[0], base.GOAL)),
    (
        "goal_revisions",
        goals.GoalsFound(
            (state(REVISED, 151, (), base.TODAY),),
            base.TODAY,
            revisions=(Revision(date(2010, 5, 1), 500, None, "The council asked for more."),),
            may_revise=True,
        ),
    ),
)
