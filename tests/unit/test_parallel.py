"""Several languages in one file: what belongs together is level, and each text is the one that stands alone."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator import draft, load, write
from generator.language import Language
from generator.passes.number import number
from generator.pipeline import options_for, write_parallel
from generator.tree import Article, Compiled, Paragraph, Part, Table
from generator.writers.docx import write_parallel as write_docx
from generator.writers.docx_inline import mark_of
from generator.writers.parallel import level

from .docx_samples import SAMPLES, instrument, language, text
from .test_docx import W, fields, labels, options, parts, printed, root

TAGS = ["en", "uk", "ru"]


@cache
def texts(name: str) -> tuple[tuple[Compiled, Language], ...]:
    """A sample in three languages: its words are the same, its numbers each language's own."""
    sample = SAMPLES[name]()
    made = [(sample.document.but(language=tag), language(tag)) for tag in TAGS]
    return tuple((sample.but(document=document, numbers=number(document, own)), own) for document, own in made)


@cache
def beside(name: str) -> bytes:
    """A sample in three columns."""
    return write_docx(texts(name), options())


def column_mark(n: int, id: str) -> str:
    """The bookmark of a node in the n-th column."""
    return mark_of(f"-{TAGS[n]}{id}" if n else id)


def rows(data: bytes) -> list[list[Any]]:
    """The rows of the tables of a file, each a list of cells; tables in cells are not looked into."""
    return [row.findall(W + "tc") for table in root(data).find(W + "body").findall(W + "tbl") for row in table.findall(W + "tr")]


# ------------------------------------------------------------------ Word


@pytest.mark.parametrize("name", SAMPLES)
def test_each_column_counts_as_its_text_does_alone(name: str) -> None:
    """Word's own labels, column by column, are the recorded numbers of that language."""
    wanted = {column_mark(n, id): one.label for n, (compiled, _) in enumerate(texts(name)) for id, one in compiled.numbers.items()}
    assert labels(beside(name)) == wanted


@pytest.mark.parametrize("name", SAMPLES)
def test_what_belongs_together_stands_in_one_row(name: str) -> None:
    """Every numbered unit has a row, and in it the same unit of each language."""
    ids = {column_mark(n, id): (n, id) for n, (compiled, _) in enumerate(texts(name)) for id in compiled.numbers}
    seen = set()
    for row in rows(beside(name)):
        marks = [[ids[b.get(W + "name")] for b in cell.iter(W + "bookmarkStart") if b.get(W + "name") in ids] for cell in row]
        for n, cell in enumerate(marks):
            assert [id for _, id in cell] == [id for _, id in marks[0]]
            assert all(column == n for column, _ in cell)
        seen |= {id for _, id in marks[0]}
    assert seen == set(texts(name)[0][0].numbers)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_used_is_there(name: str) -> None:
    """Styles, lists and targets of fields exist; bookmarks are single and paired; a cell ends with a paragraph."""
    data = beside(name)
    document = root(data)
    styles = {s.get(W + "styleId"): s for s in root(data, "word/styles.xml").iter(W + "style")}
    nums = [n.get(W + "numId") for n in root(data, "word/numbering.xml").iter(W + "num")]
    assert {e.get(W + "val") for tag in ("pStyle", "rStyle", "tblStyle") for e in document.iter(W + tag)} <= styles.keys()
    assert len(nums) == len(set(nums))
    assert {e.get(W + "val") for e in document.iter(W + "numId")} <= {*nums, "0"}
    marks = [(b.get(W + "name"), b.get(W + "id")) for b in document.iter(W + "bookmarkStart")]
    assert len({m for m, _ in marks}) == len({i for _, i in marks}) == len(marks) == len(list(document.iter(W + "bookmarkEnd")))
    assert {code.split()[1] for code, _ in fields(data) if code.split()[0] == "REF"} <= {m for m, _ in marks}
    assert all(cell[-1].tag == W + "p" for cell in document.iter(W + "tc"))
    spoken = {id: style.find(f"{W}rPr/{W}lang") for id, style in styles.items()}
    assert {e.get(W + "val") for id, e in spoken.items() if e is not None and id.endswith("-uk")} == {"uk-UA"}


