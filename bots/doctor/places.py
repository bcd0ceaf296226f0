"""The port on which we listen, and the address under which the outside reaches us."""

import socket
from contextlib import closing
from typing import Final

import aiohttp

from bots.doctor.finding import Finding, fine, note, wrong
from bots.settings import Settings

PORT: Final = "Port"
ADDRESS: Final = "Public address"
PATIENCE: Final = aiohttp.ClientTimeout(total=5.0)
_OK: Final = 200
_ANYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  to know it, not to use it


async def examine(settings: Settings) -> list[Finding]:
    """Both, as far as they are used."""
    found = [await _port(settings)] if settings.port else []
    if settings.host in _ANYWHERE and settings.port:
        found.append(
            note(
                PORT,
                "is open to every network of this machine, and with it health and metrics.",
                "Let a firewall allow only your proxy and your Prometheus.",
            )
        )
    if settings.public_url:
        found.append(await _public(settings))
    return found


async def _port(settings: Settings) -> Finding:
    named = f"{settings.host} port {settings.port}"
    if _is_free(settings.host, settings.port):
        return fine(PORT, f"{named} is free: no `vigil run` with these settings serves here now.")
    host = "127.0.0.1" if settings.host in _ANYWHERE else settings.host
    host = f"[{host}]" if ":" in host else host
    if await _is_vigil(f"http://{host}:{settings.port}/healthz"):
        return fine(PORT, f"a `vigil run` serves on {named}.")
    taken = wrong if settings.needs_port or "port" in settings.model_fields_set else note
    return taken(PORT, f"{named} can't be had.", "Set VIGIL_HOST or VIGIL_PORT to another.")


async def _public(settings: Settings) -> Finding:
    if await _is_vigil(f"{settings.public_url.rstrip('/')}/healthz"):
        return fine(ADDRESS, "leads to a `vigil run`.")
    return wrong(
        ADDRESS,
        "does not lead to a `vigil run`.",
        "Start it, and see that VIGIL_PUBLIC_URL's name, certificate and proxy lead to this port.",
    )


def _is_free(host: str, port: int) -> bool:
    try:
        places = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = places[0]
        with closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError:
        return False
    return True


async def _is_vigil(url: str) -> bool:
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.get(url) as answer:
            told = await answer.json() if answer.status == _OK else None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("vigil") == "alive"
