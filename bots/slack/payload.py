"""Reading the JSON that Slack sends, where anything may be missing."""

from collections.abc import Mapping, Sequence


def at(node: object, *path: str | int) -> object:
    """What stands at a path of keys and indexes, or None."""
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return None
    return node


def word(node: object, *path: str | int) -> str:
    """The text at a path, or an empty one."""
    found = at(node, *path)
    return found if isinstance(found, str) else ""


def flag(node: object, *path: str | int) -> bool:
    """Whether true stands at a path."""
    return at(node, *path) is True


def many(node: object, *path: str | int) -> Sequence[object]:
    """The list at a path, or an empty one."""
    found = at(node, *path)
    return found if isinstance(found, list) else ()