def test_the_page_lies_down_and_names_the_languages() -> None:
    """Landscape, the languages in themselves in the header and above each column, on every page."""
    data = beside("law")
    size = next(root(data).iter(W + "pgSz"))
    assert (size.get(W + "orient"), int(size.get(W + "w")) > int(size.get(W + "h"))) == ("landscape", True)
    header = etree.fromstring(parts(data)["word/header1.xml"])
    assert printed(header).endswith("English · Українська · Русский")
    assert [printed(cell) for cell in rows(data)[0]] == ["English", "Українська", "Русский"]
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in root(data).iter(W + "tr")].count(True) == 1


def test_each_annex_begins_a_page_with_the_languages_above_it() -> None:
    """A table of its own."""
    data = beside("treaty")
    tables = root(data).find(W + "body").findall(W + "tbl")
    assert [printed(table.find(f"{W}tr/{W}tc")) for table in tables] == ["English"] * 4
    breaks = [e.get(W + "val", "1") for e in root(data).iter(W + "pageBreakBefore")]
    assert breaks.count("1") == 3  # the text after its contents, and two annexes; no heading in a cell begins a page
    assert breaks.count("0") == 3 + 3 * 2


def test_the_contents_are_level_too() -> None:
    """Every Part, article and annex in each column, pointing at its own."""
    data = beside("treaty")
    styles = [[cell.find(f"{W}p/{W}pPr/{W}pStyle").get(W + "val") for cell in row] for row in rows(data)]
    entries = [row for row, style in zip(rows(data), styles, strict=True) if style[0] in ("TOC1", "TOC2")]
    assert len(entries) == 2 + 20 + 2
    ids = list(texts("treaty")[0][0].numbers)
    for row in entries:
        anchors = [next(cell.iter(W + "hyperlink")).get(W + "anchor") for cell in row]
        assert any(anchors == [column_mark(n, id) for n in range(3)] for id in ids)


def test_brackets_blanks_tables_and_signatures_are_in_every_column() -> None:
    """Whatever the text alone has."""
    for n in range(3):
        cells = [printed(row[n]) for row in rows(beside("treaty")) if len(row) == 3]
        assert any(cell.startswith("[Ukraine: It stays.") for cell in cells)
        assert any("[… days]" in cell for cell in cells)
        assert sum("PhaseMeasuresShare (per cent)" in cell for cell in cells) == 2
        assert sum(cell.startswith("For ") for cell in cells) == 3


def test_a_table_that_no_column_holds_stands_across_the_page() -> None:
    """Once for each language, one under the other."""
    head = tuple(text(f"Responsibility{n}") for n in range(8))
    table = Table("t:a/t", head, (head,), (False,) * 8)
    article = Article("t:a", "a", text("A"), (Paragraph("t:a/1", text("As follows."), (), (table,)),))
    document = instrument((Part("p", (), (article,)),))
    made = [(Compiled(document.but(language=tag), number(document, language(tag)), {}), language(tag)) for tag in TAGS]
    wide = [row for row in rows(write_docx(made, options())) if len(row) == 1]
    assert len(wide) == 3
    assert all(row[0].find(f"{W}tcPr/{W}gridSpan").get(W + "val") == "3" for row in wide)


@pytest.mark.parametrize("notes", ["footnotes", "comments"])
def test_drafting_notes_stand_in_the_first_column(notes: str) -> None:
    """Once, and never in a final text."""
    data = write_docx(texts("treaty"), options(notes=notes))
    element = {"footnotes": "footnoteReference", "comments": "commentReference"}[notes]
    assert len(list(root(data).iter(W + element))) == 1
    assert f"word/{notes}.xml" not in parts(write_docx(texts("treaty"), options(notes=notes, final=True)))


