"""Planning by hand: one bucket, all who are in it, a content that says nothing."""

from dataclasses import replace

from core.ports_outbox import Content
from core.ports_plan import Bucket
from storage.unit_of_work import SqlStore


def plan_bucket(store: SqlStore, bucket: Bucket, content: Content) -> int:
    """Put the digests of a bucket into the outbox, each content like the one given."""
    with store.write() as uow:
        slot = [(bucket.slot, bucket.day)]
        parts = [part for part in uow.plan.parts(slot) if part.bucket.kind == bucket.kind]
        for due in uow.plan.contents_due(parts, 1000):
            uow.plan.keep(replace(content, subject=due.subject, day=bucket.day), bucket.moment)
        return uow.plan.fill(parts, bucket.moment, f"id-{bucket.period}")
