"""What drafts of one library remember of each other: variants that share an article have it filled, numbered and written once.

A :class:`Memory` goes from one draft to the next.  Every stage asks it with all that a result was made from, and makes it
anew where any of that differs; so a draft with a memory says what the draft without one would.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from .hints import Any, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
KEPT = 4
"""How many results of one stage for one unit are remembered: variants often come and go between a few wordings."""


class Memory:
    """Results by stage and unit, the newest first, each beside what it was made from.

    ``lasting``: other drafts will ask.  What only they would ask for is not kept by one that serves a single draft."""

    def __init__(self, lasting: bool = True) -> None:
        self.lasting = lasting
        self._kept: dict[Hashable, list[tuple[Any, Any]]] = {}
        self._wholes: dict[Hashable, list[tuple[Any, Any, Any]]] = {}

    def once(self, key: Hashable, origin: Any, make: Callable[[], T]) -> T:
        """The result that was made from an equal ``origin``, or a new one."""
        kept = self._kept.get(key)
        if kept is not None:
            for entry in kept:
                if entry[0] == origin:
                    return entry[1]  # type: ignore[no-any-return]
        made = make()
        self.keep(key, origin, made)
        return made

    def later(self, key: Hashable, origin: Any, make: Callable[[], T]) -> T:
        """:meth:`once`, for what nobody asks for twice in one draft."""
        return self.once(key, origin, make) if self.lasting else make()

    def recall(self, key: Hashable, origin: Any) -> list[Any]:
        """The results that were made from an equal ``origin``."""
        return [made for before, made in self._kept.get(key, ()) if before == origin]

    def each(self, key: Hashable, origin: Any, parts: Mapping[K, V], make: Callable[[K, V], T]) -> dict[K, T]:
        """What is made of each part of a whole, and of ``origin``; only parts that are not those of the last time are made anew."""
        kept = self._wholes.setdefault(key, [])
        none: tuple[Mapping[K, V], dict[K, T]] = {}, {}
        before, results = next(((whole, made) for known, whole, made in kept if known == origin), none)
        made = {name: results[name] if before.get(name) is part else make(name, part) for name, part in parts.items()}
        kept[:] = [(origin, parts, made), *(entry for entry in kept if entry[0] != origin)][:KEPT]
        return made

    def last(self, key: Hashable) -> tuple[Any, Any] | None:
        """What was last made for a key, after what it was made from; None where nothing was."""
        kept = self._kept.get(key)
        return kept[0] if kept else None

    def keep(self, key: Hashable, origin: Any, made: Any) -> None:
        """Remembers a result."""
        kept = self._kept.setdefault(key, [])
        kept.insert(0, (origin, made))
        del kept[KEPT:]

    def same(self, key: Hashable, value: T) -> T:
        """The equal value that was met before, so that what is made from it is found at once; else the value itself."""
        return self.once(key, value, lambda: value)
