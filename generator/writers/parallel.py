"""Several texts of one instrument → the order in which their pieces stand level with each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def level(texts: Sequence[Iterable[str]]) -> list[str]:
    """The keys of every text in one order: the first text's, and what only another has after what precedes it there."""
    order = list(texts[0])
    for keys in texts[1:]:
        if keys == order:
            continue
        place = {key: n for n, key in enumerate(order)}
        added: dict[int, list[str]] = {}
        at = -1
        for key in keys:
            if key in place:
                at = place[key]
            else:
                added.setdefault(at, []).append(key)
        order = [*added.get(-1, ()), *(key for n, own in enumerate(order) for key in (own, *added.get(n, ())))]
    return order
