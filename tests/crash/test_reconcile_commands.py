"""The judge of what came in finds what a broken product would do, and excuses nothing else."""

from collections.abc import Collection, Sequence

from tests.crash.chat_side import AWAY
from tests.crash.journal import Fault, Kill, Outage, Sending
from tests.crash.people import Asked
from tests.crash.reconcile_commands import Diary, Kept, reconcile

WHO, CASE = "telegram 7", "MYS-0012"
DIRECT = "slack D0000001"


def told(
    at: float = 10.0, process: str = "p1", fault: Fault = "", place: str = WHO, case: str = CASE
) -> Sending:
    kept = None if fault in {"429", "500", "reset before"} else at
    return Sending(process, place, case, at, fault, kept, at)


def problems(  # noqa: PLR0917  a run's own parts
    heard: Sequence[Sending],
    answered: float | None = 100.0,
    done: int = 1,
    kills: Sequence[Kill] = (),
    keys: Sequence[str] = ("telegram:1",),
    who: str = WHO,
    owed: Collection[str] = (),
    outages: Sequence[Outage] = (),
) -> list[str]:
    diary = Diary(
        [(who, CASE)],
        Kept({(who, CASE): done}, dict.fromkeys(keys, answered), owed),
        [Asked(who, CASE, key, 9.0) for key in keys],
        heard,
        kills,
        outages,
    )
    return [problem.what for problem in reconcile(diary).problems]


def test_done_once_and_told_once() -> None:
    assert problems([told()]) == []
    assert problems([told(place=DIRECT)], who="slack U0000001") == []


def test_done_twice_or_never() -> None:
    assert problems([told()], done=2) == ["done 2 times"]
    assert problems([told()], done=0) == ["done 0 times"]


def test_never_told() -> None:
    assert problems([]) == ["never answered"]
    assert problems([told(fault="reset before")]) == ["never answered"]


def test_told_again_only_where_the_first_may_be_lost_or_its_sender_died() -> None:
    twice = [told(), told(20.0, "p2")]
    assert problems(twice) == ["answered again without a reason"]
    assert problems([told(fault="reset after"), told(20.0, "p2")]) == []
    assert problems(twice, kills=[Kill("p1", 10.5)]) == []
    assert problems(twice, kills=[Kill("p2", 10.5)]) == ["answered again without a reason"]
    assert problems(twice, kills=[Kill("p1", 20.5)]) == ["answered again without a reason"]
    assert problems(twice, kills=[Kill("p1", 13.0)]) == ["answered again without a reason"]


def test_last_words_are_heard_after_the_end_but_whose_are_not_known_not_long_after() -> None:
    assert problems([told(), told(20.0, "p2")], kills=[Kill("p1", 9.5)]) == []
    unnamed = [told(process=""), told(20.0, "p2")]
    assert problems(unnamed, kills=[Kill("p1", 10.5)]) == []
    assert problems(unnamed, kills=[Kill("p1", 9.5)]) == ["answered again without a reason"]


def test_whoever_could_not_tell_is_waited_for_until_the_database_is_back() -> None:
    twice = [told(), told(20.0, "p2")]
    assert problems(twice, kills=[Kill("p1", 13.0)], outages=[Outage(9.0, 11.5, "restart")]) == []
    assert problems(twice, outages=[Outage(9.0, 11.5, "restart")]) != []
    assert problems(twice, kills=[Kill("p1", 13.0)], outages=[Outage(4.0, 9.5, "restart")]) != []


def test_who_asks_twice_may_be_told_twice() -> None:
    twice = [told(), told(20.0)]
    assert problems(twice, keys=("slack:1", "slack:2")) == []
    assert problems([*twice, told(30.0)], keys=("slack:1", "slack:2")) != []


def test_told_after_the_record_that_it_was_told() -> None:
    heard = [told(), told(20.0, "p2")]
    assert problems(heard, answered=15.0, kills=[Kill("p1", 10.5)]) == [
        "answered after the record of the answer"
    ]


def test_told_and_never_recorded() -> None:
    assert problems([told()], answered=None) == ["never recorded as answered"]
    assert problems([told()], owed=["telegram:1"]) == ["still to be answered"]


def test_nothing_is_owed_to_whoever_was_told_to_ask_again() -> None:
    refused = told(11.0, "p2", case=AWAY)
    assert problems([told(), refused], answered=None) == []
    assert problems([told(), refused], answered=None, owed=["telegram:1"]) == [
        "still to be answered"
    ]
    others = [told(at, "p2", case=AWAY) for at in (8.0, 30.0)]
    unheard = told(11.0, "p2", fault="reset before", case=AWAY)
    stranger = told(11.0, "p2", place="telegram 8", case=AWAY)
    for other in (*others, unheard, stranger):
        assert problems([told(), other], answered=None) == ["never recorded as answered"]


def test_told_of_what_nobody_asked() -> None:
    assert problems([told(), told(case="MYS-0099")]) == ["told of what nobody asked"]
