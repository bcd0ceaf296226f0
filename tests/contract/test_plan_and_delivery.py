"""A tick that plans while messages are delivered plans none of them again."""

import threading
from datetime import date

from core.domain.people import Platform
from core.domain.schedule import Slot
from core.domain.subscriptions import Delivered, DigestKind
from core.ports_outbox import Outcome
from scheduler.delivery import LEASE
from storage.unit_of_work import SqlStore
from tests.contract.test_delivery import plan_for, waiting
from tests.contract.test_digests import NINE_IN_KL

KL = Slot(zone="Asia/Kuala_Lumpur")
DAY = date(2010, 5, 17)


def test_what_is_delivered_while_its_slot_is_planned_again_is_not_planned_again(
    store: SqlStore,
) -> None:
    plan_for(store, "aisha", "nur")
    planned: list[int] = []

    def plan_again() -> None:
        with store.write() as uow:
            parts = uow.plan.parts([(KL, DAY)])
            assert [part.bucket.kind for part in parts] == [DigestKind.GOALS]
            planned.append(uow.plan.fill(parts, NINE_IN_KL, "again"))

    with store.write() as uow:
        claimed = uow.outbox.claim(NINE_IN_KL, LEASE, 10, (Platform.CONSOLE,))
        assert len(claimed) == 2
        uow.outbox.record([Outcome(one, Delivered("m1")) for one in claimed], NINE_IN_KL)
        planner = threading.Thread(target=plan_again)
        planner.start()
        planner.join(0.5)  # it waits for this transaction, or has its own view of what was before
    planner.join(10)
    assert planned == [0]
    assert waiting(store) == {}
