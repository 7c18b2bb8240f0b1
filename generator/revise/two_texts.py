"""Two drafts of one instrument, written side by side: what both have alike is written once, and so are articles in which only
words changed, with these tracked; of the rest there are both, for the redline to merge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from rapidfuzz.distance import LCSseq, Postfix, Prefix

from ..language import Language
from ..tree import Annex, Article, Block, Choice, Compiled, Inlines, Paragraph, Point, Table, Term, Text
from ..writers.docx_document import Text as Writer
from ..writers.docx_inline import mark_of
from .align import LIKE
from .track import Track
from .units import named

Segment = str | tuple[str, str]
"""XML that both drafts have in one place, or what each of them has there."""
Changed = list[tuple[str, Inlines]]
"""What some paragraphs and points said before, by their ids."""
Step = Callable[[], None]


class TwoTexts:
    """Writes both; ``new`` is the writer of the new text, whose ``out`` is not yet the redline's."""

    def __init__(self, old: Compiled, new: Compiled, languages: tuple[Language, Language], width: int, track: Track) -> None:
        self._track = track
        self._changes = _Changes(old, new)
        self._same_rules = (old.document.numbering, old.document.headings) == (new.document.numbering, new.document.headings)
        self._same_rules &= vars(languages[0]) == vars(languages[1])
        self._changed = cache(self._changes.changed if self._same_rules else lambda key: None)
        self._unmarked: tuple[frozenset[str], frozenset[str]] = frozenset(), frozenset()
        while True:
            self.old = Writer(old.but(leaves={}), languages[0], width, "", self._unmarked[0])
            self.new = Writer(new.but(leaves={}), languages[1], width, "", self._unmarked[1])
            self.segments: list[Segment] = []
            self._shared: list[tuple[int, Changed]] = []
            self._is_behind = False  # the old text's writer stands where the last shared steps began
            self._write()
            if self._is_sound():
                for at, changed in self._shared:
                    self.segments[at] = self._merged(str(self.segments[at]), changed)
                if self._is_sound():
                    return

    def _is_sound(self) -> bool:
        """Whether every field has its target, as :func:`generator.writers.docx_document.written` sees to it for one text."""
        missing = [frozenset(text.runs.targets - text.marks.keys()) for text in (self.old, self.new)]
        self._unmarked = self._unmarked[0] | missing[0], self._unmarked[1] | missing[1]
        return not any(missing)

    def _merged(self, xml: str, changed: Changed) -> str:
        """A shared step with the words that changed in it."""
        made, end = [], 0
        for id, content in changed:
            mark = f'w:name="{mark_of(id)}"/>'
            start = xml.index(mark, end) + len(mark)
            made.append(xml[end:start])
            end = xml.index("<w:bookmarkEnd ", start)
            made.append(self._track.words(self.old.write_runs(content), xml[start:end]))
        return "".join([*made, xml[end:]])

    def _write(self) -> None:
        before, after = ([*text.steps(), ("end", text.finish)] for text in (self.old, self.new))
        i = k = 0
        for m, n in self._matches([key for key, _ in before], [key for key, _ in after]):
            if i < m or k < n:
                self._apart([step for _, step in before[i:m]], [step for _, step in after[k:n]])
            self._together(after[n][0], before[m][1], after[n][1])
            i, k = m + 1, n + 1

    def _matches(self, old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
        """The places of what both have in one order; where they differ in it, the most text stays."""
        if old == new:
            yield from ((n, n) for n in range(len(old)))
            return
        sides = [[n for n, key in enumerate(keys) for _ in range(self._changes.weight(key))] for keys in (old, new)]
        last = -1
        for block in LCSseq.opcodes([old[n] for n in sides[0]], [new[n] for n in sides[1]]):
            if block.tag == "equal":
                for i, k in zip(sides[0][block.src_start : block.src_end], sides[1][block.dest_start : block.dest_end], strict=True):
                    if k > last:
                        yield i, k
                        last = k

    def _together(self, key: str, before: Step, after: Step) -> None:
        """One step of both; where it is not shared, bookmarks are numbered as in the new text, so that what is alike looks alike."""
        changed = self._changed(key)
        if changed is not None and (self._is_behind or self._is_level()):
            start, marks, self.new.marks = len(self.new.out), self.new.marks, {}
            after()
            self.old.marks |= self.new.marks
            self.new.marks = marks | self.new.marks
            if changed:
                self._shared.append((len(self.segments), changed))
            self.segments.append("".join(self.new.out[start:]))
            self._is_behind = True
            return
        self._catch_up()
        self.old.number = self.new.number
        starts = len(self.old.out), len(self.new.out)
        same_lists = self._same_lists()
        before()
        after()
        made = "".join(self.new.out[starts[1] :])
        if made == "".join(self.old.out[starts[0] :]) and same_lists and self._same_lists():
            self.segments.append(made)
        else:
            self._differ(starts)

    def _same_lists(self) -> bool:
        return self.old.lists.instances == self.new.lists.instances

    def _is_level(self) -> bool:
        """Whether what both write next depends on the text alone."""
        self.old.number = self.new.number
        return self._same_lists() and self.old.state() == self.new.state()

    def _catch_up(self) -> None:
        if self._is_behind:
            self.old.lists.instances[:] = self.new.lists.instances
            self.old.resume(self.new.state())
            self.old.out += self.new.out[-1:]
            self._is_behind = False

    def _apart(self, before: Sequence[Step], after: Sequence[Step]) -> None:
        self._catch_up()
        starts = len(self.old.out), len(self.new.out)
        for step in (*before, *after):
            step()
        self._differ(starts)

    def _differ(self, starts: tuple[int, int]) -> None:
        old, new = "".join(self.old.out[starts[0] :]), "".join(self.new.out[starts[1] :])
        if self.segments and isinstance(last := self.segments[-1], tuple):
            self.segments[-1] = last[0] + old, last[1] + new
        elif old or new:
            self.segments.append((old, new))


class _Changes:
    """What changed in a step of writing, where no more than words did."""

    def __init__(self, old: Compiled, new: Compiled) -> None:
        self._before, self._after = old.numbers, new.numbers
        self._same_links = old.links == new.links and old.numbers == new.numbers
        self._olds, self._news = _nodes(old), _nodes(new)

    def weight(self, key: str) -> int:
        """How much text a step has, of what both drafts have."""
        units = [node for nodes in (self._olds, self._news) if isinstance(node := nodes.get(key), (Article, Annex))]
        return 1 + min([len(unit.blocks) for unit in units], default=0)

    def changed(self, key: str) -> Changed | None:
        """What an article or another step said before; None where more than words changed."""
        old, new = self._olds.get(key), self._news.get(key)
        if not isinstance(old, (Article, Annex)) or not isinstance(new, (Article, Annex)):
            return [] if new is not None and self._same_links and old == new else None
        if self._before.get(key) != self._after.get(key) or not self._alike(old.title, new.title):
            return None
        found: Changed = []
        return found if self._blocks(old.blocks, new.blocks, found) else None

    def _alike(self, old: object, new: object) -> bool:
        """Whether both print alike: the same, without a reference that may print otherwise now."""
        return old == new and (self._same_links or _is_plain(new))

    def _blocks(self, old: Sequence[Block], new: Sequence[Block], found: Changed) -> bool:
        if len(old) != len(new):
            return False
        for before, after in zip(old, new, strict=True):
            if before is after and self._same_links:
                continue
            if before.id != after.id:
                return False
            if isinstance(before, Paragraph) and isinstance(after, Paragraph):
                if before.kind != after.kind or not self._alike(before.tables, after.tables) or not self._unit(before, after, found):
                    return False
            elif not isinstance(before, Choice) or not self._alike(before, after):
                return False
        return True

    def _unit(self, old: Paragraph | Point, new: Paragraph | Point, found: Changed) -> bool:
        """A paragraph or point, and its points."""
        id, was, now = new.id, old.content, new.content
        if len(old.points) != len(new.points) or self._before.get(id) != self._after.get(id):
            return False
        if not self._alike(was, now):
            if not was or not now or not (named(id) or _resembles(was, now)):
                return False
            found.append((id, was))
        for before, after in zip(old.points, new.points, strict=True):
            if before is after and self._same_links:
                continue
            if before.id != after.id or not self._alike(before.more, after.more) or not self._unit(before, after, found):
                return False
        return True


def _nodes(compiled: Compiled) -> dict[str, object]:
    """What each step of writing a draft writes."""
    document = compiled.document
    nodes: dict[str, object] = {"preamble": (document.preamble, document.enacting), "closing": document.closing, "end": ()}
    titles: list[tuple[str, Inlines]] = []
    for part in document.parts:
        nodes[part.id] = part.title
        nodes |= {article.id: article for article in part.articles}
        titles += [(part.id, part.title), *((article.id, article.title) for article in part.articles)]
    nodes |= {annex.id: annex for annex in document.annexes}
    titles += [(annex.id, annex.title) for annex in document.annexes]
    parties = [block for block in document.preamble if isinstance(block, Paragraph) and block.kind == "party"]
    return nodes | {"front": (document.title, document.mark, titles, parties)}


def _is_plain(node: object) -> bool:
    """Whether words are all that some inlines have, or the tables around them."""
    if isinstance(node, tuple):
        return all(_is_plain(member) for member in node)
    if isinstance(node, Table):
        return _is_plain(node.head) and _is_plain(node.rows)
    return isinstance(node, (Text, Term))


def _resembles(old: Inlines, new: Inlines) -> bool:
    """Whether most of a text is where it was: then it is surely the same unit."""
    was, now = ("".join([getattr(inline, "text", "") for inline in inlines]) for inlines in (old, new))
    return Prefix.similarity(was, now) + Postfix.similarity(was, now) >= LIKE * max(len(was), len(now))
