"""Who somebody is on Slack: zone, language, and whether they belong to the movement's Slack."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import structlog

from bots.slack.inbound import user_of
from bots.slack.looking import patiently
from bots.slack.payload import flag, word
from bots.slack.results import NO_ANSWER, failure
from bots.slack.web import Installation, SlackWeb
from core.domain.people import Identity, Platform
from core.request import Request

PATIENCE: Final = 3.0
"""Seconds to wait for Slack, so that nobody is taken for a guest whom Slack only forgot to tell."""
KEPT_SECONDS: Final = 3_600.0
MOST_KEPT: Final = 10_000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Profile:
    """What users.info tells. `outside`: a bot, a guest, or of another organisation.

    `team` is the workspace that the person belongs to; `home` that, or the organisation above it.
    """

    home: str
    team: str
    zone: str
    language: str
    outside: bool


class Profiles:
    """Profiles by user, asked for once an hour."""

    def __init__(self, web: SlackWeb, clock: Callable[[], float] = time.monotonic) -> None:
        self._web = web
        self._clock = clock
        self._kept: dict[str, tuple[float, Profile]] = {}

    async def complete(self, request: Request) -> Request:
        """The request with all that is known of its actor.

        Somebody whose profile can't be had stays anonymous: they can look up, and not change, as
        nobody knows whether they are a guest.
        """
        user = user_of(request.actor)
        try:
            profile = await self._profile(user)
        except NO_ANSWER as error:
            log.warning("slack_profile_unknown", user=user, reason=failure(error).reason)
            return replace(request, actor=replace(request.actor, anonymous=True))
        actor = replace(
            request.actor,
            identity=Identity(Platform.SLACK, f"{profile.home}:{user}"),
            zone=profile.zone,
            language=profile.language,
            anonymous=profile.outside,
            team="" if profile.outside else profile.team,
        )
        return replace(request, actor=actor)

    async def _profile(self, user: str) -> Profile:
        now = self._clock()
        kept = self._kept.get(user)
        if kept is not None and now - kept[0] < KEPT_SECONDS:
            return kept[1]
        installation = await self._web.installation()
        look = partial(self._web.look_up, "users.info", user=user, include_locale=True)
        shown = await patiently(look, PATIENCE)
        profile = read_profile(shown, installation)
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[user] = (now, profile)
        return profile


def read_profile(shown: Mapping[str, object], installation: Installation) -> Profile:
    """What users.info answered. Source: docs.slack.dev/reference/objects/user-object."""
    enterprise = word(shown, "user", "enterprise_user", "enterprise_id")
    home = installation.home_of(word(shown, "user", "team_id"), enterprise)
    marks = ("is_bot", "is_restricted", "is_ultra_restricted", "is_stranger", "deleted")
    return Profile(
        home=home,
        team=word(shown, "user", "team_id"),
        zone=word(shown, "user", "tz"),
        language=word(shown, "user", "locale"),
        outside=home != installation.home or any(flag(shown, "user", mark) for mark in marks),
    )
