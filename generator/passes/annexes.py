"""The order of annexes: that in which the body first refers to them; those it never refers to come last."""

from __future__ import annotations

from ..tree import Annex, Document, Ref, Survey, articles


def refers(document: Document, surveys: dict[str, Survey]) -> dict[str, Ref]:
    """The first reference to each annex from the body, then from other annexes: annex id → reference."""
    by_clause = {annex.clause: annex.id for annex in document.annexes if "/@" not in annex.id}
    by_name = {(annex.clause, annex.id.rpartition("/@")[2]): annex.id for annex in document.annexes if "/@" in annex.id}
    found: dict[str, Ref] = {}
    for unit in [a.id for a in articles(document)] + [a.id for a in document.annexes]:
        for ref in surveys[unit].refs:
            target = ref.target
            id = by_name.get((target.clause, target.annex)) if target.annex else by_clause.get(target.clause)
            if id and id != unit:
                found.setdefault(id, ref)
    return found


def order_annexes(document: Document, surveys: dict[str, Survey]) -> Document:
    """The document with its annexes in order of reference."""
    if len(document.annexes) < 2:
        return document
    rank = {id: n for n, id in enumerate(refers(document, surveys))}
    ordered: list[Annex] = sorted(document.annexes, key=lambda annex: rank.get(annex.id, len(rank)))
    return document.but(annexes=tuple(ordered))
