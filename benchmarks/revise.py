"""Redlines, differences and intake of a treaty of 60 articles in which 295 words were changed.

The redline is timed from two compiled trees to bytes against a plain draft of one of them, and against docx-trackdiff, which
is given the two Word files.  The difference and the intake have bounds in milliseconds, of processor time."""

from __future__ import annotations

import io
import itertools
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from docx_trackdiff import compare

from benchmarks.timing import Ratio, paired_ms
from generator import draft, load, write
from generator.frozen import Record
from generator.package import InstrumentDraft
from generator.pipeline import options_for, redline
from generator.revise.align import align
from generator.revise.intake import intake
from generator.revise.units import units
from generator.revise.word_reader import read
from generator.tree import Article, Compiled, Paragraph, Part, Point, Text

INSTRUMENT, ARTICLES, WORDS, TRACKED = "state-treaty", 60, 295, 300


def measure() -> list[Ratio]:
    """Writer to writer, tree to tree, file to findings."""
    treaty = draft(load("ukraine-austrian-model"), ["en"])[INSTRUMENT]
    document = treaty["en"].document
    numbered = {a.id for part in document.parts for a in part.articles if a.clause != "definitions.terms"}
    kept = set(itertools.islice((a.id for part in document.parts for a in part.articles if a.id in numbered), ARTICLES))
    parts = tuple(part.but(articles=tuple(a for a in part.articles if a.id in kept)) for part in document.parts)
    short = treaty["en"].but(document=document.but(parts=tuple(part for part in parts if part.articles)), leaves={})
    old, new = _with(treaty, short), _with(treaty, _changed(short, WORDS))
    options = options_for(treaty.package, INSTRUMENT, "en", "docx")
    ours, plain = paired_ms(lambda: redline(old, new, "en", "A", "2027-03-14T00:00:00Z"), lambda: write(new, "docx", "en", options), 21)
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / name) for name in ("old.docx", "new.docx", "out.docx")]
        for path, one in zip(files, (old, new), strict=False):
            Path(path).write_bytes(write(one, "docx", "en", options))
        arguments = ["docx-trackdiff", *files, "--author", "A", "--date", "2027-03-14T00:00:00Z"]

        def peer_redline() -> None:
            with patch.object(sys, "argv", arguments), redirect_stdout(io.StringIO()):
                compare.main()

        ours_again, peer = paired_ms(lambda: redline(old, new, "en", "A", "2027-03-14T00:00:00Z"), peer_redline, 5)
    before, after = units(old["en"]), units(new["en"])
    tree, _ = paired_ms(lambda: align(before, after), lambda: None, 21)
    many = redline(old, _with(treaty, _changed(short, TRACKED // 2)), "en", "A", "2027-03-14T00:00:00Z")
    found = len(read(many, "x").tracked)
    original = read(write(old, "docx", "en", options), "o")
    taken, _ = paired_ms(lambda: intake(read(many, "x"), original), lambda: None, 11)
    return [
        Ratio(f"redline of {ARTICLES} articles with {WORDS} words changed / a plain draft of them", ours, plain, 2),
        Ratio("docx-trackdiff on the two files / redline from the two trees", ours_again, peer, 8, at_least=True),
        Ratio("difference of the two trees / 1 ms", tree, 1, 5),
        Ratio(f"intake of {found} tracked changes / 1 ms", taken, 1, 300),
    ]


def _with(treaty: InstrumentDraft, compiled: Compiled) -> InstrumentDraft:
    made = InstrumentDraft(treaty.package, treaty.instrument)
    made.compiled, made.languages = {"en": compiled}, treaty.languages
    return made


def _changed(compiled: Compiled, number: int) -> Compiled:
    """The tree with so many of its longer words replaced, spread over its paragraphs."""
    places = sum(_long(text) for part in compiled.document.parts for article in part.articles for text in _texts(article.blocks))
    step, seen = max(1, places // number), itertools.count()

    def changed(node: Any) -> Any:
        if isinstance(node, Text):
            if not _long(node) or (n := next(seen)) % step or n // step >= number:
                return node
            words = node.text.split(" ")
            at = max(range(len(words)), key=lambda i: len(words[i]))
            words[at] = f"{words[at][::-1].strip('.,;')}"
            return Text(" ".join(words))
        if isinstance(node, tuple):
            return tuple(changed(member) for member in node)
        if isinstance(node, (Part, Article, Paragraph, Point)):
            fields = ("articles", "blocks", "content", "points")
            return node.but(**{f: changed(getattr(node, f)) for f in fields if f in type(node).__fields__})
        return node

    return compiled.but(document=compiled.document.but(parts=changed(compiled.document.parts)), leaves={})


def _long(text: Text) -> bool:
    return len(text.text) > 20


def _texts(node: Any) -> list[Text]:
    if isinstance(node, Text):
        return [node]
    if isinstance(node, tuple):
        return [text for member in node for text in _texts(member)]
    fields = ("articles", "blocks", "content", "points")
    return [text for f in fields if isinstance(node, Record) and f in type(node).__fields__ for text in _texts(getattr(node, f))]
