"""A movement's subscriptions, as many as are wanted, spread over zones and sections as people."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, bindparam, text

from storage.types import UtcDateTime

_ZONES_BY_SIZE: Final = """
    Europe/London Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Stockholm
    Europe/Oslo Europe/Copenhagen Europe/Helsinki Europe/Amsterdam Europe/Brussels
    Europe/Vienna Europe/Zurich Europe/Dublin Europe/Lisbon Europe/Warsaw Europe/Prague
    Europe/Budapest Europe/Athens Europe/Kyiv Europe/Istanbul America/New_York
    America/Chicago America/Denver America/Los_Angeles America/Toronto
    America/Mexico_City America/Bogota America/Lima America/Santiago America/Sao_Paulo
    America/Argentina/Buenos_Aires Africa/Lagos Africa/Accra Africa/Nairobi
    Africa/Johannesburg Africa/Casablanca Africa/Tunis Africa/Cairo Asia/Jerusalem
    Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Bangkok Asia/Kuala_Lumpur Asia/Manila
    Asia/Taipei Asia/Hong_Kong Asia/Seoul Asia/Tokyo Asia/Ulaanbaatar Australia/Sydney
    Australia/Adelaide Australia/Perth Pacific/Auckland Pacific/Fiji
"""
ZONES: Final = _ZONES_BY_SIZE.split()
SECTIONS: Final = 70
SINCE: Final = datetime(2010, 1, 1, tzinfo=UTC)

_SECTIONS: Final = text(
    """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :sections)
    INSERT INTO sections (code, name, country, languages, zone, capacity)
    SELECT 'S' || i, 'Section ' || i, 'SWE', '[]', 'UTC', 10
    FROM n
    """
)
_ZONES: Final = text("INSERT INTO zone_of (n, zone) VALUES (:n, :zone)")
_SUBSCRIPTIONS: Final = text(
    """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :size)
    INSERT INTO subscriptions (platform, conversation, thread, kind, weekday, minute, zone, since,
        state, section, language)
    SELECT CASE WHEN i % 3 = 0 THEN 'slack' ELSE 'telegram' END, CAST(i AS TEXT), '', 'goals',
        CASE WHEN i % 5 = 0 THEN i / 5 % 7 ELSE 0 END,
        CASE WHEN i % 5 = 0 THEN 60 * (i / 35 % 24) ELSE 540 END,
        zone_of.zone, :since, 'active',
        CASE WHEN i % 10 = 0 THEN 'S' || (1 + i / 10 % :sections) END, 'en'
    FROM n JOIN zone_of ON zone_of.n = i % :zones * (i / :zones % :zones) / :zones
    """
).bindparams(bindparam("since", type_=UtcDateTime))
"""Four of five take it on Mondays at nine, as it is; the others some hour of some day. A tenth are
channels of sections. The first zones have the most people."""


def subscribe(connection: Connection, size: int) -> None:
    """Put the sections and so many subscriptions down, and let the database learn of them."""
    connection.execute(text("CREATE TEMPORARY TABLE zone_of (n INTEGER PRIMARY KEY, zone TEXT)"))
    connection.execute(_ZONES, [{"n": n, "zone": zone} for n, zone in enumerate(ZONES)])
    connection.execute(_SECTIONS, {"sections": SECTIONS})
    sizes = {"since": SINCE, "size": size, "sections": SECTIONS, "zones": len(ZONES)}
    connection.execute(_SUBSCRIPTIONS, sizes)
    connection.execute(text("DROP TABLE zone_of"))
    connection.execute(text("ANALYZE"))
