"""The table of countries is whole and consistent."""

from babel import Locale

from core.domain.geography import countries, regions
from core.understanding.fold import fold

SHARED = {
    *("yugoslavia", "serbia and montenegro", "czechoslovakia"),
    *("congo", "congos", "congolese"),
    *("korea", "koreas", "korean"),
    *("guineas", "dominican", "virgin islands", "virgin islander"),
    *("israel ot", "israel and occupied territories", "israel and the occupied territories"),
}


def test_every_country_of_iso_3166_and_kosovo_is_there() -> None:
    assert len(countries()) == 249 + 1
    assert len({country.short for country in countries().values()}) == 250


def test_the_first_name_is_cldrs() -> None:
    names = Locale("en").territories
    different = {c.code for c in countries().values() if c.variants[0] != names[c.short]}
    assert different == set()


def test_neighbours_are_mutual_and_known() -> None:
    one_way = {
        (country.code, other)
        for country in countries().values()
        for other in country.neighbours
        if country.code not in countries()[other].neighbours
    }
    assert one_way == set()
    assert all(country.code not in country.neighbours for country in countries().values())


def test_every_country_is_in_its_region_and_every_region_has_some() -> None:
    assert all(c.code in regions()[c.region].countries for c in countries().values())
    assert all(region.countries for region in regions().values())
    assert set(regions()["africa"].countries) > set(regions()["sub-saharan-africa"].countries)


def test_only_these_words_name_several_countries() -> None:
    owners: dict[str, set[str]] = {}
    for country in countries().values():
        for name in country.variants:
            owners.setdefault(fold(name), set()).add(country.code)
    assert {name for name, codes in owners.items() if len(codes) > 1} == SHARED


def test_no_region_has_the_name_of_a_country() -> None:
    named = {fold(name) for country in countries().values() for name in country.variants}
    assert named.isdisjoint(fold(name) for region in regions().values() for name in region.names)
