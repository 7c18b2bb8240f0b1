"""Defined terms in running text: where a glossary's forms stand.

Matching takes the longest form, whole words, case-sensitive except for the first letter at the start of a text, and
never crosses markup.  Results are kept by text: the same sentence is matched once.
"""

from __future__ import annotations

import re

from .tree import Term, Text


class Terms:
    """The surface forms of all glossaries in one language."""

    def __init__(self, forms: dict[str, list[str]]) -> None:
        self._by_first: dict[str, list[tuple[str, str]]] = {}
        self._kept: dict[str, tuple[Text | Term, ...]] = {}
        for term, surface in forms.items():
            for form in surface:
                self._by_first.setdefault(re.split(r"[\W\d_]", form, maxsplit=1)[0], []).append((form, term))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda pair: -len(pair[0]))
        self._starts = "".join(sorted({word[0] for word in self._by_first if word}))
        self._word = re.compile(rf"(?<!\w)[{self._starts}][^\W\d_]*") if self._starts else None

    def split(self, text: str) -> tuple[Text | Term, ...]:
        """A text as runs of plain text and terms."""
        kept = self._kept.get(text)
        if kept is None:
            kept = self._kept[text] = self._split(text)
        return kept

    def _split(self, text: str) -> tuple[Text | Term, ...]:
        if self._word is None or not text:
            return (Text(text),) if text else ()
        runs: list[Text | Term] = []
        done = 0
        capital = text[0]
        for match in self._word.finditer(capital.lower() + text[1:] if capital.lower() in self._starts else text):
            start = match.start()
            if start < done:
                continue
            candidates = self._by_first.get(match[0], ())
            if not start and capital != match[0][0]:
                candidates = sorted([*candidates, *self._by_first.get(capital + match[0][1:], ())], key=lambda pair: -len(pair[0]))
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
