"""What countries and regions are called within a sentence."""

from collections.abc import Sequence

from core.i18n import Words
from core.understanding.query import Understanding

WITH_ARTICLE = frozenset(
    """ARE ATF BHS CAF CCK COK COM CYM DOM FLK FRO GBR GMB IMN IOT MDV MHL MNP NLD PHL PSE
    SGS SLB SYC TCA UMI USA VAT VGB VIR""".split()  # noqa: SIM905  a list of codes reads better so
)
"""Countries that English names with its article."""
MOST = 4
"""Places that are named in a title; of more, only how many."""


def country_name(code: str, words: Words) -> str:
    """A country within a sentence: "the Philippines", "Malaysia"."""
    name = words.country(code)
    return words("the {country}", country=name) if code in WITH_ARTICLE else name


def region_name(key: str, words: Words) -> str:
    """A region within a sentence."""
    return _regions(words)[key]


def places(asked: Understanding, words: Words) -> str:
    """Where a question asks for cases; empty for the whole world."""
    return joined_places(asked.countries, asked.regions, words)


def joined_places(countries: Sequence[str], regions: Sequence[str], words: Words) -> str:
    """Countries and regions in one phrase."""
    names = [country_name(code, words) for code in countries[:MOST]]
    names += [region_name(key, words) for key in regions[:MOST]]
    if not names:
        return ""
    rest = len(countries) + len(regions) - len(names)
    if rest:
        names.append(words.plural("{n} other place", "{n} other places", rest))
    return names[0] if len(names) == 1 else words.joined(names)


def _regions(words: Words) -> dict[str, str]:
    return {
        "south-east-asia": words("South-East Asia"),
        "south-asia": words("South Asia"),
        "east-asia": words("East Asia"),
        "central-asia": words("Central Asia"),
        "caucasus": words("the Caucasus"),
        "middle-east": words("the Middle East"),
        "north-africa": words("North Africa"),
        "west-africa": words("West Africa"),
        "east-africa": words("East Africa"),
        "central-africa": words("Central Africa"),
        "southern-africa": words("Southern Africa"),
        "northern-europe": words("Northern Europe"),
        "western-europe": words("Western Europe"),
        "southern-europe": words("Southern Europe"),
        "eastern-europe": words("Eastern Europe"),
        "north-america": words("North America"),
        "central-america": words("Central America"),
        "caribbean": words("the Caribbean"),
        "south-america": words("South America"),
        "oceania": words("Oceania"),
        "antarctica": words("the Antarctic"),
        "asia": words("Asia"),
        "asia-pacific": words("Asia and the Pacific"),
        "gulf": words("the Gulf"),
        "middle-east-and-north-africa": words("the Middle East and North Africa"),
        "africa": words("Africa"),
        "sub-saharan-africa": words("sub-Saharan Africa"),
        "horn-of-africa": words("the Horn of Africa"),
        "great-lakes": words("the African Great Lakes"),
        "sahel": words("the Sahel"),
        "maghreb": words("the Maghreb"),
        "europe": words("Europe"),
        "europe-and-central-asia": words("Europe and Central Asia"),
        "balkans": words("the Balkans"),
        "baltics": words("the Baltic states"),
        "nordic-countries": words("the Nordic countries"),
        "latin-america": words("Latin America"),
        "latin-america-and-caribbean": words("Latin America and the Caribbean"),
        "americas": words("the Americas"),
    }