def test_a_text_that_one_language_lacks_leaves_its_cell_empty() -> None:
    """The others stay level."""
    first, (compiled, own), third = texts("law")
    part = compiled.document.parts[0]
    shorter = compiled.but(document=compiled.document.but(parts=(part.but(articles=part.articles[:1]),)), leaves={})
    last = rows(write_docx([first, (shorter, own), third], options()))[-1]
    assert [bool(printed(cell)) for cell in last] == [True, False, True]


# -------------------------------------------------------------- Markdown


@cache
def shipped() -> Any:
    """The shipped package in three languages, with what the parties have left open."""
    ceiling = "{open: [{value: 40000, by: [ukraine]}, {value: 20000, by: [russian-federation]}]}"
    alliance = "{open: [{variant: on-hold, by: [russian-federation]}, {variant: moratorium, years: 20 years, by: [ukraine]}, {omit: true}]}"
    scenario = load("ukraine-austrian-model")
    settings = [f"state-treaty:stabilisation-force.establishment.ceiling={ceiling}", f"state-treaty:alliance.membership={alliance}"]
    return draft(scenario.with_values(settings), TAGS)


@pytest.mark.parametrize("id", ["state-treaty", "neutrality-law", "notification", "bilateral-assurance", "security-council-resolution"])
def test_markdown_holds_each_text_as_it_stands_alone(id: str) -> None:
    """Block by block in order; beside the texts there are anchors, rules and names of languages only."""
    together = write_parallel(shipped()[id], "md", TAGS).decode()
    blocks = re.sub(r'<a id="(uk|ru)\.', '<a id="', together).split("\n\n")
    alone = [write(shipped()[id], "md", tag).decode().split("\n\n") for tag in TAGS]
    for single in alone:
        rest = iter(block.strip("\n") for block in blocks)
        missing = [block for block in single if block.strip("\n") not in rest]
        assert missing == []
    own = {"---", "**English**", "**Українська**", "**Русский**"}
    assert sum(block.strip("\n") not in own for block in blocks) == sum(map(len, alone))
    anchors = re.findall(r'<a id="([^"]+)"', together)
    assert len(anchors) == len(set(anchors))


@pytest.mark.parametrize("id", ["state-treaty", "bilateral-assurance"])
def test_shipped_texts_are_level_whatever_is_not_translated_yet(id: str) -> None:
    """Brackets and missing translations included: in no row does a unit stand beside another one."""
    data = write_parallel(shipped()[id], "docx", TAGS)
    drafted = shipped()[id]
    ids = {column_mark(n, node): node for n, tag in enumerate(TAGS) for node in drafted[tag].numbers}
    for row in rows(data):
        nodes = {ids[b.get(W + "name")] for cell in row for b in cell.iter(W + "bookmarkStart") if b.get(W + "name") in ids}
        assert len(nodes) <= 1
    wanted = {column_mark(n, node): one.label for n, tag in enumerate(TAGS) for node, one in drafted[tag].numbers.items()}
    assert labels(data) == wanted
    assert data == write_parallel(drafted, "docx", TAGS, options_for(shipped(), id, "-".join(TAGS), "docx"))


# ----------------------------------------------------------------- order


@given(st.lists(st.lists(st.text("abcdef", min_size=1, max_size=2), unique=True), min_size=1, max_size=4))
def test_every_piece_has_one_place(texts: list[list[str]]) -> None:
    """None is lost, none doubled, and the first text keeps its order."""
    order = level(texts)
    assert sorted(order) == sorted(set().union(*texts))
    assert [key for key in order if key in texts[0]] == texts[0]


@given(st.lists(st.integers(0, 30), unique=True).map(sorted), st.lists(st.sets(st.integers(0, 30)), max_size=3))
def test_texts_with_gaps_keep_their_order(whole: list[int], gaps: list[set[int]]) -> None:
    """What stands before something in a text stands before it in the file."""
    names = [f"{n:02}" for n in whole]
    for keys in ([name for name in names if int(name) not in gap] for gap in gaps):
        order = level([names, keys])
        assert order == names
        back = level([keys, names])
        assert [key for key in back if key in keys] == keys
        assert [key for key in back if key in names] == names
