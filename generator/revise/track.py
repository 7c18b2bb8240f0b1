"""Words that went and words that came, as tracked changes in the runs of a paragraph.  ECMA-376 17.13.5 has every element here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from rapidfuzz.distance import Indel, LCSseq, Postfix, Prefix

from ..writers.docx_package import attribute
from .align import RESEMBLES
from .units import TOKEN
from .word_items import FIELD_END, Token, ends, run, runs, tokens_of

_RUNS = re.compile(r"((?:<w:r>.*?</w:r>)+)", re.DOTALL)
_WORD = re.compile(r"\w+(?:[’'‑-]\w+)*")
_MARKS = " ,;.()\u00a0"
_CLOSE = "</w:r>"
_RUN_END = f"</w:t>{_CLOSE}"
_FIELD = 'w:fldCharType="'
_WORDED = re.compile(
    r'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> REF\t[^<]*</w:instrText></w:r>'
    r'<w:r><w:fldChar w:fldCharType="separate"/></w:r>((?:(?!fldChar).)*)<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


class Track:
    """Tracked changes by one author at one time; their ids count through the file."""

    def __init__(self, author: str, date: str) -> None:
        self.who = f'w:author="{attribute(author)}" w:date="{attribute(date)}"'
        self.ids = count(1)

    def tag(self, name: str, inner: str | None = None) -> str:
        """A tracked change: an empty element, or one around some runs."""
        start = f'<w:{name} w:id="{next(self.ids)}" {self.who}'
        return f"{start}/>" if inner is None else f"{start}>{inner}</w:{name}>"

    def all(self, inner: str, name: str) -> str:
        """Every run in a change of one kind."""
        if name == "del":
            inner = _deleted(inner)
        return _RUNS.sub(lambda found: self.tag(name, found[1]), inner)

    def words(self, old: str, new: str) -> str:
        """The runs of one paragraph before and after → those that stay, went and came."""
        if old == new:
            return new
        made = self._run_by_run(old, new)
        if made:
            return made
        start, before, after, end = ends(old, new)
        return f"{start}{self._merged(tokens_of(before), tokens_of(after), bool(start or end))}{end}"

    def _run_by_run(self, old: str, new: str) -> str:
        """The same where all that differs stands in the words of runs that are there before and after; "" where it does not."""
        before, after = old.split(_CLOSE), new.split(_CLOSE)
        if len(before) != len(after) or before[-1] != after[-1]:
            return ""
        made: list[str] = []
        in_field = False
        for was, now in zip(before[:-1], after[:-1], strict=True):
            changed = now if was == now else "" if in_field else self._within_a_run(f"{was}{_CLOSE}", f"{now}{_CLOSE}")
            if not changed:
                return ""
            made.append(f"{now}{_CLOSE}" if was == now else changed)
            if _FIELD in now:
                in_field = f'{_FIELD}end"' not in now
        return "".join([*made, after[-1]])

    def _within_a_run(self, old: str, new: str) -> str:
        """The same for one run."""
        start = Prefix.similarity(old, new)
        at, text = new.rfind("<", 0, start), new.rfind(">", 0, start) + 1
        if at > text or not new.startswith("<w:t", at):
            return ""
        left = new[text:start].rfind(" ") + 1 + text
        end = len(new) - min(min(len(old), len(new)) - start, Postfix.similarity(old, new))
        close = new.find("<", start)
        right = new.find(" ", end, close)
        right = close if right < 0 else right
        was, now = old[left : len(old) - (len(new) - right)], new[left:right]
        if "<" in was or "&" in was or end > close or "&" in now or (left == text and right == close):
            return ""
        while was and now and was[-1] == now[-1] and not was[-1].isalnum():
            was, now, right = was[:-1], now[:-1], right - 1
        first = new.rfind("<w:r>", 0, at)
        look = new[first + 5 : at]
        lead = f'<w:r>{look}<w:t xml:space="preserve">'
        middle = self._replaced(was, now, look)
        rest = new[close + len(_RUN_END) :]
        return (
            f"{new[:first]}{f'{lead}{new[text:left]}{_RUN_END}' if left > text else ''}{middle}"
            f"{f'{lead}{new[right:close]}{_RUN_END}' if right < close else ''}{rest}"
        )

    def _replaced(self, was: str, now: str, look: str) -> str:
        if _WORD.fullmatch(was.rstrip(_MARKS)) and _WORD.fullmatch(now.rstrip(_MARKS)):
            gone = f'<w:r>{look}<w:delText xml:space="preserve">{was}</w:delText></w:r>'
            return self.tag("del", gone) + self.tag("ins", f'<w:r>{look}<w:t xml:space="preserve">{now}{_RUN_END}')
        before, after = TOKEN.findall(was), TOKEN.findall(now)
        made: list[str] = []
        for same, i, j, k, m in _stretches(before, after, lambda i, j: not "".join(before[i:j]).strip(_MARKS)):
            gone, come = "".join(before[i:j]), "".join(after[k:m])
            if same:
                made.append(run(come, look))
                continue
            made.append(self.all(run(gone, look), "del") if gone else "")
            made.append(self.all(run(come, look), "ins") if come else "")
        return "".join(made)

    def _merged(self, old: list[Token], new: list[Token], is_part: bool) -> str:
        before, after = [t.key for t in old], [t.key for t in new]
        if not (is_part or Indel.normalized_similarity(before, after) >= RESEMBLES or any(t.xml.startswith("<w:hyperlink") for t in new)):
            return self._kind(old, "del") + self._kind(new, "ins")
        made: list[str] = []
        for same, i, j, k, m in _stretches(before, after, lambda i, j: all(not t.xml and not t.text.strip(_MARKS) for t in old[i:j])):
            made.append(self._same(old[i:j], new[k:m]) if same else self._kind(old[i:j], "del") + self._kind(new[k:m], "ins"))
        return "".join(made)

    def _kind(self, found: list[Token], name: str) -> str:
        """Tokens that went or came; a hyperlink's tags stand outside of what is tracked."""
        return self.all(runs(found), name) if found else ""

    def _same(self, was: list[Token], now: list[Token]) -> str:
        """Tokens that stay; a field whose result is another keeps its frame."""
        made: list[str] = []
        plain: list[Token] = []
        for before, after in zip(was, now, strict=True):
            if before.result == after.result:
                plain.append(after)
                continue
            made += [runs(plain), after.xml, self.all(before.result, "del"), self.all(after.result, "ins"), FIELD_END]
            plain = []
        return "".join([*made, runs(plain)])


def _deleted(inner: str) -> str:
    """Runs as a deletion holds them.

    A reference with a word ("Article 28") is deleted as its words: LibreOffice 7.4 leaves a field that it does not know outside
    of the deletion, and an empty row or paragraph behind."""
    if " REF\t" in inner:
        inner = _WORDED.sub(r"\1", inner)
    inner = inner.replace("<w:t>", "<w:delText>").replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
    return inner.replace("w:instrText", "w:delInstrText")


def _stretches(old: Sequence[str], new: Sequence[str], is_island: Callable[[int, int], bool]) -> Iterator[tuple[bool, int, int, int, int]]:
    """What stays and what is replaced, as places in both; blanks and marks between two changes belong to them."""
    i = k = 0
    blocks = list(LCSseq.opcodes(old, new))
    for n, block in enumerate(blocks):
        if block.tag == "equal" and not (0 < n < len(blocks) - 1 and is_island(block.src_start, block.src_end)):
            if i < block.src_start or k < block.dest_start:
                yield False, i, block.src_start, k, block.dest_start
            yield True, block.src_start, block.src_end, block.dest_start, block.dest_end
            i, k = block.src_end, block.dest_end
    if i < len(old) or k < len(new):
        yield False, i, len(old), k, len(new)
