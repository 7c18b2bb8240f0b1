"""What was typed: the variants of a clause whose texts count, and the text values of a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from ..hints import Any
from ..provisions import Variant
from ..select import Chosen

Steps = tuple[str | int, ...]


def variants(chosen: Chosen) -> list[Variant]:
    """The variants of a clause that are chosen, or may yet be, each once."""
    return list({a.variant.name: a.variant for a in chosen.alternatives if a.variant}.values())


def strings(value: Any) -> Iterator[tuple[Steps, str]]:
    """Every text inside a value, with the steps to it."""
    if isinstance(value, str):
        yield (), value
    elif isinstance(value, (list, dict)):
        items: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            for steps, text in strings(inner):
                yield (key, *steps), text
