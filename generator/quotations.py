"""Quotations: are the paragraphs of a clause an instrument's own words?

Goes in: a source marked ``verbatim``, the clause's text as typed, and the exact wordings of ``clauses/quotations.yaml``.
Comes out: what is wrong and the way out.  Names of paragraphs, marks of points and line ends do not count; a hole counts
as the words that the wording has in its place.
"""

from __future__ import annotations

import re
from typing import Any

_HOLE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_NAME = re.compile(r"\s\^[a-z][a-z0-9-]*$", re.MULTILINE)
_POINT = re.compile(r"^\s*- ", re.MULTILINE)


def misquoted(use: dict[str, Any], text: str, quotations: dict[str, Any]) -> tuple[str, str] | None:
    """A message and a hint; None where the paragraphs that ``use`` names are the words at its place."""
    place = f"{use['source']}, {use['at']}"
    known = [q for q in quotations.values() if (q["source"], q["at"]) == (use["source"], use["at"])]
    if not known:
        return f"the words of {place} have not been compared", "add them to clauses/quotations.yaml, or say adapted or modelled"
    paragraphs = _paragraphs(text)
    said = " ".join(paragraphs[number - 1] for number in use["paragraphs"] if number <= len(paragraphs))
    there = known[0].get("holes") or {}
    unknown = [hole for hole in _HOLE.findall(said) if hole not in there]
    if unknown:
        return f"{place}: nothing says what {{{{ {unknown[0]} }}}} stands for in these words", "add it to holes: in clauses/quotations.yaml"
    ours, theirs = (" ".join(words.split()) for words in (_HOLE.sub(lambda hole: there[hole[1]], said), known[0]["text"]))
    if ours == theirs:
        return None
    at = next((n for n, (mine, its) in enumerate(zip(ours, theirs, strict=False)) if mine != its), min(len(ours), len(theirs)))
    at = max(0, ours.rfind(" ", 0, at) + 1)
    return f"these are not the words of {place}: “{ours[at : at + 40]}”", f"there it says “{theirs[at : at + 40]}”; quote it, or say adapted"


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text as typed, each with its points and tables."""
    found: list[str] = []
    for block in re.split(r"\n[ \t]*\n", text.strip("\n")):
        if found and (block[:1] in (" ", "|") or block.startswith("- ")):
            found[-1] += f"\n{block}"
        else:
            found.append(block)
    return [_POINT.sub("", _NAME.sub("", paragraph)) for paragraph in found]
