"""What is said of what is held on the asker."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from core.domain.held import Held
from core.domain.people import Grant
from core.grammar import SURE
from core.i18n import Words
from core.parts import Action, Fact, Facts, Item, Items, Paragraph, Part, Tone, View
from core.usecases.privacy import DeleteAsked, Deleted, Exported, NothingHeld, PrivacyShown
from core.views.labels import a_role, platform_label

PrivacyOutcome = PrivacyShown | Exported | NothingHeld | DeleteAsked | Deleted


def privacy_view(outcome: PrivacyOutcome, words: Words) -> View:
    """Word an outcome of `/privacy`."""
    match outcome:
        case PrivacyShown():
            return _shown(outcome, words)
        case Exported():
            return _exported(outcome, words)
        case NothingHeld():
            return _nothing(words)
        case DeleteAsked():
            return _asked(outcome, words)
        case Deleted():
            return _deleted(outcome, words)
        case _:
            assert_never(outcome)


def _shown(outcome: PrivacyShown, words: Words) -> View:
    held = outcome.held
    facts = (
        Fact(words("Known since"), words.moment(held.since)),
        Fact(words("Time zone"), held.zone or words("none chosen")),
        Fact(words("Language"), held.language or words("none chosen")),
        Fact(words("Digests"), words.number(len(held.subscriptions))),
        Fact(words("Cases you took on yourself"), words.number(len(held.commitments))),
        Fact(words("Entries of the history with you in them"), words.number(held.decisions)),
        *_others(held, words),
    )
    parts: tuple[Part, ...] = (
        Items(_identities(held, words), words("Who you are here")),
        Items(_roles(outcome, words), words("Your roles")),
        Facts(facts),
        Paragraph(
            words(
                "Your messages are not kept once they are answered. Your name is nowhere: I know "
                "you by your number on each platform."
            ),
            Tone.HINT,
        ),
    )
    buttons = (
        Action(words("Export"), "privacy", "export"),
        Action(words("Delete me"), "privacy", "delete"),
    )
    return View("privacy", words("What is held on you"), parts, buttons)


def _others(held: Held, words: Words) -> Iterator[Fact]:
    for name, rows in sorted(held.others.items()):
        label = record_labels(words).get(name, name.replace("_", " "))
        yield Fact(label, words.number(len(rows)))


def record_labels(words: Words) -> Mapping[str, str]:
    """What is held in each kind of record, by the name that it has in the export."""
    return {
        "action_reports": words("Reports of what you did"),
        "deliveries": words("Messages sent to you"),
        "follows": words("Cases that you follow"),
        "outbox": words("Messages that wait to be sent to you"),
        "private_addresses": words("Places where you wrote to me in private"),
        "quiet_hours": words("Quiet hours"),
        "report_notes": words("Notes beside your reports"),
        "subscription_owners": words("Digests of shared conversations that you asked for"),
    }


def _identities(held: Held, words: Words) -> tuple[Item, ...]:
    return tuple(Item(f"{platform_label(i.platform, words)} · {i.key}") for i in held.identities)


def _roles(outcome: PrivacyShown, words: Words) -> tuple[Item, ...]:
    names = dict(outcome.sections)
    told = [_role(grant, names, words) for grant in outcome.held.grants]
    return tuple(map(Item, told or [words("none: you look things up, as anyone may")]))


def _role(grant: Grant, names: Mapping[str, str], words: Words) -> str:
    role = a_role(grant.role, words)
    if not grant.section:
        return role
    section = names.get(grant.section, grant.section)
    return words("{role} of Section {section}", role=role, section=section)


def _exported(outcome: Exported, words: Words) -> View:
    parts = (
        Paragraph(outcome.text),
        Paragraph(
            words("Cases that may not be shown to you now are left out."),
            Tone.HINT,
        ),
    )
    return View("privacy_export", words("All that is held on you, as JSON"), parts)


def _nothing(words: Words) -> View:
    text = words("You are not on record. Looking things up needs no record.")
    return View("privacy_nothing", words("Nothing is held on you"), (Paragraph(text),))


def _asked(outcome: DeleteAsked, words: Words) -> View:
    held = outcome.held
    known = words.joined(sorted({platform_label(i.platform, words) for i in held.identities}))
    parts = (
        Paragraph(
            words(
                "Your roles, digests, follows and settings go, on {platforms}. The cases that you "
                "took on yourself are handed back. The history keeps what was decided, with role "
                "and section, but not that it was you, nor what you typed.",
                platforms=known,
            )
        ),
        Paragraph(words("This can't be undone."), Tone.WARNING),
    )
    yes = Action(words("Yes, delete me"), "privacy", f"delete {SURE}")
    return View("privacy_delete", words("Delete all that is held on you?"), parts, (yes,))


def _deleted(outcome: Deleted, words: Words) -> View:
    text = words.plural(
        "{n} entry of the history has lost your name and your words. If you write to me again, "
        "I will not know you.",
        "{n} entries of the history have lost your name and your words. If you write to me again, "
        "I will not know you.",
        outcome.decisions,
    )
    return View("privacy_deleted", words("You are deleted"), (Paragraph(text, Tone.SUCCESS),))
