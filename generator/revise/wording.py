"""One text of a clause's variant with a delegation's edits in it, as source: untouched words keep their holes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rapidfuzz.distance import Indel

from ..build import Builder
from ..package import Package
from ..select import Chosen
from ..tree import Compiled, Target, articles, link_text, survey
from .align import Pair
from .difference import kind_of
from .source_text import Added, Changes, escaped, inline_of, plain_lines, source_of
from .units import Piece, Unit, Word, pieces_of, words

_HOLES = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_BLANK = re.compile(r"\s")


class Unwritable(Exception):
    """The edits cannot be put into the text; the message says why."""


class Wording:
    """One text of a variant, or of an annex of it, being edited."""

    def __init__(self, package: Package, instrument: str, language: str, chosen: Chosen, annex: str, data: dict[str, Any]) -> None:
        self.library, self.compiled = package.library, package[instrument][language]
        self.data = data
        self.template = self.library.template(data["text"])[0]
        draft = package[instrument]
        builder = Builder(package.selection, draft.instrument, draft.languages[language])
        variant = chosen.alternatives[0].variant
        assert variant is not None
        source = self.library.translation(chosen.clause.id, language) if language != "en" else None
        path = ("variants", variant.name, *(("annexes", annex, "text") if annex else ("text",)))
        self.filler = builder.filler(source or variant.source, path, chosen.alternatives[0].values, chosen)
        base = f"{instrument}:{chosen.clause.id}"
        self.prefix = f"{base}/@{annex}" if annex else base
        self.filler.blocks(self.template, self.prefix)
        self.items = self.filler.items
        self.words: dict[int, str | None] = {}
        self.after: dict[int, list[Added]] = {}
        self.first: list[Added] = []
        self.references = references(self.compiled)
        self.this = builder.language.form(builder.language.choose(builder.instrument.get("this")))

    def source(self, pairs: list[Pair]) -> tuple[dict[str, str], list[tuple[Pair, str]]]:
        """What is new of the text's data with the changes of its units in it, and the changes that cannot be put in, with
        the reason."""
        last: list[Any] | None = None
        refused: list[tuple[Pair, str]] = []
        title = {}
        for pair in pairs:
            item = self.items.get(pair.old.id) if pair.old else None
            if kind_of(pair) and pair.old and pair.new and pair.old.kind == pair.new.kind == "annex":
                title = {"title": escaped(pair.new.text)}
            elif kind_of(pair):
                try:
                    self._change(pair, item, last)
                except Unwritable as why:
                    refused.append((pair, str(why)))
            if pair.new is not None and item is not None and not pair.moved:
                last = item
        made = source_of(self.template, Changes(self.words, self.after, tuple(self.first)))
        if self.library.template(made)[1]:
            return {}, [(pair, "its words do not make a clause's text") for pair in pairs if kind_of(pair)]
        if len(refused) == sum(1 for pair in pairs if kind_of(pair)):
            return {}, refused
        return {**title, "text": made}, refused

    def _change(self, pair: Pair, item: list[Any] | None, last: list[Any] | None) -> None:
        """Notes one change."""
        old, new = pair.old, pair.new
        unit = old or new
        assert unit is not None
        if unit.kind == "row" or (old is not None and (item is None or sum(i is item for i in self.items.values()) > 1)):
            raise Unwritable("it is printed from a list, a table or by the program: change what it is printed from")
        if item is not None and (new is None or pair.moved):
            if pair.moved and (item[3] or item[4]):
                raise Unwritable("a paragraph with points was moved: change the order in the clause by hand")
            self.words[id(item)] = None
        if new is None:
            return
        said = self._said(old.id, item, new) if old is not None and item is not None else self._linked(escaped(new.text))
        if item is not None and not pair.moved:
            self.words[id(item)] = said
        else:
            block = Added(said, new.kind == "point")
            (self.after.setdefault(id(last), []) if last is not None else self.first).append(block)

    def _said(self, unit: str, item: list[Any], new: Unit) -> str:
        """A block's source with new words: what is untouched keeps its holes, the rest is plain words."""
        is_point = "/" in unit.removeprefix(f"{self.prefix}/")
        segments: list[tuple[Any, str]] = []
        printed: tuple[Piece, ...] = ()
        done = 0
        for n, inline in enumerate(item[2]):
            self.filler.start(unit)
            printed = pieces_of(self.compiled, self.filler.line(item[2][: n + 1], capital=not is_point))
            text = "".join(p if isinstance(p, str) else p.text for p in printed)
            own = " " if inline == ["br"] else text[done:]
            segments.append((inline, own))
            done += len(own)
        return self._linked(_edited(segments, tokens(printed), tokens(new.pieces)))

    def _linked(self, source: str) -> str:
        """A source in which what is written like a reference to a place of this draft is one."""
        if not self.references:
            return source
        texts = "|".join(re.escape(text).replace("\\ ", r"\s") for text in sorted(self.references, key=len, reverse=True))
        found = re.compile(rf"(?<!\w)({texts})(?![\w(]|\s+(?:of|to|in)\s+(?!{re.escape(self.this)}\b))")
        parts = _HOLES.split(source)
        parts[::2] = [found.sub(lambda match: f"{{{{ {self.references[re.sub(_BLANK, ' ', match[0])]} }}}}", part) for part in parts[::2]]
        return "".join(parts)


