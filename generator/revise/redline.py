"""Two drafts → the body of a Word file with tracked changes: accept all gives the new text, reject all the old one.

What both have stands once; words within a paragraph are compared, a paragraph that stands elsewhere is a move, the number
of a reference that changed is tracked inside its field.  ECMA-376 17.13.5 is the source of every element here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from rapidfuzz.distance import Indel, LCSseq

from ..frozen import Record
from .align import RESEMBLES
from .track import Track
from .two_texts import Segment
from .word_items import FIELD_END, Item, Para, Stretch, TableItem, run, stretch, tokens

_NUMBER = re.compile(r'<w:numId w:val="(\d+)"/>')
_NUM = re.compile(r'<w:num w:numId="(\d+)">(.*?)</w:num>', re.DOTALL)
_ANCHOR = re.compile(r'<w:hyperlink w:anchor="([^"]*)"')
_SHIFT = 10_000
"""Added to the list instances of the old draft."""

_Blocks = list[tuple[bool, Sequence[Item], Sequence[Item]]]


class Pairing(Record):
    """An old item and a new one: None where one side has none."""

    old: Item | None
    new: Item | None


class Redline:
    """Merges the ``segments`` of two drafts into a ``body`` of paragraphs and tables, with what is tracked.

    ``mates`` gives the old bookmark for a new one, where they are one unit, ``lists`` the list instances of each draft as XML,
    ``bookmarks`` the number of the last bookmark in what they share."""

    def __init__(self, segments: Sequence[Segment], mates: Mapping[str, str], lists: tuple[str, str], track: Track, bookmarks: int = 0) -> None:
        self._track, self._tag = track, track.tag
        self._mates, self._partner = mates, {before: after for after, before in mates.items()}
        self._lists = tuple(dict(_NUM.findall(xml)) for xml in lists)
        self._same_lists = self._lists[0] == self._lists[1]
        self._used: set[str] = set()
        self._bookmarks = count(bookmarks + 1)
        stretches = [one if isinstance(one, str) else (stretch(one[0]), stretch(one[1])) for one in segments]
        there, here = ({i.mark for one in stretches if isinstance(one, tuple) for i in one[side].items if isinstance(i, Para)} for side in (0, 1))
        self._kept = here - {""}
        blocks = [one if isinstance(one, str) else (self._blocks(*one), one[1].contents or one[0].contents) for one in stretches]
        equal = [items for one in blocks if isinstance(one, tuple) for same, _, items in one[0] if same]
        matched = {item.mark for items in equal for item in items if isinstance(item, Para)}
        moved = [after for after, before in mates.items() if after not in matched and after in here and before in there]
        self._moves = {after: n for n, after in enumerate(moved, 1)}
        self.body = [one if isinstance(one, str) else self._contents("".join(self._with_controls(list(self._pairs(one[0])))), one[1]) for one in blocks]

    def instances(self) -> list[str]:
        """The list instances of the old draft that the ``body`` uses."""
        return [f'<w:num w:numId="{int(n) + _SHIFT}">{self._lists[0][n]}</w:num>' for n in sorted(self._used, key=int)]

    # ---------------------------------------------------------------- pairs

    def _blocks(self, old: Stretch, new: Stretch) -> _Blocks:
        left, right = [self._key(item, True) for item in old.items], [self._key(item, False) for item in new.items]
        return [(tag == "equal", old.items[i:j], new.items[k:m]) for tag, i, j, k, m in _opcodes(left, right)]

    def _pairs(self, blocks: _Blocks) -> Iterator[Pairing]:
        for same, before, after in blocks:
            if same:
                yield from (Pairing(a, b) for a, b in zip(before, after, strict=True))
            else:
                yield from self._gap(list(before), list(after))

    def _key(self, item: Item, is_old: bool) -> str:
        if isinstance(item, TableItem):
            return "table" + "".join(para.inner for _, cells in item.rows for _, paras in cells for para in paras)
        if item.mark:
            return self._partner.get(item.mark, f"-{item.mark}") if is_old else item.mark
        entry = _ANCHOR.match(item.inner)
        if entry:
            return f"entry {self._partner.get(entry[1], entry[1]) if is_old else entry[1]}"
        return f"{item.style}|{item.inner}"

    def _gap(self, old: list[Item], new: list[Item]) -> Iterator[Pairing]:
        """Between what is equal: units without bookmark are paired in order where they resemble each other."""
        at = 0
        for item in new:
            found = next((n for n in range(at, len(old)) if self._resembles(old[n], item)), None)
            if found is not None:
                yield from (Pairing(left, None) for left in old[at:found])
                yield Pairing(old[found], item)
                at = found + 1
            else:
                yield Pairing(None, item)
        yield from (Pairing(left, None) for left in old[at:])

    def _resembles(self, old: Item, new: Item) -> bool:
        if isinstance(old, TableItem) or isinstance(new, TableItem):
            return isinstance(old, TableItem) and isinstance(new, TableItem) and len(old.rows[0][1]) == len(new.rows[0][1])
        if old.mark or new.mark or old.style != new.style or _ANCHOR.match(new.inner):
            return False  # an entry of the contents is known by what it points at
        return Indel.normalized_similarity([t.key for t in tokens(old.inner)], [t.key for t in tokens(new.inner)]) >= RESEMBLES

    # ---------------------------------------------------------------- items

    def _with_controls(self, pairs: Sequence[Pairing]) -> Iterator[str]:
        """The items with the content controls of articles that both drafts have in the same place."""
        is_open = False
        for pair in pairs:
            tags = pair.new.before if pair.new else ""
            if is_open and tags.startswith("</w:sdtContent>"):
                yield "</w:sdtContent></w:sdt>"
                is_open = False
            if "<w:sdt>" in tags and pair.old is not None:
                yield tags[tags.index("<w:sdt>") :]
                is_open = True
            yield self._item(pair)
        if is_open:
            yield "</w:sdtContent></w:sdt>"

    def _item(self, pair: Pairing) -> str:
        old, new = pair.old, pair.new
        if isinstance(old, TableItem) or isinstance(new, TableItem):
            return self._table(old if isinstance(old, TableItem) else None, new if isinstance(new, TableItem) else None)
        assert not isinstance(old, TableItem)
        assert not isinstance(new, TableItem)
        if old is None or new is None:
            return self._whole(new, "ins") if new is not None else self._whole(old, "del") if old is not None else ""
        return self._both(old, new)

    def _whole(self, para: Para | None, kind: str) -> str:
        """A paragraph that only one draft has, or has here."""
        assert para is not None
        move = self._moves.get(para.mark if kind == "ins" else self._partner.get(para.mark, ""))
        name = {"ins": "moveTo", "del": "moveFrom"}[kind] if move else kind
        properties = para.properties if kind == "ins" else self._shifted(para.properties)
        inner = self._track.all(para.inner, name)
        made = f"<w:p><w:pPr>{properties}<w:rPr>{self._tag(name)}</w:rPr></w:pPr>{self._bookmarked(para, inner, kind == 'del')}</w:p>"
        if not move:
            return made
        id = next(self._track.ids)
        return f'<w:{name}RangeStart w:id="{id}" {self._track.who} w:name="move{move}"/>{made}<w:{name}RangeEnd w:id="{id}"/>'

    def _bookmarked(self, para: Para, inner: str, is_old: bool) -> str:
        if not para.mark or (is_old and para.mark in self._kept):
            return inner
        id = next(self._bookmarks)
        return f'<w:bookmarkStart w:id="{id}" w:name="{para.mark}"/>{inner}<w:bookmarkEnd w:id="{id}"/>'

    def _both(self, old: Para, new: Para) -> str:
        """A paragraph that both drafts have."""
        change = ""
        same = old.properties == new.properties and (self._same_lists or "<w:numId" not in new.properties)
        if not same and self._meaning(old.properties, 0) != self._meaning(new.properties, 1):
            id = next(self._track.ids)
            change = f'<w:pPrChange w:id="{id}" {self._track.who}><w:pPr>{self._shifted(old.properties)}</w:pPr></w:pPrChange>'
        inner = self._track.words(old.inner, new.inner)
        return f"<w:p><w:pPr>{new.properties}{change}</w:pPr>{self._bookmarked(new, inner, False)}</w:p>"

    def _meaning(self, properties: str, side: int) -> str:
        """Properties with what a list instance is in place of its number."""
        return _NUMBER.sub(lambda found: str(self._lists[side].get(found[1], found[1])) if int(found[1]) > 3 else found[0], properties)

    def _shifted(self, properties: str) -> str:
        """The properties of an old paragraph, with the list instance kept under another number."""

        def shift(found: re.Match[str]) -> str:
            if int(found[1]) <= 3:
                return found[0]
            self._used.add(found[1])
            return f'<w:numId w:val="{int(found[1]) + _SHIFT}"/>'

        return _NUMBER.sub(shift, properties)

    # --------------------------------------------------------------- tables

    def _table(self, old: TableItem | None, new: TableItem | None) -> str:
        table = new or old
        assert table is not None
        made = [table.head]
        left, right = old.rows if old else (), new.rows if new else ()
        for tag, i, j, k, m in _opcodes([_row_key(r) for r in left], [_row_key(r) for r in right]):
            if tag == "equal":
                made += [self._row(right[n], right[n], "") for n in range(k, m)]
                continue
            paired = min(j - i, m - k)
            made += [self._row(left[i + n], right[k + n], "") for n in range(paired)]
            made += [self._row(row, row, "del") for row in left[i + paired : j]]
            made += [self._row(row, row, "ins") for row in right[k + paired : m]]
        return "".join(made) + "</w:tbl>"

    def _row(self, old: tuple[str, tuple[tuple[str, tuple[Para, ...]], ...]], new: tuple[str, tuple[tuple[str, tuple[Para, ...]], ...]], kind: str) -> str:
        properties, cells = new
        made = [f"<w:tr><w:trPr>{properties}{self._tag(kind) if kind else ''}</w:trPr>"]
        for (own, after), (_, before) in zip(cells, old[1], strict=False):
            made.append(f"<w:tc>{own}")
            if kind:
                made += [self._whole(para, kind) for para in after]
            else:
                made += [self._both(a, b) for a, b in zip(before, after, strict=False)]
                made += [self._whole(para, "ins") for para in after[len(before) :]]
                made += [self._whole(para, "del") for para in before[len(after) :]]
            made.append("</w:tc>")
        return "".join(made) + "</w:tr>"

    # ------------------------------------------------------------- contents

    def _contents(self, body: str, opening: str) -> str:
        """The field around the entries of the table of contents, put back around whatever they are now."""
        entries = list(re.finditer(r'<w:p><w:pPr><w:pStyle w:val="TOC[12]"/>.*?</w:p>', body, re.DOTALL)) if opening else []
        if not entries:
            return body
        first, last = entries[0], entries[-1]
        at = first.start() + first[0].index("</w:pPr>") + len("</w:pPr>")
        end = last.end() - len("</w:p>")
        return f"{body[:at]}{opening}{body[at:end]}{FIELD_END}{body[end:]}"


def last_page(concordance: Sequence[tuple[str, str]], words: Mapping[str, str]) -> str:
    """A page with a table of old and new numbers, headed in a language's words."""

    def row(cells: tuple[str, str], style: str, header: str = "") -> str:
        made = (
            f'<w:tc><w:tcPr><w:tcW w:w="4535" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(c, "")}</w:p></w:tc>' for c in cells
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{''.join(made)}</w:tr>"

    table = '<w:tbl><w:tblPr><w:tblStyle w:val="TreatyTable"/><w:tblW w:w="9070" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
    rows = row((words["old-number"], words["new-number"]), "TableHead", "<w:tblHeader/>") + "".join(row(pair, "TableText") for pair in concordance)
    return (
        f'<w:p><w:pPr><w:pStyle w:val="TOCHeading"/><w:pageBreakBefore/></w:pPr>{run(words["concordance"], "")}</w:p>{table}'
        f'<w:tblGrid><w:gridCol w:w="4535"/><w:gridCol w:w="4535"/></w:tblGrid>{rows}</w:tbl><w:p><w:pPr><w:pStyle w:val="TableEnd"/></w:pPr></w:p>'
    )


def _row_key(row: tuple[str, tuple[tuple[str, tuple[Para, ...]], ...]]) -> str:
    return "|".join(para.inner for _, paras in row[1] for para in paras)


def _opcodes(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Equal and other stretches, what was replaced in one."""
    i = k = 0
    for block in LCSseq.opcodes(old, new):
        if block.tag == "equal":
            if i < block.src_start or k < block.dest_start:
                yield "", i, block.src_start, k, block.dest_start
            yield "equal", block.src_start, block.src_end, block.dest_start, block.dest_end
            i, k = block.src_end, block.dest_end
    if i < len(old) or k < len(new):
        yield "", i, len(old), k, len(new)
