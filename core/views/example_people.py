"""An example of each outcome about who somebody is: for golden files and the gallery."""

from datetime import UTC, datetime

from core.domain.held import Held, HeldCommitment
from core.domain.people import Grant, Identity, Platform, Role
from core.domain.schedule import Slot
from core.domain.subscriptions import Address, Subscription
from core.usecases import join, privacy, timezone
from core.views.table import Outcome

NOW = datetime(2010, 5, 14, 12, tzinfo=UTC)
CODE = "K7QM-2XWP-9RTD"
THERE = (Platform.TELEGRAM,)
BOTH = (Platform.SLACK, Platform.TELEGRAM)
HELD = Held(
    datetime(2010, 1, 4, 8, tzinfo=UTC),
    (Identity(Platform.SLACK, "T0AI:U0ANNA"), Identity(Platform.TELEGRAM, "101")),
    (Grant(Role.COORDINATOR, "SWE"), Grant(Role.STEWARD)),
    "Europe/Stockholm",
    "en",
    (
        Subscription(
            Address(Platform.TELEGRAM, "101"), Slot(zone="Europe/Stockholm"), NOW, person="p1"
        ),
    ),
    (
        HeldCommitment("MYS-0012", datetime(2010, 2, 1, tzinfo=UTC), None, ""),
        HeldCommitment("", datetime(2009, 2, 1, tzinfo=UTC), NOW, "no capacity left"),
    ),
    7,
    {
        "follows": ({"case": "MYS-0012", "since": "2010-02-01"},),
        "private_addresses": ({"platform": "telegram"}, {"platform": "slack"}),
    },
)
NEWCOMER = Held(NOW, (Identity(Platform.TELEGRAM, "103"),), (), "", "", (), (), 0, {})

EXAMPLES: tuple[tuple[str, Outcome], ...] = (
    ("no_such_code", join.NoSuchCode()),
    ("own_code", join.OwnCode(CODE, 15)),
    ("own_code_back", join.OwnCodeBack()),
    ("join_asked", join.JoinAsked(CODE, THERE)),
    ("cant_join", join.CantJoin(THERE)),
    ("joined", join.Joined(BOTH, frozenset({Role.MEMBER, Role.COORDINATOR}))),
    ("privacy", privacy.PrivacyShown(HELD, (("SWE", "Sweden"),))),
    ("privacy_newcomer", privacy.PrivacyShown(NEWCOMER, ())),
    ("privacy_export", privacy.Exported(privacy.as_json(HELD))),
    ("privacy_nothing", privacy.NothingHeld()),
    ("privacy_delete", privacy.DeleteAsked(HELD)),
    ("privacy_deleted", privacy.Deleted(7)),
    ("zone", timezone.ZoneShown("Asia/Kuala_Lumpur", chosen=True, now=NOW)),
    ("zone_concluded", timezone.ZoneShown("UTC", chosen=False, now=NOW)),
    ("zone_set", timezone.ZoneSet("Europe/Stockholm", NOW, 2)),
    ("zone_unclear", timezone.ZoneUnclear("Europe/Stokholm", ("Europe/Stockholm",))),
)
