"""Examples of digests, of what is said of them, of follows and of notices."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from core.domain.commitments import Load
from core.domain.follows import CaseChange, ChangeKind, Pace
from core.domain.netchange import Cause, Period
from core.domain.notices import Notice, NoticeKind, QuietHours
from core.domain.people import Platform
from core.domain.schedule import EVERY_DAY, Slot
from core.domain.subscriptions import Address, DigestKind, Subscription, SubscriptionState
from core.understanding.slot import NotUnderstood
from core.usecases import digest, follow, pauses, quiet, subscribing
from core.usecases.case import CaseCard
from core.usecases.changes import facts_of
from core.usecases.digest_lines import Line, LinesDigest, SourceName
from core.usecases.retraction import Left, dump_left
from core.views.example_cases import CARD, SWEDEN, TODAY
from core.views.example_replies import NOW, STATES
from core.views.table import Outcome

MONDAY = datetime(2010, 5, 17, 1, tzinfo=UTC)
"""Nine in the morning in Kuala Lumpur."""
MONDAY_THERE = datetime(2010, 5, 17, 7, tzinfo=UTC)
"""Nine in the morning in Stockholm."""
PRIVATE = Subscription(
    Address(Platform.CONSOLE, "aisha"), Slot(zone="Asia/Kuala_Lumpur"), NOW, person="p1"
)
CHANNEL = Subscription(
    Address(Platform.CONSOLE, "#section-sweden"),
    Slot(zone="Europe/Stockholm"),
    NOW,
    section="SWE",
)
PAUSED = Subscription(
    PRIVATE.address, PRIVATE.slot, NOW, person="p1", state=SubscriptionState.PAUSED
)
DAILY = Subscription(
    PRIVATE.address,
    Slot(EVERY_DAY, 480, "Asia/Kuala_Lumpur"),
    NOW,
    person="p1",
    kind=DigestKind.CHANGES,
)
OF_SECTION = Subscription(
    PRIVATE.address,
    Slot(zone="Europe/Stockholm"),
    NOW,
    person="p1",
    section="SWE",
    kind=DigestKind.SECTION,
)
GOALS = subscribing.Offer(DigestKind.GOALS, PRIVATE, MONDAY)
OFFERS = (
    GOALS,
    subscribing.Offer(DigestKind.SECTION, OF_SECTION, MONDAY_THERE, SWEDEN),
    subscribing.Offer(DigestKind.CASES),
    subscribing.Offer(DigestKind.CHANGES, DAILY, MONDAY),
)
QUIET = QuietHours(22 * 60, 7 * 60)
DIGEST = digest.GoalsDigest(
    TODAY,
    STATES,
    151,
    61,
    (digest.CaseMention("CHN-0004", "CHN"),),
    change=digest.WeekChange(
        Period.week_to(TODAY), 1, {Cause.OPENED: 3, Cause.CLOSED_RESOLVED: 1, Cause.PAUSED: 1}
    ),
)
SECTION_NUMBERS = digest.SectionNumbers("SWE", "Sweden", Load(7, 10), 9, date(2010, 5, 28))
SECTION_GOALS = digest.GoalsDigest(TODAY, STATES, 151, 61, (), SECTION_NUMBERS)


def _due(source: SourceName) -> Line:
    facts: Mapping[str, str | int] = {"action": "letter 2010-05-28", "country": "MYS"}
    return Line(source, "MYS-0012 1", "MYS-0012", facts)


def _change(change: CaseChange) -> Line:
    facts: dict[str, str | int] = {
        "kind": change.kind,
        "before": change.before,
        "after": change.after,
        "number": change.number,
    }
    return Line(SourceName.CHANGES, f"MYS-0012 {change.kind}", "MYS-0012", facts)


def _proposal(source: SourceName, to: str, state: str) -> Line:
    facts: Mapping[str, str | int] = {
        "to": to,
        "ends": "2010-06-11",
        "state": state,
        "country": "MYS",
    }
    return Line(source, f"p{to}", "MYS-0012", facts)


CHANGES = (
    CaseChange(ChangeKind.LEVEL, "active", "dormant"),
    CaseChange(ChangeKind.STATUS, "detained", "released", 2),
    CaseChange(ChangeKind.ACTION_OPENED, after="email 2010-06-30", number=3),
    CaseChange(ChangeKind.ACTION_CHANGED, "letter 2010-05-28", "letter", 1),
    CaseChange(ChangeKind.ACTION_OVER, "petition", number=2),
)
FIRST = (
    CaseChange(ChangeKind.LEVEL, "", "active"),
    CaseChange(ChangeKind.STATUS, "", "imprisoned", 3),
)


def _lines(kind: DigestKind, *lines: Line) -> LinesDigest:
    return LinesDigest(kind, "", TODAY, NOW, NOW, lines)


_FEEDBACK: Mapping[str, str | int] = {
    "ref": "F-12",
    "section": "Sweden",
    "kind": "closure",
    "state": "submitted",
    "country": "MYS",
    "due": "2010-05-10",
    "timing": "overdue",
}
_ANSWERED: Mapping[str, str | int] = {**_FEEDBACK, "state": "answered", "timing": "in_time"}
_APPEALED: Mapping[str, str | int] = {**_FEEDBACK, "state": "appealed", "timing": "long_overdue"}
SECTION_DIGEST = _lines(
    DigestKind.SECTION,
    Line(SourceName.CAPACITY, "capacity", facts={"running": 7, "capacity": 10}),
    _due(SourceName.DUE_ACTIONS),
    Line(SourceName.REPORTS_MISSING, "CHN-0004", "CHN-0004", {"country": "CHN"}),
    Line(
        SourceName.REPORTS_MISSING,
        "MYS-0012",
        "MYS-0012",
        {"country": "MYS", "last": "2010-04-01"},
    ),
    _proposal(SourceName.PROPOSED, "closed", "open"),
    Line(SourceName.ANSWERS_RECEIVED, "F-12 answered", "MYS-0012", _ANSWERED),
)
CASES_DIGEST = _lines(DigestKind.CASES, _due(SourceName.DEADLINES), *map(_change, CHANGES))
BOARD_DIGEST = _lines(
    DigestKind.BOARD, Line(SourceName.APPEALS_WAITING, "F-12 appealed", "", _APPEALED)
)
STEWARDS_DIGEST = _lines(
    DigestKind.STEWARDS,
    _proposal(SourceName.STEWARDS_PROPOSED, "", "suspended"),
    Line(SourceName.FEEDBACK_WAITING, "F-12 submitted", "MYS-0012", _FEEDBACK),
    Line(SourceName.NOMINATIONS, "nominations", facts={"number": 2}),
    Line(
        SourceName.REVIEWS,
        "CHN-0004",
        "CHN-0004",
        {"country": "CHN", "day": "2010-05-01"},
    ),
    *(
        Line(SourceName.WITHOUT_SECTION, f"IRN-{n:04}", f"IRN-{n:04}", {"country": "IRN"})
        for n in range(1, 13)
    ),
)

EXAMPLES: tuple[tuple[str, Outcome], ...] = (
    ("digest_now", subscribing.DigestNow(DIGEST)),
    ("digest_now_section", subscribing.DigestNow(SECTION_GOALS)),
    ("section_digest", subscribing.DigestNow(SECTION_DIGEST)),
    ("cases_digest", subscribing.DigestNow(CASES_DIGEST)),
    ("changes_digest_empty", subscribing.DigestNow(_lines(DigestKind.CHANGES))),
    ("stewards_digest", subscribing.DigestNow(STEWARDS_DIGEST)),
    ("board_digest", subscribing.DigestNow(BOARD_DIGEST)),
    ("board_digest_empty", subscribing.DigestNow(_lines(DigestKind.BOARD))),
    (
        "digest_status",
        subscribing.DigestStatus(
            (subscribing.Offer(DigestKind.GOALS, CHANNEL, MONDAY_THERE, SWEDEN),), private=False
        ),
    ),
    ("digest_status_all", subscribing.DigestStatus(OFFERS, private=True, quiet=QUIET)),
    (
        "digest_status_off",
        subscribing.DigestStatus((subscribing.Offer(DigestKind.GOALS),), private=True),
    ),
    (
        "digest_status_paused",
        subscribing.DigestStatus((subscribing.Offer(DigestKind.GOALS, PAUSED),), private=True),
    ),
    ("digest_moved", subscribing.DigestMoved(PRIVATE, None, MONDAY, private=True)),
    ("digest_moved_daily", subscribing.DigestMoved(DAILY, None, MONDAY, private=True)),
    (
        "digest_moved_channel",
        subscribing.DigestMoved(CHANNEL, SWEDEN, MONDAY_THERE, private=False),
    ),
    ("digest_stopped", subscribing.DigestStopped(private=True, was_on=True)),
    ("digest_was_off", subscribing.DigestStopped(private=True, was_on=False)),
    (
        "digest_stopped_section",
        subscribing.DigestStopped(private=True, was_on=True, kind=DigestKind.SECTION),
    ),
    ("digest_times", subscribing.DigestTimes(PRIVATE.slot, private=True)),
    (
        "digest_times_cases",
        subscribing.DigestTimes(PRIVATE.slot, private=True, kind=DigestKind.CASES),
    ),
    (
        "when_unclear",
        subscribing.WhenUnclear(
            NotUnderstood("Europe/Stokholm", ("Europe/Stockholm",)), PRIVATE.slot
        ),
    ),
    (
        "when_unclear_kind",
        subscribing.WhenUnclear(
            NotUnderstood("sections"),
            PRIVATE.slot,
            kinds=(DigestKind.GOALS, DigestKind.SECTION, DigestKind.CASES, DigestKind.CHANGES),
            near=DigestKind.SECTION,
        ),
    ),
    (
        "digest_muted",
        subscribing.DigestMuted(date(2010, 6, 30), (DigestKind.GOALS, DigestKind.CASES)),
    ),
    ("digest_muted_none", subscribing.DigestMuted(date(2010, 6, 30), ())),
    ("digest_unmuted", subscribing.DigestMuted(None, (DigestKind.GOALS,))),
    ("mute_unclear", subscribing.MuteUnclear("tomorrow", DigestKind.SECTION)),
    ("digest_not_offered", subscribing.NotOffered(DigestKind.CASES, private=False)),
    ("digest_not_offered_role", subscribing.NotOffered(DigestKind.STEWARDS, private=True)),
    ("welcome", subscribing.Welcome(PRIVATE, MONDAY, subscribing.ZoneSource.PROFILE)),
    ("case_to_follow", CaseCard(CARD, TODAY, (SWEDEN,), may_commit=True, may_follow=True)),
    ("case_followed", CaseCard(CARD, TODAY, (SWEDEN,), may_follow=True, follows=True)),
    ("following", follow.Following("MYS-0012", Pace.AT_ONCE)),
    ("following_daily_off", follow.Following("MYS-0012", Pace.DAILY, gathered=False)),
    ("following_unreachable", follow.Following("MYS-0012", Pace.WEEKLY, reachable=False)),
    ("unfollowed", follow.Unfollowed("MYS-0012", was_following=True)),
    ("unfollowed_before", follow.Unfollowed("MYS-0012", was_following=False)),
    ("pace_unclear", follow.PaceUnclear("MYS-0012", "hourly")),
    (
        "followed",
        follow.Followed((("CHN-0004", Pace.DAILY), ("MYS-0012", Pace.AT_ONCE))),
    ),
    ("followed_none", follow.Followed(())),
    ("quiet_kept", quiet.QuietKept(QUIET, "Asia/Kuala_Lumpur")),
    ("no_quiet", quiet.QuietKept(None, "UTC")),
    ("quiet_unclear", quiet.QuietUnclear("at night", QUIET)),
)

PROPOSED = Notice(
    NoticeKind.PROPOSAL,
    "5",
    {
        "ref": "MYS-0012",
        "title": "Two trade unionists held without trial",
        "proposal": "0123456789abcdef0123456789abcdef",
        "code": "closed:capacity",
        "individual": 0,
        "state": "open",
        "ends": "2010-06-11",
        "from": "2010-06-12",
    },
    case="MYS-0012",
)
OF_PERSON = replace(PROPOSED, facts={**PROPOSED.facts, "code": "no", "individual": 2})
NOTICES: tuple[tuple[str, Notice], ...] = (
    ("notice_stop_action", Notice(NoticeKind.STOP_ACTION, "1", case="MYS-0012", again=True)),
    (
        "notice_case_reopened",
        Notice(NoticeKind.CASE_REOPENED, "1", {}, case="MYS-0012"),
    ),
    (
        "notice_case_changed",
        Notice(NoticeKind.CASE_CHANGED, "2", facts_of(CHANGES), case="MYS-0012"),
    ),
    (
        "notice_case_changed_first",
        Notice(NoticeKind.CASE_CHANGED, "3", facts_of(FIRST), case="MYS-0012"),
    ),
    (
        "notice_not_retracted",
        Notice(
            NoticeKind.NOT_RETRACTED,
            "4",
            {
                "left": dump_left(
                    (
                        Left("slack", "C0SWEDEN", "1274529600.000100"),
                        Left("slack", "C0MALAYSIA", ""),
                    )
                ),
                "more": 3,
            },
            case="MYS-0012",
        ),
    ),
    ("notice_proposal", PROPOSED),
    ("notice_proposal_dormant", replace(PROPOSED, facts={**PROPOSED.facts, "code": "dormant"})),
    ("notice_proposal_of_poc", OF_PERSON),
    (
        "notice_proposal_effective",
        replace(PROPOSED, facts={**PROPOSED.facts, "state": "effective"}),
    ),
    (
        "notice_proposal_lapsed",
        replace(PROPOSED, facts={**PROPOSED.facts, "state": "lapsed"}),
    ),
    (
        "notice_proposal_of_poc_effective",
        replace(OF_PERSON, facts={**OF_PERSON.facts, "state": "effective"}),
    ),
)
"""Notices by the names of their views."""
_PAUSED: Mapping[str, str | int] = {
    "platform": "slack",
    "conversation": "C0SWEDEN",
    "kinds": "goals,section",
    "cause": "removed",
}
_PAUSED_ALONE = {"platform": "telegram", "conversation": "", "kinds": "goals"}
DELIVERY_NOTICES: tuple[tuple[str, Notice], ...] = (
    ("notice_digest_paused", Notice(NoticeKind.DIGEST_PAUSED, "6", _PAUSED)),
    *(
        (
            f"notice_digest_paused_{cause}",
            Notice(NoticeKind.DIGEST_PAUSED, "7", {**_PAUSED, "cause": cause}),
        )
        for cause in ("closed", "forbidden", "other")
    ),
    *(
        (
            f"notice_digest_paused_{cause}",
            Notice(NoticeKind.DIGEST_PAUSED, "8", {**_PAUSED_ALONE, "cause": cause}),
        )
        for cause in ("blocked", "not_started")
    ),
    (
        "notice_digest_revived",
        Notice(NoticeKind.DIGEST_REVIVED, "9", {**_PAUSED, "following": MONDAY_THERE.isoformat()}),
    ),
    (
        "notice_platform_refused",
        Notice(
            NoticeKind.PLATFORM_REFUSED,
            "slack:2010-05-14",
            {"platform": "slack", "since": NOW.isoformat()},
        ),
    ),
    (
        "notice_action_resumed",
        Notice(NoticeKind.ACTION_RESUMED, "MYS-0012:5", case="MYS-0012", again=True),
    ),
)
"""Those about delivery, and about action that goes on."""
COMES_AGAIN = pauses.ComesAgain(
    (DigestKind.GOALS, DigestKind.CASES), MONDAY, "Asia/Kuala_Lumpur", private=True
)
COMES_AGAIN_HERE = pauses.ComesAgain(
    (DigestKind.GOALS,), MONDAY_THERE, "Europe/Stockholm", private=False
)
