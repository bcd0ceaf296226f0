"""Nobody learns of a secret: with it or without it, every answer is the same, word for word."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, product
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.main import get_command
from typer.testing import CliRunner

from bots.cli.main import app as command_line
from bots.console.render import render as console_render
from bots.slack.render import render as slack_render
from bots.telegram.render import render as telegram_render
from bots.world import World
from core import surfaces
from core.domain.goals import Metric
from core.domain.notices import NoticeKind
from core.domain.people import Platform
from core.domain.subscriptions import DigestKind
from core.grammar import SHOW_HERE, parse, split_show_here
from core.intents import AnswerField, OpenForm, SendDigest, StepForm, SubmitForm
from core.intents_numbers import ShowBehind
from core.request import Audience, Form, Reply
from core.routes import ROUTES
from core.surfaces import Shows
from core.usecases.digest import GoalsDigest, compose, still_true
from core.usecases.digest_content import dump, load
from core.usecases.form_table import FORMS
from core.views.notices import NOTICE_VIEWS
from storage.tables import cases
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW
from tests.databases import SqliteTemplate
from tests.secrecy.portfolio import HIDDEN, MARK, SEEN, public_world, secret_world
from tests.secrecy.walk import ORDINARY, PRESSED, STEWARDS, TYPED, Walker, tokens, walkers

SHARED_STEWARDS = [walker for walker in STEWARDS if walker.place == "shared"]


@pytest.fixture
def secret(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[World]:
    folder = tmp_path / "secret"
    folder.mkdir()
    with secret_world(sqlite_template.copy_to(folder)) as world:
        yield world


@pytest.fixture
def public(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[World]:
    folder = tmp_path / "public"
    folder.mkdir()
    with public_world(sqlite_template.copy_to(folder)) as world:
        yield world


def shown(reply: Reply) -> str:
    """All that any platform makes of a reply."""
    texts = [repr(reply.understood)]
    for view in reply.views:
        texts += [message.text for message in slack_render(view)]
        texts += [message.html for message in telegram_render(view)]
        texts.append(console_render(view).plain)
    return "\n".join(texts)


@pytest.mark.parametrize("walker", ORDINARY, ids=str)
def test_who_is_no_steward_can_not_tell_that_there_are_secrets(
    walker: Walker, secret: World, public: World
) -> None:
    for request in walker.walk():
        assert secret.app.handle(request) == public.app.handle(request)


@pytest.mark.parametrize("walker", SHARED_STEWARDS, ids=str)
def test_where_others_read_neither_can_a_steward(
    walker: Walker, secret: World, public: World
) -> None:
    for request in walker.walk():
        answers = [world.app.handle(request) for world in (secret, public)]
        if any(answer.audience is Audience.CONVERSATION for answer in answers):
            assert answers[0] == answers[1]


@pytest.mark.parametrize("walker", [w for w in STEWARDS if w.place == "shared, unseen"], ids=str)
def test_what_a_steward_shows_to_others_is_what_others_may_see(
    walker: Walker, secret: World, public: World
) -> None:
    offered = 0
    for request in walker.walk():
        reply = secret.app.handle(request)
        public.app.handle(request)
        if reply.show_here is None:
            continue
        offered += 1
        press = replace(
            request,
            key=f"{request.key}:shown",
            text=reply.show_here.token,
            form=Form.TOKEN,
            audience=Audience.CONVERSATION,
        )
        assert press.text.startswith(SHOW_HERE)
        seen = secret.app.handle(press)
        assert seen == public.app.handle(press)
        assert seen.audience is Audience.CONVERSATION
    assert offered > 10


def test_the_secrets_are_there_and_stewards_see_them(secret: World) -> None:
    (steward,) = (w for w in STEWARDS if w.place == "private" and w.platform is Platform.SLACK)
    told = "".join(shown(secret.app.handle(request)) for request in steward.walk())
    for case in HIDDEN:
        texts = (case.title, case.summary, case.long_objective, case.source)
        assert all(text in told for text in (*texts, case.individuals[0].native_name))
    assert f"{MARK}namelessname" in told
    assert f"{MARK}withheldname" in told


SAME = {
    "draft-abcdefghijkl": "draft-zzzzzzzzzzzz",
    "ZWE-0021": "ZWE-0035",
    "MYS-0021": "MYS-0051",
}
"""References that hide something, and others like them that nothing has."""


@pytest.mark.parametrize("walker", [*ORDINARY, *SHARED_STEWARDS], ids=str)
def test_a_secret_and_a_reference_of_nothing_are_answered_alike(
    walker: Walker, secret: World
) -> None:
    numbers = count()
    secret.app.handle(walker.asks("help", Form.COMMAND, next(numbers)))
    for form, wishes in (
        (Form.COMMAND, ("case {}", "cases {}", "commit {}", "release {} no", "actions {}")),
        (Form.WORDS, ("{}", "what of {}")),
        (Form.TOKEN, ("case:{}", "show:case:{}", "commit:{}", "release:{}", "cases:1:{}")),
    ):
        for wish, pair in product(wishes, SAME.items()):
            of_secret, of_nothing = (
                _nameless(
                    secret.app.handle(walker.asks(wish.format(typed), form, next(numbers))), typed
                )
                for typed in pair
            )
            assert of_secret == of_nothing, wish


def _nameless(reply: Reply, reference: str) -> str:
    """All of an answer, but for the reference that was typed."""
    whole = repr(replace(reply, views=())) + shown(replace(reply, stored=False))
    return re.sub(re.escape(reference), "REF", whole, flags=re.IGNORECASE)


def test_a_steward_takes_on_nothing_that_members_may_not_see(secret: World) -> None:
    (steward,) = (w for w in STEWARDS if w.place == "private" and w.platform is Platform.SLACK)
    for number, case in enumerate(HIDDEN):
        card = secret.app.handle(steward.asks(f"case {case.key}", Form.COMMAND, number))
        assert not [token for token in tokens(card) if token.startswith("commit")]
        pressed = steward.asks(f"commit:{case.key}", Form.TOKEN, 100 + number)
        assert "can't be taken on" in shown(secret.app.handle(pressed))


def test_logs_name_no_secret(secret: World, logged: io.StringIO) -> None:
    for walker in (*walkers("steward"), *walkers("member")):
        for request in walker.walk():
            secret.app.handle(request)
    assert MARK not in logged.getvalue()


def test_the_command_line_tells_no_secret(secret: World, public: World) -> None:
    answers = []
    for world in (secret, public):
        asked = ["ask", "--json", "-", "--database", _url(world)]
        # "link" makes a random code, the export has the moment of the machine's clock
        typed = [line for line in TYPED if line not in ("link", "privacy export")]
        done = CliRunner().invoke(command_line, asked, input="\n".join(typed))
        assert done.exit_code == 0
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(lines) == len(typed)
        answers.append(lines)
    assert answers[0] == answers[1]


def _url(world: World) -> str:
    assert isinstance(world.store, SqlStore)
    return str(world.store.engine.url)


@pytest.mark.parametrize("section", ["", "SWE", "MYS"])
def test_a_digest_counts_and_names_no_secret(section: str, secret: World, public: World) -> None:
    told = []
    for world in (secret, public):
        with world.store.read() as uow:
            told.append(dump(compose(uow, section, NOW.date())))
    assert told[0] == told[1]
    assert MARK not in str(told[0])


def test_a_digest_that_waits_forgets_what_becomes_a_secret(secret: World) -> None:
    assert isinstance(secret.store, SqlStore)
    with secret.store.read() as uow:
        waiting = load(DigestKind.GOALS, dump(compose(uow, "", NOW.date())))
    assert isinstance(waiting, GoalsDigest)
    mentioned = waiting.examples[0].key
    with secret.store.write() as uow:
        paused = update(cases).where(cases.c.key == mentioned).values(paused=True)
        uow.connection.execute(paused)
    with secret.store.read() as uow:
        left = still_true(waiting, uow)
    assert mentioned not in [mention.key for mention in left.examples]
    assert left.without_section == waiting.without_section - 1


def test_every_case_is_one_or_the_other(secret: World) -> None:
    assert isinstance(secret.store, SqlStore)
    with secret.store.read() as uow:
        listed = set(uow.connection.scalars(select(cases.c.key).where(cases.c.listed)))
    assert listed == {case.key for case in SEEN} == {c.key for c in SEEN if c.shown_to_members}
    assert not any(case.shown_to_members for case in HIDDEN)


IN_A_FORM = frozenset({SubmitForm, AnswerField, StepForm})
"""What is said within a form: walked field by field in tests/dialogues/test_every_form.py."""


def test_every_surface_is_registered() -> None:
    """A wish, form, digest, notice, metric or command that comes later is put there, or fails."""
    assert set(surfaces.WISHES) == set(ROUTES)
    assert set(surfaces.FORMS) == set(FORMS)
    assert set(surfaces.DIGESTS) == set(DigestKind)
    assert set(surfaces.NOTICES) == set(NoticeKind) == set(NOTICE_VIEWS)
    assert set(surfaces.METRICS) == set(Metric)
    assert set(surfaces.COMMANDS) == {*command_names(), "export --public"}


def test_whatever_is_registered_is_walked() -> None:
    """Notices are walked in tests/secrecy/test_notices.py."""
    walked = [parse(typed, Form.COMMAND) for typed in TYPED]
    walked += [parse(split_show_here(token)[1], Form.TOKEN) for token in PRESSED]
    assert set(surfaces.WISHES) - {type(wish) for wish in walked} == IN_A_FORM
    assert set(surfaces.FORMS) == {wish.form for wish in walked if isinstance(wish, OpenForm)}
    assert set(surfaces.DIGESTS) <= {w.kind for w in walked if isinstance(w, SendDigest)}
    assert set(surfaces.METRICS) <= {w.figure for w in walked if isinstance(w, ShowBehind)}


OUTSIDE_OF_CHAT = {
    "ask": test_the_command_line_tells_no_secret,
    "audit verify": "ids and counts only: tests/e2e/test_cli_history.py",
    "chat": "asks as a walker does: tests/dialogues",
    "export --public": "tests/contract/test_portfolio.py",
    "report": "tests/contract/test_council.py",
    "run": "serves what is walked here",
}
"""Each command that shows something of cases to others than the operator, and where it is held down
that it tells no secret."""


def command_names() -> set[str]:
    """Every command of `vigil`, as it is typed."""
    groups = getattr(get_command(command_line), "commands", {})
    return {
        f"{name} {below}" if below else name
        for name, command in groups.items()
        for below in [*getattr(command, "commands", ()), *([""] if _runs(command) else ())]
    }


def _runs(command: object) -> bool:
    """Whether it does something by itself, and not only by what stands below it."""
    return not hasattr(command, "commands") or getattr(command, "invoke_without_command", False)


def test_every_command_that_shows_something_is_known_to_tell_no_secret() -> None:
    silent = {Shows.NOTHING, Shows.EVERYTHING}
    telling = {name for name, shows in surfaces.COMMANDS.items() if shows not in silent}
    assert telling == set(OUTSIDE_OF_CHAT)
