"""A run delivers as many messages as it was asked for."""

from datetime import UTC, datetime

import pytest

from storage.unit_of_work import SqlStore
from tests.crash.far_side import FarSide
from tests.crash.faults import Schedule, evenly
from tests.crash.hasty import PATIENCE
from tests.crash.load import Load, conversations_for


@pytest.mark.parametrize("messages", [1, 100, 1234, 20_000])
def test_there_are_at_least_so_many_messages_and_few_more(
    messages: int, sqlite_store: SqlStore
) -> None:
    far_side = FarSide(Schedule(1, evenly(0.0)), PATIENCE)
    load = Load(sqlite_store, far_side, conversations_for(messages, 3), datetime.now(UTC))
    load.prepare_rounds(3)
    assert messages <= load.messages <= messages * 1.02 + 200
