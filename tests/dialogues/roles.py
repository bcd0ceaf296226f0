"""How somebody in a dialogue comes to a role: by a code, as in life."""

from core.domain.people import Grant, Role
from core.usecases.link import invite
from tests.dialogues.script import ChatBot, Member, talk


def code_for(bot: ChatBot, role: Role, section: str = "") -> str:
    """A code as `vigil invite` makes it."""
    world = bot.world
    with world.store.write() as uow:
        code, _ = invite(uow, world.chance, Grant(role, section), world.clock.now())
    return code


async def become(bot: ChatBot, who: Member, role: Role, section: str = "") -> None:
    """Take up a role, in private."""
    code = code_for(bot, role, section)
    await talk(bot, [(f"/link {code}", "You are now a")], who=who)
