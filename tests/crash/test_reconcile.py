"""The judge of the crash test finds what a broken product would do, and excuses nothing else."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.crash.journal import Expected, Fault, Journal, Kill, Mark, Outage, Record, Sending
from tests.crash.reconcile import Verdict, reconcile

SLACK = Expected("slack C1", "goals", "W20", ("text",), again=False, settled=True)
ONCE = replace(SLACK, place="telegram 7", settled=False)
AGAIN = replace(ONCE, again=True)
LONG = replace(ONCE, parts=("one", "two", "three"))
UNREAD = replace(SLACK, place="slack C2", settled=False)

MARKED = 99.9


def sent(
    at: float = 100.0,
    process: str = "p1",
    fault: Fault = "",
    text: str = "text",
    place: str = "",
    *,
    kept: bool | None = None,
) -> Sending:
    keeps = fault not in {"429", "500", "reset before"} if kept is None else kept
    answered = None if fault in {"reset before", "reset after", "silent"} else at + 0.01
    return Sending(process, place, text, at, fault, at if keeps else None, answered)


def judged(  # noqa: PLR0917  a run's own parts
    expected: Expected,
    sendings: Sequence[Sending],
    marks: Sequence[tuple[float, str]] = ((MARKED, "p1"),),
    result: str = "delivered",
    kills: Sequence[tuple[str, float]] = (),
    outages: Sequence[Outage] = (),
) -> Verdict:
    return reconcile(
        Journal(
            [expected],
            [replace(one, place=one.place or expected.place) for one in sendings],
            [Mark("m1", at, process) for at, process in marks],
            [Kill(process, at) for process, at in kills],
            list(outages),
            [Record("m1", expected.place, expected.kind, expected.key, result, 1)],
            ["m1"] if result == "unknown" else [],
        )
    )


def problems(*arguments: object, **named: object) -> list[str]:
    return [problem.what for problem in judged(*arguments, **named).problems]  # type: ignore[arg-type]  # as given


TWICE = ((MARKED, "p1"), (200.0, "p2"))
EVERY_CLASS = pytest.mark.parametrize("expected", [SLACK, ONCE, AGAIN, UNREAD])


@EVERY_CLASS
def test_what_arrived_once_is_fine(expected: Expected) -> None:
    verdict = judged(expected, [sent()])
    assert verdict.problems == []
    assert verdict.counts["exactly once"] == 1


@EVERY_CLASS
def test_recorded_before_it_was_sent_and_killed_between(expected: Expected) -> None:
    assert problems(expected, [], kills=[("p1", 99.95)]) == ["missing"]


@EVERY_CLASS
def test_sent_without_a_mark(expected: Expected) -> None:
    assert "sent without a mark" in problems(expected, [sent()], marks=())


@EVERY_CLASS
def test_marked_by_one_and_sent_by_another(expected: Expected) -> None:
    assert "sent by another" in problems(expected, [sent(process="p2")])


def test_settled_without_a_look() -> None:
    lost, again = sent(fault="reset after"), sent(300.0, "p2")
    assert problems(SLACK, [lost, again], marks=TWICE) == ["repeated"]


def test_given_up_without_a_look() -> None:
    assert problems(SLACK, [sent(fault="reset before")], result="unknown") == [
        "missing",
        "unknown without a reason",
    ]


def test_sent_again_too_early_for_what_was_on_its_way() -> None:
    late = replace(sent(fault="late"), kept_at=150.0)
    assert problems(SLACK, [late, sent(140.0, "p2")], marks=(TWICE[0], (139.0, "p2"))) == [
        "repeated"
    ]


@pytest.mark.parametrize("fault", ["500", "500 kept", "reset before", "reset after", "late"])
def test_again_is_repeated_where_its_answer_was_lost(fault: Fault) -> None:
    sendings = [sent(fault=fault), sent(200.1, "p2")]
    assert problems(AGAIN, sendings, marks=TWICE) == []
    assert problems(ONCE, sendings, marks=TWICE) == ["repeated"]


def test_again_is_repeated_where_its_sender_died() -> None:
    sendings = [sent(), sent(200.1, "p2")]
    died = judged(AGAIN, sendings, marks=TWICE, kills=[("p1", 101.0)])
    assert died.problems == []
    assert died.counts["repeated in the window"] == died.counts["whose sender was killed"] == 1
    assert problems(AGAIN, sendings, marks=TWICE) == ["repeated without a reason"]
    assert problems(AGAIN, sendings, marks=TWICE, kills=[("p2", 101.0)]) != []
    assert problems(AGAIN, sendings, marks=TWICE, kills=[("p1", 99.0)]) != []


def test_a_death_long_after_the_answer_excuses_only_with_a_database_that_was_away() -> None:
    sendings, kills = [sent(), sent(200.1, "p2")], [("p1", 115.0)]
    assert problems(AGAIN, sendings, marks=TWICE, kills=kills) == ["repeated without a reason"]
    away = [Outage(101.0, 107.0, "fast restart")]
    assert problems(AGAIN, sendings, marks=TWICE, kills=kills, outages=away) == []
    assert problems(AGAIN, sendings, marks=TWICE, outages=away) == ["repeated without a reason"]


def test_a_flood_excuses_no_repeat() -> None:
    sendings = [sent(text="one"), sent(100.1, fault="429", text="two")]
    begun_anew = [sent(200.0 + n, "p2", text=part) for n, part in enumerate(LONG.parts, 1)]
    both = [*sendings, *begun_anew]
    assert problems(LONG, both, marks=TWICE) == ["repeated"]
    assert problems(replace(LONG, again=True), both, marks=TWICE) == ["repeated without a reason"]


@pytest.mark.parametrize("other", ["p1", "p3"])
def test_what_a_flood_interrupted_goes_on_where_it_was(other: str) -> None:
    begun = [sent(text="one"), sent(100.1, fault="429", text="two")]
    rest = [sent(110.0, other, text="two"), sent(110.1, other, text="three", fault="silent")]
    marks = ((MARKED, "p1"), (109.9, other), (200.0, "p2"))
    assert problems(LONG, [*begun, *rest], marks=marks[:2]) == []
    anew = [sent(200.1 + n, "p2", text=part) for n, part in enumerate(LONG.parts)]
    assert problems(replace(LONG, again=True), [*begun, *rest, *anew], marks=marks) == []


def test_who_goes_on_after_a_flood_may_die_before_the_first_byte() -> None:
    told_to_wait, marks = [sent(fault="429")], TWICE
    died = {"marks": marks, "result": "unknown"}
    assert problems(ONCE, told_to_wait, kills=[("p2", 200.5)], **died) == []
    assert problems(ONCE, told_to_wait, kills=[("p1", 200.5)], **died) != []
    assert problems(ONCE, told_to_wait, kills=[("p2", 215.0)], **died) != []


def test_twice_after_one_mark() -> None:
    sendings = [sent(), sent(100.5)]
    assert problems(AGAIN, sendings, kills=[("p1", 101.0)]) == ["repeated without a reason"]


@pytest.mark.parametrize("expected", [ONCE, UNREAD])
def test_once_is_missing_only_in_the_window_and_then_listed(expected: Expected) -> None:
    lost = [sent(fault="reset before")]
    assert problems(expected, lost, result="unknown") == []
    assert problems(expected, [], result="unknown", kills=[("p1", 100.0)]) == []
    assert problems(expected, lost) == ["missing"]
    assert problems(expected, [], result="unknown") == ["unknown without a reason"]
    assert problems(expected, [sent()], result="unknown") == ["unknown without a reason"]
    assert problems(expected, [sent(fault="reset after")], result="unknown") == []


def test_again_is_never_missing() -> None:
    lost = [sent(fault="reset before")]
    assert problems(AGAIN, lost, result="unknown") == ["missing"]


def test_what_is_set_aside_is_told() -> None:
    assert problems(SLACK, [sent()], result="defect") == ["set aside as defect"]


def test_parts_in_a_wrong_order() -> None:
    parts = [sent(100.0 + n, text=part) for n, part in enumerate(("one", "three", "two"))]
    assert problems(LONG, parts) == ["in a wrong order"]
    assert problems(LONG, sorted(parts, key=lambda s: s.text)[:1]) == ["missing"]


def test_what_nobody_asked_for() -> None:
    assert problems(SLACK, [sent(), sent(text="other")]) == ["mangled"]
    assert problems(SLACK, [sent(), sent(place="slack C9")]) == ["mangled"]


def test_what_has_no_record_or_still_waits() -> None:
    journal = Journal([SLACK], waiting=1)
    assert [p.what for p in reconcile(journal).problems] == ["no record", "still waiting"]


def test_what_the_operator_is_not_shown() -> None:
    unknown = Record("m1", "telegram 7", "goals", "W20", "unknown", 1)
    assert [p.what for p in reconcile(Journal(records=[unknown])).problems] == [
        "unknown and not listed"
    ]
    assert [p.what for p in reconcile(Journal(listed=["m1"])).problems] == [
        "listed and not unknown"
    ]


def test_where_the_database_knows_no_names_the_request_tells_who_it_was() -> None:
    unnamed = ((MARKED, ""), (200.0, ""))
    sendings = [sent(), sent(200.1, "p2")]
    assert problems(AGAIN, sendings, marks=unnamed, kills=[("p1", 101.0)]) == []
    assert problems(AGAIN, sendings, marks=unnamed, kills=[("p3", 101.0)]) != []