def references(compiled: Compiled) -> dict[str, str]:
    """How this draft prints references to its own articles, annexes and what is in them → the expressions that print so."""
    document = compiled.document
    found = {number.label: _reference(Target(id.partition(":")[2]), "") for id, number in compiled.numbers.items() if number.level == "article"}
    found = {text: made for text, made in found.items() if text.partition(" ")[0].isalpha() and " " in text}
    labels = tuple(found)
    blocks = [article.blocks for article in articles(document)] + [annex.blocks for annex in document.annexes]
    for ref in (ref for one in blocks for ref in survey(one).refs):
        link = compiled.links.get(ref.id)
        text = re.sub(_BLANK, " ", link_text(link)) if link and link.target.startswith(f"{document.id}:") else ""
        if text.endswith(labels) or ref.target.annex:
            found.setdefault(text, _reference(ref.target, ref.form))
    return {text: made for text, made in found.items() if text}


def _reference(target: Target, form: str) -> str:
    name = f', "{target.name}"' if target.name else ""
    annex = f', annex="{target.annex}"' if target.annex else ""
    return f'ref("{target.clause}"{name}{annex})' + (f".{form}" if form not in ("", "nominative") else "")


def tokens(pieces: Sequence[Piece]) -> list[Word]:
    """Words with every blank the same."""
    return [word if word.text.strip() else word.but(key=" ") for word in words(pieces)]


def _edited(segments: list[tuple[Any, str]], old: list[Word], new: list[Word]) -> str:
    """The segments (inline, what it prints) as source, with ``old`` words become ``new`` ones."""
    kept: set[int] = set()
    put: dict[int, str] = {}
    starts = [0]
    for word in old:
        starts.append(starts[-1] + len(word.text))
    for block in Indel.opcodes([w.key for w in old], [w.key for w in new]):
        start, end = starts[block.src_start], starts[block.src_end]
        if block.tag == "equal":
            kept.update(range(start, end))
        elif block.dest_end > block.dest_start:
            put[start] = put.get(start, "") + "".join(w.text for w in new[block.dest_start : block.dest_end])
    made, at = "", 0
    for inline, text in segments:
        end = at + len(text)
        whole = all(n in kept for n in range(at, end)) and not any(at < n < end for n in put)
        made += _put_in(made, escaped(put.pop(at, "")), inline == ["br"])
        if inline == ["br"]:
            made = f"{made.rstrip(' ')}\n" if at in kept else made
        elif whole and not isinstance(inline, str):
            made += inline_of(inline)
        else:
            made += escaped("".join(put.pop(n, "") + (text[n - at] if n in kept else "") for n in range(at, end)))
        at = end
    made += _put_in(made, escaped("".join(put[n] for n in sorted(put))), True)
    return plain_lines("\n".join(re.sub(r" {2,}", " ", line).strip() for line in made.split("\n")).strip())


def _put_in(made: str, text: str, is_end: bool) -> str:
    """Words that come between others; a sentence that comes between sentences has a line of its own."""
    if text.rstrip()[-1:] == ".":
        if made.rstrip(" ")[-1:] in ("", "\n"):
            return f"{text.strip()}\n"
        if is_end and made.rstrip()[-1:] == ".":
            return f"\n{text.strip()}"
    return text
