"""Markdown says what was typed, whatever was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.language import Language
from generator.project import Project
from generator.source import parse
from generator.tree import Article, Closing, Compiled, Document, Number, Numbering, Paragraph, Part, Point, Text
from generator.writers import Options, write

_source, _ = parse(Project().asset("templates/languages/en.yaml"), "en")
assert _source is not None
ENGLISH = Language("en", _source.data)


def compiled(text: str) -> Compiled:
    """One article of one paragraph with one point."""
    paragraph = Paragraph("t:x.y/1", (Text(text),), (Point("t:x.y/1/a", (Text(text),)),))
    article = Article("t:x.y", "x.y", (Text("Title"),), (paragraph,))
    document = Document("t", "en", "T", "T", "treaty", Numbering(), True, (), "", (Part("t:part/1", (), (article,)),), (), Closing("none", (), ()), "", False)
    numbers = {"t:x.y": Number("article", 1, "1", "Article 1"), "t:x.y/1/a": Number("point", 1, "a", "(a)")}
    return Compiled(document, numbers, {})


def rendered(markdown: str) -> list[str]:
    """The plain text of each paragraph, as a reader of CommonMark sees it."""
    found = []
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type == "inline":
            found.append(
                "".join(
                    c.content if c.type in ("text", "code_inline", "html_inline") else "\n" if c.type == "softbreak" else f"<{c.type}>"
                    for c in token.children or ()
                )
            )
    return found


@pytest.mark.parametrize(
    "name",
    [
        "A*B_C <b>",
        "1. X",
        "1) X",
        "- X",
        "# X",
        "> X",
        "`x`",
        "[a](b)",
        "&amp; x",
        "* * *",
        "=== x",
        "\\*",
        "+ y",
        "~~~",
        "<a id=1>",
        "a | b",
        "![x](y)",
        "http://x.y",
        "_x_",
    ],
)
def test_it_prints_as_typed(name: str) -> None:
    """Names that look like markup are text at the start of a line and inside one."""
    shown = rendered(write(compiled(name), ENGLISH, "md", Options()).decode())
    assert name in shown
    assert f"(a) {name}" in shown


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=30))
def test_any_text_prints_as_typed(name: str) -> None:
    """The same for any printable text without spaces."""
    assert f"(a) {name}" in rendered(write(compiled(name), ENGLISH, "md", Options()).decode())
