"""The order of annexes: that in which the body first refers to them; those it never refers to come last."""

from __future__ import annotations

from ..tree import Annex, Document, Ref, articles, inline_runs, paragraphs, walk


def refers(document: Document) -> dict[str, Ref]:
    """The first reference to each annex from the body, then from other annexes: annex id → reference."""
    by_clause = {annex.clause: annex.id for annex in document.annexes if "/@" not in annex.id}
    by_name = {(annex.clause, annex.id.rpartition("/@")[2]): annex.id for annex in document.annexes if "/@" in annex.id}
    found: dict[str, Ref] = {}
    blocks = [b for a in articles(document) for b in a.blocks] + [b for annex in document.annexes for b in annex.blocks]
    for paragraph in paragraphs(tuple(blocks)):
        for run in inline_runs(paragraph):
            for inline in walk(run):
                if not isinstance(inline, Ref):
                    continue
                target = inline.target
                id = by_name.get((target.clause, target.annex)) if target.annex else by_clause.get(target.clause)
                if id and not inline.id.startswith(id):
                    found.setdefault(id, inline)
    return found


def order_annexes(document: Document) -> Document:
    """The document with its annexes in order of reference."""
    if len(document.annexes) < 2:
        return document
    rank = {id: n for n, id in enumerate(refers(document))}
    ordered: list[Annex] = sorted(document.annexes, key=lambda annex: rank.get(annex.id, len(rank)))
    return document.but(annexes=tuple(ordered))
