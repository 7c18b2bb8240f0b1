"""Defined terms in running text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.terms import Terms
from generator.tree import Term, Text

TERMS = Terms({"forces": ["Foreign Forces"], "force": ["Force", "Forces"], "line": ["Line"], "act": ["hostile act", "Hostile Acts"]})


def found(text: str) -> list[tuple[str, str]]:
    """The terms in a text."""
    return [(run.term, run.text) for run in TERMS.split(text) if isinstance(run, Term)]


def test_the_longest_form_wins() -> None:
    """A longer form hides a shorter one that starts at the same word."""
    assert found("All Foreign Forces and the Force.") == [("forces", "Foreign Forces"), ("force", "Force")]


def test_whole_words_and_case() -> None:
    """No part of a word, no other case, but a capital at the start."""
    assert found("Enforce the Lines; the line; Airline Force1.") == []
    assert found("Hostile act of the Line") == [("act", "Hostile act"), ("line", "Line")]
    assert found("A hostile act") == [("act", "hostile act")]


@given(st.text(max_size=80))
def test_nothing_is_lost(text: str) -> None:
    """The runs put together are the text."""
    assert "".join(run.text for run in TERMS.split(text)) == text
    assert all(isinstance(run, (Text, Term)) for run in TERMS.split(text))
