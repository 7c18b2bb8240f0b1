"""The plain reading of `draft`'s arguments says what click's says."""

from __future__ import annotations

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cli.draft import draft
from generator.cli.plain import FLAG, MANY, ONE, OPTIONS, read_plainly

WORDS = st.sampled_from(
    "-f md docx -l en --set a.b=c -o out --final --notes --force x/scenario.yaml -i t --alternat --parallel -fmd --set=a.b=c --help --".split()
)


def test_the_options_are_those_of_click() -> None:
    """Every option in the table takes what click's takes, and none but --notes is left out."""
    known = {name: parameter for parameter in draft.params if isinstance(parameter, click.Option) for name in parameter.opts}
    takes = {n: FLAG if p.is_flag else MANY if p.multiple else ONE for n, p in known.items()}
    assert {n: (known[n].name, takes[n]) for n in OPTIONS} == OPTIONS
    assert set(known) - set(OPTIONS) == {"--notes"}


@given(st.lists(WORDS, max_size=7))
def test_both_read_the_same(words: list[str]) -> None:
    """What is read plainly, click reads the same."""
    plain = read_plainly(["draft", *words])
    if plain is not None:
        with draft.make_context("draft", list(words), help_option_names=["-h", "--help"]) as context:  # click keeps the option that it makes
            assert context.params == plain


@pytest.mark.parametrize("arguments", [["check"], ["draft", "--help"], ["draft", "-f", "pdf"], ["draft", "-f"], ["draft", "a", "b"], ["--version"], []])
def test_the_rest_is_for_click(arguments: list[str]) -> None:
    """Help, mistakes and other commands are not read plainly."""
    assert read_plainly(arguments) is None
