"""The message catalogue and the reader: language, zone, and how a command is written there."""

import gettext
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from core.domain.geography import countries
from core.domain.people import Platform
from core.domain.values import PartialDate

SOURCE_LANGUAGE = "en"
DOMAIN = "vigil"
LOCALE_FOLDER = Path(__file__).parent / "locale"


@cache
def _translations(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE_FOLDER, [language], fallback=True)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"))


@lru_cache(maxsize=4096)
def _date(language: str, day: date) -> str:
    return format_date(day, "d MMMM y", locale=_locale(language))


@lru_cache(maxsize=4096)
def _number(language: str, value: float) -> str:
    return format_decimal(value, locale=_locale(language))


class Words:
    """Every word for one reader: `words("Case {ref}", ref=…)` goes through the catalogue.

    Messages are extracted by `pybabel` from calls of `words(…)` and `words.plural(…)`.
    """

    def __init__(
        self,
        language: str = SOURCE_LANGUAGE,
        zone: str = "UTC",
        platform: Platform = Platform.CONSOLE,
        translations: gettext.NullTranslations | None = None,
    ) -> None:
        """Read for `language`, show moments in `zone`, write commands as on `platform`."""
        self.language = language
        self.zone = zone
        self.platform = platform
        self._catalogue = translations or _translations(language)

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in the reader's language, with its values in place."""
        text = self._catalogue.gettext(message)
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The form for that number, which stands in the message as `{n}`."""
        text = self._catalogue.ngettext(one, many, n)
        return text.format(n=self.number(n), **values)

    def number(self, value: float) -> str:
        """A number, with at most one decimal."""
        return _number(self.language, round(value, 1))

    def signed(self, value: float) -> str:
        """A change: `+2`, `−1`, `0`."""  # noqa: RUF002  the minus sign proper
        text = self.number(abs(value))
        return f"+{text}" if value > 0 else f"−{text}" if value < 0 else text  # noqa: RUF001

    def percent(self, share: float) -> str:
        """A share in whole percent."""
        return format_percent(share, locale=_locale(self.language))

    def day(self, day: date) -> str:
        """A day, as `14 May 2010`."""
        return _date(self.language, day)

    def partial_date(self, when: PartialDate) -> str:
        """As much of a date as is known: `2008`, `December 2008`, `5 December 2008`."""
        if when.month is None:
            return str(when.year)
        if when.day is None:
            return format_date(when.first_day, "MMMM y", locale=_locale(self.language))
        return self.day(when.first_day)

    def month(self, day: date) -> str:
        """A month, as `March 2013`."""
        return format_date(day, "MMMM y", locale=_locale(self.language))

    def moment(self, moment: datetime) -> str:
        """A moment in the reader's zone, as `Monday 17 May 2010, 09:00`."""
        local = moment.astimezone(ZoneInfo(self.zone))
        return format_datetime(local, "EEEE d MMMM y, HH:mm", locale=_locale(self.language))

    def weekday(self, weekday: int) -> str:
        """The name of a day, from Monday = 0."""
        return str(_locale(self.language).days["stand-alone"]["wide"][weekday])

    def country(self, code: str) -> str:
        """A country's name, from its ISO 3166 alpha-3 code."""
        return str(_locale(self.language).territories[countries()[code].short])

    def joined(self, things: Iterable[str]) -> str:
        """`a, b, and c` as the language joins it."""
        return format_list(list(things), locale=_locale(self.language))

    def either(self, things: Iterable[str]) -> str:
        """`a, b, or c` as the language joins it."""
        return format_list(list(things), style="or", locale=_locale(self.language))

    def in_zone(self, zone: str) -> "Words":
        """The same words, with moments shown in another zone."""
        return Words(self.language, zone, self.platform, self._catalogue)

    def command(self, line: str) -> str:
        """A command as it is typed there: Slack knows only some by their own name."""
        verb = line.split(" ", 1)[0]
        if self.platform is Platform.SLACK and verb not in SLACK_COMMANDS:
            return f"/vigil {line}"
        return f"/{line}"


SLACK_COMMANDS = ("cases", "case", "commit", "release", "goals", "digest")
"""Registered with Slack by their own names; everything else is typed after `/vigil`."""
