"""`/metrics`: what is counted here and what waits in the database, as Prometheus reads it.

Import this only when it is asked for: the library takes 50 ms.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bots.exposed import Gauges
from bots.meter import MEASURES, Measure, Meter
from storage.backlog import Backlog

_WAITING: Final = ("platform", "urgency", "state")


def exposition(meter: Meter, gauges: Gauges) -> bytes:
    """The whole page."""
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(_Collected([*_counted(meter), *_gauged(gauges)]))
    return generate_latest(registry)


class _Collected(Collector):
    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        yield from self._metrics


def _counted(meter: Meter) -> Iterator[Metric]:
    for measure in MEASURES:
        yield _histogram(measure, meter) if measure.bounds else _counter(measure, meter)


def _counter(measure: Measure, meter: Meter) -> Metric:
    family = CounterMetricFamily(measure.name, measure.help, labels=measure.labels)
    for labels, tally in meter.of(measure):
        family.add_metric(labels, tally.total)
    return family


def _histogram(measure: Measure, meter: Meter) -> Metric:
    family = HistogramMetricFamily(measure.name, measure.help, labels=measure.labels)
    bounds = [*(str(float(bound)) for bound in measure.bounds), "+Inf"]
    for labels, tally in meter.of(measure):
        buckets = list(zip(bounds, accumulate(tally.buckets), strict=True))
        family.add_metric(labels, buckets=buckets, sum_value=tally.total)
    return family


def _gauged(gauges: Gauges) -> Iterator[Metric]:
    ready = GaugeMetricFamily(
        "vigil_ready", "Whether a part of this process is well.", None, ["part"]
    )
    for part, is_well in gauges.parts.items():
        ready.add_metric([part], is_well)
    yield ready
    yield GaugeMetricFamily(
        "vigil_database_pool_size",
        "Connections to the database that may be open.",
        gauges.connections,
    )
    yield GaugeMetricFamily(
        "vigil_database_pool_in_use",
        "Connections to the database that are in use.",
        gauges.connections_in_use,
    )
    yield CounterMetricFamily(
        "vigil_store_away",
        "Units of work that failed because the database was away.",
        gauges.times_away,
    )
    yield GaugeMetricFamily(
        "vigil_telegram_polls",
        "Whether this process is the one that polls Telegram.",
        float(gauges.polls),
    )
    if gauges.backlog is not None:
        yield from _waiting(gauges.backlog)


def _waiting(backlog: Backlog) -> Iterator[Metric]:
    length = GaugeMetricFamily("vigil_outbox_messages", "Messages that wait.", labels=_WAITING)
    age = GaugeMetricFamily(
        "vigil_outbox_oldest_seconds", "The age of the oldest of them.", labels=_WAITING
    )
    for one in backlog.waiting:
        labels = (one.platform, one.urgency, one.state)
        length.add_metric(labels, one.messages)
        age.add_metric(labels, one.age.total_seconds())
    yield length
    yield age
    yield GaugeMetricFamily(
        "vigil_inbox_unanswered",
        "Requests on record that nobody has answered yet.",
        backlog.unanswered,
    )
    yield GaugeMetricFamily(
        "vigil_inbox_oldest_seconds",
        "The age of the oldest of them.",
        backlog.unanswered_age.total_seconds(),
    )
