"""What the stewards' codes are called in chat."""

from core.domain.cases import Case, ConsentScope, Gender, Individual
from core.domain.levels import Requirement, Research
from core.domain.proposals import Proposal, ProposalState
from core.i18n import Words
from core.ports_casework import Tray
from core.usecases.levels import Obstacle
from core.views.labels import level_label, outcome_label


def requirement_label(requirement: Requirement, words: Words) -> str:
    """What a case needs to be active."""
    return {
        Requirement.CONSENT: words("consent for listing, on record"),
        Requirement.SAFE: words("confirmation that it is safe to publicise"),
        Requirement.INDIVIDUAL: words("somebody on the case"),
        Requirement.COUNTRY: words("a country"),
        Requirement.CONCERN: words("a concern, or a right of the Universal Declaration"),
        Requirement.REASON: words("the reason for its inclusion"),
        Requirement.TEAM: words("a research team"),
        Requirement.CAPACITY: words("a free place of the research team"),
    }[requirement]


def obstacle_text(obstacle: Obstacle, words: Words) -> str:
    """Why a case can't be moved so."""
    return {
        Obstacle.FORBIDDEN: words("From where it stands, a case can't be moved there."),
        Obstacle.NO_REASON: words("Every move needs a reason."),
        Obstacle.NO_OUTCOME: words("Closing a case needs an outcome."),
        Obstacle.UNFIT_OUTCOME: words("This outcome does not fit here."),
        Obstacle.NO_REVIEW: words("A dormant case needs a day of review that is still to come."),
        Obstacle.NO_RECORD: words(
            "What became of a prisoner of conscience needs a date and a source."
        ),
        Obstacle.NO_OTHER: words("A case can be merged into another active case only."),
        Obstacle.NOT_CARRIED: words(
            "The other case does not carry everybody who is on this one. Please add them there "
            "first, a prisoner of conscience as one."
        ),
        Obstacle.PROPOSED_BEFORE: words("Such a proposal is running already."),
    }[obstacle]


def tray_label(tray: Tray, words: Words) -> str:
    """What a list of the desk is called."""
    return {
        Tray.REVIEWS: words("Reviews due"),
        Tray.PROPOSALS: words("Proposals running"),
        Tray.UNVERIFIED: words("Not verified for 90 days"),
        Tray.UNCOMMITTED: words("Active without a section"),
        Tray.IDLE: words("Active without an open action"),
        Tray.DRAFTS: words("Drafts"),
        Tray.PAUSED: words("Paused"),
        Tray.UNSHOWN: words("Active, but not cleared to be shown"),
    }[tray]


def scope_label(scope: ConsentScope, words: Words) -> str:
    """To what somebody agreed."""
    return {
        ConsentScope.LISTING: words("the case may be listed"),
        ConsentScope.NAMES: words("names may be told"),
        ConsentScope.PHOTOGRAPH: words("a photograph may be shown"),
        ConsentScope.GROUP_DIGESTS: words("names may stand in digests of groups"),
    }[scope]


def one_gender(gender: Gender, words: Words) -> str:
    """Of one person."""
    return {
        Gender.FEMALE: words("woman"),
        Gender.MALE: words("man"),
        Gender.OTHER: words("another gender"),
        Gender.UNKNOWN: words("not recorded"),
    }[gender]


def field_label(field: str, words: Words) -> str:
    """A part of a case or of a person, as the history names it."""
    return {
        "title": words("title"),
        "country": words("country"),
        "summary": words("summary"),
        "long_objective": words("long-term objective"),
        "short_objective": words("next objective"),
        "inclusion_reason": words("reason for inclusion"),
        "concerns": words("concerns"),
        "articles": words("rights"),
        "research_team": words("research team"),
        "review": words("day of review"),
        "name": words("name"),
        "withheld": words("whether the name is withheld"),
        "aliases": words("other names"),
        "native_name": words("name in its own script"),
        "gender": words("gender"),
    }.get(field, field)


def load_text(research: Research, words: Words) -> str:
    """How much a research team has, of how much."""
    active = words.number(research.active)
    if research.capacity is None:
        return words("{active} active, no limit set", active=active)
    most = words.number(research.capacity)
    return words("{active} of {most} active", active=active, most=most)


def what_is_proposed(proposal: Proposal, words: Words) -> str:
    """What would happen, as in "To become closed (no capacity to go on)"."""
    if proposal.to is None:
        return words(
            "Person {number}: no longer to be designated as a prisoner of conscience",
            number=proposal.individual,
        )
    level = level_label(proposal.to, words)
    if proposal.outcome is None:
        return words("To become {level}", level=level)
    outcome = outcome_label(proposal.outcome, words)
    return words("To become {level} ({outcome})", level=level, outcome=outcome)


def proposal_state(proposal: Proposal, words: Words) -> str:
    """How far a proposal has come, with the day that counts."""
    day = words.day(proposal.notice_ends)
    match proposal.state:
        case ProposalState.OPEN:
            return words("can be questioned until {day}", day=day)
        case ProposalState.SUSPENDED:
            return words("questioned, and waits for the answer")
        case ProposalState.EFFECTIVE:
            return words("has taken effect")
        case ProposalState.LAPSED:
            return words("has lapsed")


def person_name(person: Individual, words: Words) -> str:
    """A person as a list names them."""
    return person.name or words("Person {number}", number=person.number)


def case_name(case: Case, words: Words) -> str:
    """A case's reference and title."""
    return words("{ref} · {title}", ref=case.key, title=case.title)
