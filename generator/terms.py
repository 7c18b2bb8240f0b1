"""Defined terms in running text: where a glossary's forms stand.

Matching takes the longest form, whole words, case-sensitive except for the first letter at the start of a text, and
never crosses markup.  Results are kept by text: the same sentence is matched once.
"""

from __future__ import annotations

import re

from .tree import Term, Text

_WORD = re.compile(r"[^\W\d_]+")


class Terms:
    """The surface forms of all glossaries in one language."""

    def __init__(self, forms: dict[str, list[str]]) -> None:
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        self._kept: dict[str, tuple[Text | Term, ...]] = {}
        for term, surface in forms.items():
            for form in surface:
                first = _WORD.match(form)
                if first:
                    self._by_first.setdefault(first[0], []).append((form, term))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda pair: -len(pair[0]))

    def split(self, text: str) -> tuple[Text | Term, ...]:
        """A text as runs of plain text and terms."""
        kept = self._kept.get(text)
        if kept is None:
            kept = self._kept[text] = self._split(text)
        return kept

    def _split(self, text: str) -> tuple[Text | Term, ...]:
        runs: list[Text | Term] = []
        done = 0
        for match in _WORD.finditer(text):
            start = match.start()
            if start < done:
                continue
            candidates = self._by_first.get(match[0], ())
            if not candidates and start == 0:
                word = match[0]
                candidates = self._by_first.get(word[0].lower() + word[1:], ())
            for form, term in candidates:
                end = start + len(form)
                if text[start + 1 : end] == form[1:] and not text[end : end + 1].isalnum():
                    if start > done:
                        runs.append(Text(text[done:start]))
                    runs.append(Term(term, text[start:end]))
                    done = end
                    break
        if done < len(text):
            runs.append(Text(text[done:]))
        return tuple(runs)
