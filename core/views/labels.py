"""What the rules' own words are called in chat."""

from collections.abc import Iterable

from core.domain.cases import ActionKind, Concern, Gender, Level, Outcome, Status
from core.domain.goals import Health
from core.domain.people import Platform, Role
from core.i18n import Words
from core.understanding.english import Flag


def level_label(level: Level, words: Words) -> str:
    """A level, as in "MYS-0012 is dormant"."""
    return {
        Level.DRAFT: words("draft"),
        Level.ACTIVE: words("active"),
        Level.DORMANT: words("dormant"),
        Level.CLOSED: words("closed"),
    }[level]


def status_label(status: Status, words: Words) -> str:
    """What is known of a person."""
    return {
        Status.DETAINED: words("detained"),
        Status.IMPRISONED: words("imprisoned"),
        Status.ON_TRIAL: words("on trial"),
        Status.DISAPPEARED: words("disappeared"),
        Status.AT_RISK: words("at risk"),
        Status.RELEASED: words("released"),
        Status.DIED: words("died"),
        Status.EXECUTED: words("executed"),
    }[status]


def outcome_label(outcome: Outcome, words: Words) -> str:
    """Why a case was closed."""
    return {
        Outcome.RELEASED: words("released"),
        Outcome.DIED: words("died"),
        Outcome.EXECUTED: words("executed"),
        Outcome.MERGED: words("merged with another case"),
        Outcome.SENTENCE_SERVED: words("sentence served"),
        Outcome.NO_LONGER_AT_RISK: words("no longer at risk"),
        Outcome.CONSENT_WITHDRAWN: words("consent withdrawn"),
        Outcome.POC_WITHDRAWN: words("no longer regarded as a prisoner of conscience"),
        Outcome.CAPACITY: words("no capacity to go on"),
        Outcome.UNKNOWN: words("outcome not known"),
    }[outcome]


def action_label(kind: ActionKind, words: Words) -> str:
    """What a member is asked to do."""
    return {
        ActionKind.LETTER: words("Write a letter"),
        ActionKind.EMAIL: words("Write an e-mail"),
        ActionKind.PETITION: words("Collect signatures"),
        ActionKind.POSTCARD: words("Send a postcard"),
        ActionKind.CALL: words("Make a call"),
        ActionKind.EVENT: words("Hold an event"),
    }[kind]


def concern_labels(concerns: Iterable[Concern], words: Words) -> list[str]:
    """Concerns by their usual names."""
    wanted = tuple(concerns)
    labels = _concerns(words) if wanted else {}
    return [labels[concern] for concern in wanted]


def _concerns(words: Words) -> dict[Concern, str]:
    return {
        Concern.ARBITRARY_DETENTION: words("arbitrary detention"),
        Concern.INCOMMUNICADO_DETENTION: words("incommunicado detention"),
        Concern.ENFORCED_DISAPPEARANCE: words("enforced disappearance"),
        Concern.TORTURE: words("torture and ill-treatment"),
        Concern.UNFAIR_TRIAL: words("unfair trial"),
        Concern.DEATH_PENALTY: words("death penalty"),
        Concern.EXTRAJUDICIAL_EXECUTION: words("extrajudicial execution"),
        Concern.PRISON_CONDITIONS: words("prison conditions"),
        Concern.FREEDOM_OF_EXPRESSION: words("freedom of expression"),
        Concern.FREEDOM_OF_ASSOCIATION: words("freedom of association"),
        Concern.FREEDOM_OF_ASSEMBLY: words("freedom of assembly"),
        Concern.FREEDOM_OF_RELIGION: words("freedom of religion"),
        Concern.CONSCIENTIOUS_OBJECTION: words("conscientious objection"),
        Concern.HUMAN_RIGHTS_DEFENDER: words("human rights defenders"),
        Concern.JOURNALIST: words("journalists"),
        Concern.TRADE_UNIONIST: words("trade unionists"),
        Concern.WOMENS_RIGHTS: words("women's rights"),
        Concern.CHILD_RIGHTS: words("rights of the child"),
        Concern.LGBT_RIGHTS: words("LGBT rights"),
        Concern.INDIGENOUS_RIGHTS: words("indigenous rights"),
        Concern.MINORITY_RIGHTS: words("minority rights"),
        Concern.REFUGEES: words("refugees"),
        Concern.FORCED_EVICTION: words("forced eviction"),
        Concern.IMPUNITY: words("impunity"),
        Concern.PRISONER_OF_CONSCIENCE: words("prisoners of conscience, by its source"),
    }


def gender_label(gender: Gender, words: Words) -> str:
    """Whom a question is about."""
    return {
        Gender.FEMALE: words("women"),
        Gender.MALE: words("men"),
        Gender.OTHER: words("people of another gender"),
        Gender.UNKNOWN: words("people whose gender is not recorded"),
    }[gender]


def flag_label(flag: Flag, words: Words) -> str:
    """A yes-or-no condition of a question."""
    return {
        Flag.POC: words("with a prisoner of conscience"),
        Flag.AVAILABLE: words("available for action"),
        Flag.COMMITTED: words("with a section"),
        Flag.UNCOMMITTED: words("without a section"),
        Flag.NEW: words("opened in the last 90 days"),
        Flag.MINE: words("yours"),
    }[flag]


def a_role(role: Role, words: Words) -> str:
    """What a person is to the movement, as in "you are now a coordinator"."""
    return {
        Role.MEMBER: words("a member"),
        Role.COORDINATOR: words("a coordinator"),
        Role.STEWARD: words("a steward"),
        Role.BOARD: words("a member of the board"),
        Role.ADMIN: words("an administrator"),
    }[role]


def platform_label(platform: Platform, words: Words) -> str:
    """Where people talk to the bot."""
    return {
        Platform.SLACK: words("Slack"),
        Platform.TELEGRAM: words("Telegram"),
        Platform.CONSOLE: words("the console"),
    }[platform]


def health_label(health: Health, words: Words) -> str:
    """How a goal stands."""
    return {
        Health.ACHIEVED: words("achieved"),
        Health.ON_TRACK: words("on track"),
        Health.AT_RISK: words("at risk"),
        Health.BEHIND: words("behind"),
        Health.OVERDUE: words("overdue"),
        Health.NO_DATE: words("no date set"),
        Health.NO_DATA: words("no data"),
        Health.NOT_STARTED: words("not started"),
    }[health]
