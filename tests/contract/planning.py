"""Planning by hand: one bucket, all who are in it, a content that says nothing."""

from dataclasses import replace

from core.ports_outbox import Content
from core.ports_plan import Bucket
from storage.unit_of_work import SqlStore


def plan_bucket(store: SqlStore, bucket: Bucket, content: Content) -> int:
    """Put the digests of a bucket into the outbox, each content like the one given."""
    with store.write() as uow:
        span = uow.plan.span(bucket, 0, 1000)
        if span is None:
            return 0
        for due in uow.plan.contents_due(bucket, span):
            uow.plan.keep(replace(content, subject=due.subject, day=bucket.day), bucket.moment)
        return uow.plan.fill(bucket, span, bucket.moment, f"id-{bucket.period}")
