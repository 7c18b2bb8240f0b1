"""Clause text → blocks with holes, once.

Goes in: the text of a variant.  Comes out: plain JSON lists (:data:`Template`), so that they can be kept.  Jinja2's own
lexer and parser find and read the holes, CommonMark the blocks between them; only what is listed here is let through,
and nothing is executed.  The forms:

- blocks: ``["p", name, inlines, points, tables]``, ``["if", expr, blocks, blocks]``, ``["for", var, expr, blocks]``
- points: ``["p", name, inlines, points, more]`` and the same two statements around points
- tables: ``[head, right, rows]``; rows: ``["r", cells]`` and the same two statements around rows
- inlines: ``"text"``, ``["e", inlines]``, ``["s", inlines]``, ``["br"]``, ``["h", expr, line, column]``, and the statements
- expressions: ``["n", name]``, ``["a", expr, attribute]``, ``["c", function, args, {name: arg}]``, ``["k", constant]``, ``["not", expr]``
"""

from __future__ import annotations

from .diagnostics import Fault
from .text_blocks import Blocks, skeleton
from .text_holes import LONGEST, Bad, Template, balance, find_tags


def parse(text: str) -> tuple[Template, list[Fault]]:
    """A clause's text → its blocks; on a fault, no blocks and what is wrong."""
    try:
        if len(text) > LONGEST:
            raise Bad("CL004", 1, 1, f"the text is longer than {LONGEST:,} characters", "split the clause")
        tags = find_tags(text)
        balance(tags)
        blocks = Blocks(tags).blocks(skeleton(text, tags))
    except Bad as bad:
        return [], [bad.fault]
    return blocks, []


def parse_line(text: str) -> tuple[Template, list[Fault]]:
    """A text of one line (a title, a choice, a definition) → inlines."""
    blocks, faults = parse(text.strip())
    if faults:
        return [], faults
    if not blocks:
        return [], []
    if len(blocks) > 1 or blocks[0][0] != "p" or blocks[0][3] or blocks[0][4]:
        return [], [Fault("CL006", 1, 1, "this text has one line: no lists, tables or paragraphs")]
    inlines: Template = blocks[0][2]
    return inlines, []


def holes_in(template: Template, forms: bool = False) -> set[str]:
    """Every name that a text looks up; ``forms``: and every form and column that it asks for."""
    found: set[str] = set()
    for item in template:
        if isinstance(item, list):
            if len(item) == 2 and item[0] == "n" and isinstance(item[1], str):
                found.add(item[1])
            else:
                found |= holes_in(item, forms)
                if forms and len(item) == 3 and item[0] == "a" and isinstance(item[2], str):
                    found.add(item[2])
    return found


__all__ = ["Template", "holes_in", "parse", "parse_line"]
