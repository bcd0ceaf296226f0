"""Questions answered over a small portfolio: the outcome, and what is said of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from core.domain.cases import Case, Concern, Level
from core.domain.commitments import Party
from core.domain.people import Asker, Grant, Identity, Platform, Role
from core.domain.subscriptions import Address
from core.grammar import parse
from core.i18n import Words
from core.intents import Actions, Cases, ShowCase
from core.parts import Action, Facts, Items, Paragraph, View
from core.request import Form
from core.usecases.actions import ActionsFound, list_actions
from core.usecases.case import CaseCard, NoSuchCase, show_case
from core.usecases.cases import CasesFound, NothingFound, find_cases
from core.usecases.question import ForgottenQuestion, LongQuestion, WhichOne, key_of
from core.usecases.turn import Turn
from core.views.actions import actions_view
from core.views.case import case_view
from core.views.cases import cases_view
from core.views.example_cases import EXAMPLES
from storage.portfolio import put_cases, put_sections
from storage.unit_of_work import SqlStore
from tests.contract.builders import MALAYSIA, NOW, SWEDEN, a_case, an_action, an_individual

ANNA = Identity(Platform.CONSOLE, "anna")
MEMBER = Asker(ANNA, "p1")
COORDINATOR = Asker(ANNA, "p1", frozenset({Grant(Role.COORDINATOR, "SWE")}))
STEWARD = Asker(ANNA, "p1", frozenset({Grant(Role.STEWARD)}))
SOON = date(2010, 5, 28)


class NoChance:
    def new_id(self) -> str:
        return "id"

    def code(self) -> str:
        return "code"


def portfolio() -> list[Case]:
    two = (an_individual(1), an_individual(2, name="Azman Peridot"))
    mystery = (an_individual(name="Hidden Person", withheld=True),)
    torture = (Concern.TORTURE,)
    return [
        a_case("MYS-0012", title="Two unionists held", individuals=two, concerns=torture),
        a_case("MYS-0013", title="A writer in exile", actions=(an_action(deadline=SOON),)),
        a_case("MYS-0014", level=Level.DORMANT, individuals=mystery),
        a_case("MYS-0099", level=Level.DRAFT, consent=frozenset(), title="A secret draft"),
        a_case("THA-0001", country="THA", title="A farmer at risk", actions=()),
        a_case("COD-0001", country="COD"),
        a_case("COG-0001", country="COG"),
        a_case("VNM-0001", country="VNM", level=Level.CLOSED, archive=True, consent=frozenset()),
        *(a_case(f"IRN-{n:04}", country="IRN") for n in range(1, 13)),
    ]


@pytest.fixture
def turn(sqlite_store: SqlStore) -> Iterator[Turn]:
    with sqlite_store.write() as uow:
        put_sections(uow.connection, [SWEDEN, MALAYSIA])
        put_cases(uow.connection, portfolio())
    with sqlite_store.write() as uow:
        uow.people.add("p1", ANNA, NOW)
        uow.commitments.start("MYS-0012", Party(section="SWE"), NOW)
        uow.commitments.start("THA-0001", Party(person="p1"), NOW)
        address = Address(Platform.CONSOLE, "c1")
        yield Turn(MEMBER, uow, NOW, address, "UTC", True, True, NoChance())  # noqa: FBT003


def asked(query: str, turn: Turn, page: int = 1) -> CasesFound:
    outcome = find_cases(Cases(query, page), turn)
    assert isinstance(outcome, CasesFound)
    return outcome


def not_found(query: str, turn: Turn) -> NothingFound:
    outcome = find_cases(Cases(query), turn)
    assert isinstance(outcome, NothingFound)
    return outcome


def keys(found: CasesFound) -> list[str]:
    return [line.key for line in found.page.lines]


def text(view: View) -> str:
    told = [view.title]
    for part in view.parts:
        match part:
            case Paragraph():
                told.append(part.text)
            case Facts():
                told += [f"{fact.label}: {fact.value}" for fact in part.facts]
            case Items():
                told.append(part.heading)
                told += [line for item in part.items for line in (item.title, *item.lines)]
            case _:
                pass
    return "\n".join(told)


def buttons(view: View) -> dict[str, str]:
    items = [item for part in view.parts if isinstance(part, Items) for item in part.items]
    actions: list[Action] = [item.action for item in items if item.action] + list(view.actions)
    return {action.label: action.token for action in actions}


class TestCases:
    def test_a_country(self, turn: Turn) -> None:
        view = cases_view(found := asked("Malaysia", turn), Words())

        assert found.understood == {"countries": ("MYS",)}
        assert view.title == "2 active cases in Malaysia"
        assert "MYS-0012 · Two unionists held" in text(view)
        assert "2 people, 2 prisoners of conscience" in text(view)
        assert "Write a letter by 28 May 2010" in text(view)
        assert "1 section is on it" in text(view)
        assert "At other levels: 1 dormant case." in text(view)
        assert buttons(view)["Open MYS-0013"] == "case:MYS-0013"
        assert buttons(view)["Dormant (1)"] == "cases:1:MYS dormant"

    def test_every_condition(self, turn: Turn) -> None:
        assert keys(asked("torture", turn)) == ["MYS-0012"]
        assert keys(asked("section Sweden", turn)) == ["MYS-0012"]
        assert keys(asked("peridot", turn)) == ["MYS-0012"]
        assert keys(asked("mine", turn)) == ["THA-0001"]
        assert keys(asked("mine", replace(turn, asker=COORDINATOR))) == ["MYS-0012", "THA-0001"]
        assert set(keys(asked("uncommitted south-east asia", turn))) == {"MYS-0013", "THA-0001"}

    def test_all_with_a_hint(self, turn: Turn) -> None:
        found = asked("", turn)

        assert found.page.total == 17
        assert [part.part for part in cases_view(found, Words()).parts][-1] == "examples"

    def test_pages(self, turn: Turn) -> None:
        first, last = asked("Iran", turn), asked("Iran", turn, page=99)

        assert buttons(cases_view(first, Words()))["Next"] == "page:2:IRN"
        assert buttons(cases_view(last, Words()))["Previous"] == "page:2:IRN"
        assert last.page.page == 3
        assert len(last.page.lines) == 2

    def test_past_cases_say_so(self, turn: Turn) -> None:
        for query in ("dormant Malaysia", "past Malaysia", "Vietnam"):
            view = cases_view(asked(query, turn), Words())
            assert "This is a past case, not for action." in text(view)

    def test_past_cases_instead_of_none(self, turn: Turn) -> None:
        view = cases_view(found := asked("Vietnam", turn), Words())

        assert view.title == "1 past case in Vietnam"
        assert "No active cases in Vietnam." in text(view)
        assert found.token == "cases:1:VNM dormant closed"

    def test_drafts_are_for_stewards_alone(self, turn: Turn) -> None:
        steward = replace(turn, asker=STEWARD)

        assert keys(asked("drafts in Malaysia", steward)) == ["MYS-0099"]
        assert "Drafts (1)" in buttons(cases_view(asked("Malaysia", steward), Words()))
        not_found("drafts", turn)
        not_found("drafts", replace(steward, alone=False))
        not_found("secret", turn)

    def test_a_typing_error(self, turn: Turn) -> None:
        view = cases_view(not_found("poc in malasya", turn), Words())

        assert "Did you mean Malaysia?" in text(view)
        assert buttons(view)["Malaysia"] == "cases:1:MYS poc"

    def test_several_meanings(self, turn: Turn) -> None:
        outcome = find_cases(Cases("Congo"), turn)
        assert isinstance(outcome, WhichOne)
        view = cases_view(outcome, Words())

        assert list(buttons(view).values()) == ["cases:1:COD", "cases:1:COG", "cases:1:COD COG"]
        for token in buttons(view).values():
            wish = parse(token, Form.TOKEN)
            assert isinstance(wish, Cases)
            assert asked(wish.query, turn).page.total

    def test_the_nearest(self, turn: Turn) -> None:
        outcome = not_found("torture in Thailand", turn)
        view = cases_view(outcome, Words())

        assert view.title == "No active cases in Thailand"
        assert "1 active case in Thailand" in text(view)
        assert buttons(view)["Malaysia"] == "cases:1:MYS torture"

    def test_the_region_where_no_neighbour_has_any(self, turn: Turn) -> None:
        view = cases_view(not_found("Philippines", turn), Words())

        assert "No active cases in the Philippines" in text(view)
        assert "Malaysia" in buttons(view)
        assert "South-East Asia" in buttons(cases_view(not_found("Timor-Leste", turn), Words()))

    def test_what_is_no_word_at_all(self, turn: Turn) -> None:
        assert "😀" in cases_view(not_found("😀", turn), Words()).title

    def test_a_reference_opens_the_case(self, turn: Turn) -> None:
        for reference in ("MYS-0012", "MYS-0099", "MYS-4711"):
            view = cases_view(not_found(reference.lower(), turn), Words())
            assert buttons(view) == {f"Open {reference}": f"case:{reference}"}

    def test_a_question_too_long_for_a_button_is_remembered(self, turn: Turn) -> None:
        query = (
            "Iran Iraq Syria Turkey Norway Finland Denmark Iceland Austria Belgium France Spain poc"
        )
        found = asked(query, turn)
        for long in found.remembered:
            turn.uow.queries.remember(key_of(long), long, turn.now)
        again = find_cases(Cases(found.ref), turn)

        assert found.ref.startswith("~")
        assert found.remembered
        assert isinstance(again, CasesFound)
        assert again.understood == found.understood
        assert len(f"show:{found.token}") <= 64

    def test_a_button_that_nobody_remembers(self, turn: Turn) -> None:
        assert find_cases(Cases("~nothing"), turn) == ForgottenQuestion()

    def test_ten_thousand_letters(self, turn: Turn) -> None:
        assert isinstance(find_cases(Cases("lorem ipsum dolor " * 600), turn), NothingFound)
        assert isinstance(find_cases(Cases(" ".join(map(str, range(2_000)))), turn), LongQuestion)


class TestCase:
    def test_a_card(self, turn: Turn) -> None:
        view = case_view(show_case(ShowCase("mys-0012"), turn), Words())

        assert view.title == "MYS-0012 · Two unionists held"
        assert "Committed: Section Sweden" in text(view)
        assert "Concerns: torture and ill-treatment" in text(view)
        assert "Azman Peridot" in text(view)
        assert "Write a letter by 1 June 2010" in text(view)
        assert buttons(view)["Commit"] == "commit:MYS-0012"

    def test_buttons_for_a_coordinator(self, turn: Turn) -> None:
        coordinator = replace(turn, asker=COORDINATOR)
        taken = case_view(show_case(ShowCase("MYS-0012"), coordinator), Words())
        free = case_view(show_case(ShowCase("MYS-0013"), coordinator), Words())
        own = case_view(show_case(ShowCase("THA-0001"), turn), Words())

        assert "release:MYS-0012 for SWE:" in buttons(taken).values()
        assert buttons(free)["Commit Section Sweden (1 of 10)"] == "commit:MYS-0013 for SWE"
        assert buttons(own)["Hand back my own"] == "release:THA-0001 for me:"

    def test_no_commitment_where_it_makes_no_sense(self, turn: Turn) -> None:
        nobody = replace(turn, asker=replace(MEMBER, person=None, anonymous=True))
        for reference, asker in (("MYS-0014", turn), ("VNM-0001", turn), ("MYS-0012", nobody)):
            tokens = buttons(case_view(show_case(ShowCase(reference), asker), Words())).values()
            assert not any(token.startswith("commit") for token in tokens)

    def test_a_withheld_name(self, turn: Turn) -> None:
        view = case_view(show_case(ShowCase("MYS-0014"), turn), Words())

        assert "Name withheld" in text(view)
        assert "Hidden" not in text(view)
        assert "This is a past case, not for action." in text(view)

    def test_a_draft_is_no_case(self, turn: Turn) -> None:
        draft, nothing = (show_case(ShowCase(ref), turn) for ref in ("MYS-0099", "MYS-0098"))
        assert isinstance(draft, NoSuchCase)
        assert isinstance(nothing, NoSuchCase)

        assert text(case_view(draft, Words())).replace("0099", "0098") == text(
            case_view(nothing, Words())
        )
        assert draft.suggestions == nothing.suggestions
        assert isinstance(show_case(ShowCase("MYS-0099"), replace(turn, asker=STEWARD)), CaseCard)

    @pytest.mark.parametrize("typed", ["MSY-0012", "mys12", "MYS 12", "MYS-00012", "mys-0021"])
    def test_a_mistyped_reference(self, typed: str, turn: Turn) -> None:
        outcome = show_case(ShowCase(typed), turn)
        assert isinstance(outcome, NoSuchCase)
        assert "MYS-0012" in [label.key for label in outcome.suggestions]

    def test_by_name(self, turn: Turn) -> None:
        card = show_case(ShowCase("azman peridot"), turn)
        assert isinstance(card, CaseCard)
        assert card.case.key == "MYS-0012"
        assert case_view(show_case(ShowCase("Editor"), turn), Words()).name == "which_case"
        assert isinstance(near := show_case(ShowCase("azman perido"), turn), NoSuchCase)
        assert near.suggestions[0].key == "MYS-0012"
        assert show_case(ShowCase("Hidden Person"), turn) == NoSuchCase("Hidden Person")
        assert show_case(ShowCase(""), turn) == NoSuchCase("")
        assert isinstance(show_case(ShowCase("x" * 10_000), turn), NoSuchCase)


class TestActions:
    def test_the_sentence_that_started_it(self, turn: Turn) -> None:
        turn.uow.commitments.start("IRN-0001", Party(section="MYS"), NOW)
        outcome = list_actions(Actions("Malaysia"), turn)
        view = actions_view(outcome, Words())

        assert outcome.understood == {"countries": ("MYS",), "section": "MYS"}
        assert "What members of Section Malaysia can do now (1 of 3 cases taken on)" in text(view)
        assert "IRN-0001" in text(view)
        assert "2 active cases in Malaysia" in text(view)
        assert "Write a letter by 28 May 2010: Write to the minister." in text(view)
        assert "Members of a section act on cases in any country." in text(view)

    def test_a_section_without_cases(self, turn: Turn) -> None:
        view = actions_view(list_actions(Actions("section Malaysia"), turn), Words())

        assert "It has taken on 0 of 3 cases." in text(view)
        assert buttons(view)["Cases without a section"] == "cases:1:uncommitted"

    def test_a_country_without_a_section(self, turn: Turn) -> None:
        outcome = list_actions(Actions("Iran"), turn)
        assert isinstance(outcome, ActionsFound)
        view = actions_view(outcome, Words())

        assert outcome.of_section is None
        assert "Section" not in text(view)
        assert buttons(view)["All 12 cases there"] == "cases:1:IRN"

    def test_other_places(self, turn: Turn) -> None:
        assert isinstance(list_actions(Actions("Congo"), turn), WhichOne)
        assert isinstance(list_actions(Actions("Atlantis"), turn), NothingFound)
        assert isinstance(list_actions(Actions("malasya"), turn), NothingFound)
        assert actions_view(list_actions(Actions(""), turn), Words()).name == "where_to_act"
        own = list_actions(Actions(""), replace(turn, asker=COORDINATOR))
        assert isinstance(own, ActionsFound)
        assert own.of_section is not None
        assert own.of_section.section == SWEDEN


def test_examples_are_named_apart() -> None:
    assert len({name for name, _ in EXAMPLES}) == len(EXAMPLES)
