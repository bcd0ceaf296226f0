"""What is counted is written down as Prometheus reads it, and in no label is an id or a name."""

import asyncio
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bots.exposed import Gauges
from bots.exposition import exposition
from bots.meter import COMMANDS, DELIVERIES, LAG, MEASURES, WAITS, Measure, Meter
from bots.observed import ObservedApp, ObservedGate
from bots.world import SettableClock, SystemChance
from core.domain.limits import Lane, Want
from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.ports_limits import Open
from core.request import Actor, Audience, Form, Request
from storage.backlog import Backlog, Waiting
from storage.unit_of_work import SqlStore

NOW = datetime(2010, 5, 14, 12, tzinfo=UTC)
BACKLOG = Backlog(
    (Waiting("slack", "digest", "due", 3, timedelta(minutes=2)),), 5, timedelta(seconds=7)
)
GAUGES = Gauges(BACKLOG, {"database": True, "slack": False}, 32, 3, 4, polls=True)


def page(meter: Meter, gauges: Gauges = GAUGES) -> dict[str, float]:
    """Every line of the page, as Prometheus's own reader understands it."""
    text = exposition(meter, gauges).decode()
    return {
        f"{sample.name}{dict(sorted(sample.labels.items()))}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_counters_and_histograms() -> None:
    meter = Meter()
    meter.count(DELIVERIES, "slack", "goals", "delivered")
    meter.count(DELIVERIES, "slack", "goals", "delivered")
    for seconds in (3, 5, 20, 100_000):
        meter.observe(LAG, seconds, "telegram")
    told = page(meter)
    labels = "{'kind': 'goals', 'platform': 'slack', 'result': 'delivered'}"
    assert told[f"vigil_deliveries_total{labels}"] == 2
    lag = "vigil_digest_lag_seconds"
    assert told[lag + "_bucket{'le': '5.0', 'platform': 'telegram'}"] == 2
    assert told[lag + "_bucket{'le': '30.0', 'platform': 'telegram'}"] == 3
    assert told[lag + "_bucket{'le': '+Inf', 'platform': 'telegram'}"] == 4
    assert told[lag + "_count{'platform': 'telegram'}"] == 4
    assert told[lag + "_sum{'platform': 'telegram'}"] == 100_028


def test_gauges() -> None:
    told = page(Meter())
    waiting = "{'platform': 'slack', 'state': 'due', 'urgency': 'digest'}"
    assert told[f"vigil_outbox_messages{waiting}"] == 3
    assert told[f"vigil_outbox_oldest_seconds{waiting}"] == 120
    assert told["vigil_inbox_unanswered{}"] == 5
    assert told["vigil_inbox_oldest_seconds{}"] == 7
    assert told["vigil_ready{'part': 'database'}"] == 1
    assert told["vigil_ready{'part': 'slack'}"] == 0
    assert told["vigil_database_pool_size{}"] == 32
    assert told["vigil_database_pool_in_use{}"] == 3
    assert told["vigil_store_away_total{}"] == 4
    assert told["vigil_telegram_polls{}"] == 1


def test_what_is_not_known_is_left_out() -> None:
    told = page(Meter(), Gauges(None, {}, 32, 0, 1, polls=False))
    assert not [name for name in told if name.startswith(("vigil_outbox", "vigil_inbox"))]
    assert told["vigil_store_away_total{}"] == 1


def test_threads_lose_no_count() -> None:
    meter = Meter()

    def count() -> None:
        for _ in range(2000):
            meter.observe(WAITS, 0.2, "slack", "answer")

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [(labels, tally)] = meter.of(WAITS)
    assert labels == ("slack", "answer")
    assert sum(tally.buckets) == 8000


def test_answers_are_timed_by_platform_and_intent(sqlite_store: SqlStore) -> None:
    meter = Meter()
    app = ObservedApp(sqlite_store, SettableClock(NOW), SystemChance(), meter)
    ada = Actor(Identity(Platform.TELEGRAM, "7"))
    here = Address(Platform.TELEGRAM, "7")
    app.handle(
        Request("k1", ada, here, "help", Form.COMMAND, private=True, audience=Audience.ASKER)
    )
    [(labels, tally)] = meter.of(COMMANDS)
    assert labels[0] == "telegram"
    assert labels[1].casefold() == "help"
    assert sum(tally.buckets) == 1
    assert tally.total > 0


def test_turns_are_timed_by_platform_and_lane() -> None:
    meter = Meter()
    gate = ObservedGate(Open(), meter)

    async def scene() -> None:
        wants = [Want(Platform.SLACK, "C1"), Want(Platform.SLACK, "C2", Lane.ANSWER)]
        assert len(await gate.book(wants)) == 2
        assert await gate.pass_through(wants[1]) == 0
        await gate.pause(Platform.SLACK, 1.0)

    asyncio.run(scene())
    counts = {labels: sum(tally.buckets) for labels, tally in meter.of(WAITS)}
    assert counts == {("slack", "digest"): 1, ("slack", "answer"): 2}


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_labels_are_of_small_closed_sets(measure: Measure) -> None:
    assert measure.labels
    assert set(measure.labels) <= {"platform", "kind", "result", "intent", "lane"}
