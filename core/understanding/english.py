"""The English words of a question. Countries and regions have theirs in `core/data`."""

from collections.abc import Mapping
from enum import StrEnum

from core.domain.cases import Concern, Gender, Level


class Flag(StrEnum):
    """The yes-or-no conditions of a question, named as in `CaseFilter`."""

    POC = "poc"
    AVAILABLE = "available"
    COMMITTED = "committed"
    UNCOMMITTED = "uncommitted"
    NEW = "new"
    MINE = "mine"


CONCERNS: Mapping[Concern, str] = {
    Concern.ARBITRARY_DETENTION: "arbitrary detention; arbitrary arrest; arbitrarily detained",
    Concern.INCOMMUNICADO_DETENTION: "incommunicado detention; incommunicado",
    Concern.ENFORCED_DISAPPEARANCE: """enforced disappearance; enforced disappearances;
        disappearance; disappearances; disappeared; forcibly disappeared; missing;
        forced disappearance; forced disappearances""",
    Concern.TORTURE: """torture; tortured; ill-treatment; ill-treated; cruel treatment;
        torture and ill-treatment; risk of torture""",
    Concern.UNFAIR_TRIAL: "unfair trial; unfair trials; fair trial; fair trials",
    Concern.DEATH_PENALTY: """death penalty; death sentence; death sentences; death row;
        capital punishment; sentenced to death; imminent execution""",
    Concern.EXTRAJUDICIAL_EXECUTION: """extrajudicial execution; extrajudicial executions;
        extra-judicial execution; extra-judicial executions; extrajudicial killing;
        extrajudicial killings; political killing; political killings; unlawful killing;
        unlawful killings""",
    Concern.PRISON_CONDITIONS: "prison conditions; prison condition; conditions in prison",
    Concern.FREEDOM_OF_EXPRESSION: """freedom of expression; free expression; expression;
        free speech; freedom of speech; freedom of opinion; freedom of the press; press freedom;
        censorship; blogger; bloggers""",
    Concern.FREEDOM_OF_ASSOCIATION: "freedom of association; association",
    Concern.FREEDOM_OF_ASSEMBLY: """freedom of assembly; peaceful assembly; assembly; protest;
        protests; protester; protesters; demonstrators""",
    Concern.FREEDOM_OF_RELIGION: """freedom of religion; religious freedom; freedom of belief;
        freedom of religion or belief; religion; religious; religious persecution""",
    Concern.CONSCIENTIOUS_OBJECTION: """conscientious objection; conscientious objector;
        conscientious objectors; military service; refusal of military service""",
    Concern.HUMAN_RIGHTS_DEFENDER: """human rights defender; human rights defenders; defender;
        defenders; hrd; hrds; human rights activist; human rights activists;
        human rights lawyers""",
    Concern.JOURNALIST: "journalist; journalists; reporter; reporters; media workers",
    Concern.TRADE_UNIONIST: """trade unionist; trade unionists; trade union; trade unions;
        unionist; unionists; labour rights; labor rights""",
    Concern.WOMENS_RIGHTS: "women's rights; womens rights; rights of women",
    Concern.CHILD_RIGHTS: """child rights; children's rights; childrens rights; children; child;
        rights of the child; minors; juvenile; juveniles; juvenile offenders""",
    Concern.LGBT_RIGHTS: """LGBT rights; LGBT; LGBTI; LGBTQ; LGBTI rights; gay; lesbian;
        gay rights; homosexuality; sexual orientation; gender identity; transgender""",
    Concern.INDIGENOUS_RIGHTS: """indigenous rights; indigenous; indigenous people;
        indigenous peoples; land rights""",
    Concern.MINORITY_RIGHTS: """minority rights; minority; minorities; ethnic minority;
        ethnic minorities; religious minority; religious minorities""",
    Concern.REFUGEES: """refugees; refugee; asylum; asylum seeker; asylum seekers; refoulement;
        forcible return; deportation; migrants""",
    Concern.FORCED_EVICTION: "forced eviction; forced evictions; eviction; evictions; housing",
    Concern.IMPUNITY: "impunity; failure to prosecute",
    Concern.PRISONER_OF_CONSCIENCE: "recorded poc",
}
"""The first phrase of each is the one by which the bot itself asks for it."""

_PAST = (Level.DORMANT, Level.CLOSED)
_ALL = (Level.ACTIVE, *_PAST)
LEVELS: Mapping[str, tuple[Level, ...]] = {
    "active": (Level.ACTIVE,),
    "open": (Level.ACTIVE,),
    "current": (Level.ACTIVE,),
    "dormant": (Level.DORMANT,),
    "closed": (Level.CLOSED,),
    "draft": (Level.DRAFT,),
    "drafts": (Level.DRAFT,),
    "past": _PAST,
    "former": _PAST,
    "archive": _PAST,
    "archived": _PAST,
    "all levels": _ALL,
    "any level": _ALL,
    "every level": _ALL,
}

GENDERS: Mapping[Gender, str] = {
    Gender.FEMALE: "women; woman; female; females; girl; girls",
    Gender.MALE: "men; man; male; males; boy; boys",
}

FLAGS: Mapping[Flag, str] = {
    Flag.POC: "poc; pocs; prisoner of conscience; prisoners of conscience",
    Flag.AVAILABLE: """available; available for action; to act on; with open actions;
        with actions; actionable""",
    Flag.COMMITTED: """committed; with a section; with section; with sections; assigned; adopted;
        taken on""",
    Flag.UNCOMMITTED: """uncommitted; without section; without a section; without sections;
        no section; unassigned; unadopted; not committed; without commitment""",
    Flag.NEW: "new; newest; newly opened; recent; recently opened; latest",
    Flag.MINE: """mine; my cases; our cases; my own cases; my section; our section; by me; by us;
        by my section; by our section; my section's cases""",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLAIN = _words("a all any case cases every everything find give list me see show the")
"""What may be typed of a question for every case, beside nothing."""

STOP = PLAIN | _words(
    """about also am an and are as at be been being but can concern concerned concerning concerns
    could country countries did do does for from get had has have help how i if in individual
    individuals into is it its let look looking many members my of on or our people person persons
    please prisoner prisoners regarding right rights s situation some tell than that their them
    there these they this those to us want was we were what where which who whom whose why will
    with would you your amnesty ai"""
)
"""Words that carry no condition. `by` and `section` are none: they announce a section."""

CAPITALS_ONLY = _words(
    """ago ala and are arm aut ben bes bra can car che cod col com cub dom eri est fin fro gab geo
    gha gib gin gum guy ita jam jor ken lie mac mar nam ner nic nor opt pan per pri roc rou sau
    sen slv som sur tha ton tun us vat vir"""
)
"""Codes that are words or given names, too: they count only when typed in capitals."""

NEVER_CODES = frozenset({"AI"})
"""Anguilla's code is the movement's own abbreviation."""

ORDINARY = _words(
    """begin chat close coat cube dance dark east election farmer fast fine finish fire
    green iron land last line mail majority make many mean mile mind nice omen pain part
    pass pen post protect role roman samba sedan specific standard toga too tuba turn while"""
)
"""Words that are no typing errors, though they are near to a name."""
