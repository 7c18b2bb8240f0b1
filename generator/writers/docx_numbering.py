"""Native lists: the place of each unit in them, and ``word/numbering.xml``.

Three multilevel lists carry every label: 1 the Parts; 2 articles, their paragraphs, points and subpoints; 3 annexes and
what is in them.  Parts have a list of their own because articles run through them, and LibreOffice knows no level that
a higher one does not restart.  A counter is kept here as Word keeps it (ECMA-376 17.9.11: a level restarts after any
higher one).  Where it would print something else than the number recorded, as in the second of two alternatives, the
paragraph gets a list instance of its own that starts where it should.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..hints import TYPE_CHECKING, Any
from ..tree import Number, Numbering
from .docx_inline import ALONE, Column
from .docx_package import HEAD, W, attribute

if TYPE_CHECKING:
    from ..language import Language

PARTS, BODY, ANNEXES = 1, 2, 3
HEADING, PARAGRAPH, POINT, SUBPOINT = 0, 1, 2, 3

_FORMATS = {"arabic": "decimal", "arabic-parens": "decimal", "upper-roman": "upperRoman", "lower-roman": "lowerRoman"}
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщыэюя"  # russianLower, ECMA-376 17.18.59
STYLES = {PARTS: ("Heading1",), BODY: ("Heading2", "Paragraph", "Point", "Subpoint"), ANNEXES: ("AnnexHeading", "", "", "")}
"""The paragraph style that each level of a list belongs to."""
# label and text, in twips: hanging numbers at 0, 10 and 18 mm, text at 10, 18 and 26 mm
_INDENTS = (
    '<w:ind w:left="0" w:firstLine="0"/>',
    '<w:ind w:left="567" w:hanging="567"/>',
    '<w:ind w:left="1021" w:hanging="454"/>',
    '<w:ind w:left="1474" w:hanging="453"/>',
)


_NONE = ((0, 0, 0), (0, 0))


class Level:
    """One level of a list: its label's two halves around the number, its format, and how far Word can count in it."""

    def __init__(self, style: str, pattern: str, letters: str) -> None:
        self.before, _, self.after = pattern.partition("{}")
        self.limit = 0
        if not style.endswith("alpha"):
            self.format, self.limit = _FORMATS.get(style, "decimal"), 32767
        elif letters == _LATIN:
            self.format, self.limit = "upperLetter" if style.startswith("upper") else "lowerLetter", 780
        else:
            self.format = "russianUpper" if style.startswith("upper") else "russianLower"
            # LibreOffice goes on after я in its own way
            known = next((n for n, (mine, words) in enumerate(zip(letters, _CYRILLIC, strict=False)) if mine != words), min(len(letters), len(_CYRILLIC)))
            self.limit = known
        self.labels: dict[int, str] = {}

    def prints(self, number: Number) -> bool:
        """Whether Word's own label is the one recorded; then it is remembered."""
        if number.value > self.limit or number.label != f"{self.before}{number.number}{self.after}":
            return False
        self.labels[number.value] = number.label
        return True


class Lists:
    """The lists of one text, filled while it is written; texts side by side have three lists each."""

    def __init__(self, numbering: Numbering, language: Language, column: Column = ALONE) -> None:
        def level(name: str, style: str) -> Level:
            pattern = language.labels["parens" if style == "arabic-parens" else name]
            return Level(style, pattern, language.letters)

        unit = "section" if numbering.unit == "section" else "article"
        inner = [level("paragraph", numbering.paragraphs), level("point", numbering.points), level("subpoint", numbering.subpoints)]
        self.levels = {
            PARTS: [level("part", numbering.parts)],
            BODY: [level(unit, numbering.articles), *inner],
            ANNEXES: [level("annex", numbering.annexes), *inner],
        }
        self.counts = {PARTS: [0, 0, 0, 0], BODY: [0, 0, 0, 0], ANNEXES: [0, 0, 0, 0]}
        self.skipped = {PARTS: False, BODY: False, ANNEXES: False}
        self.instances: list[str] = []
        self.column, self.shift = column, 3 * column.number
        own = tuple(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{ANNEXES + self.shift}"/></w:numPr>' for level in (1, 2, 3))
        self.usual = {PARTS: ("",), BODY: ("", "", "", ""), ANNEXES: ("", *own)}

    def state(self) -> tuple[object, ...]:
        """How far the lists have counted."""
        return (len(self.instances), *(tuple(counts) for counts in self.counts.values()), *self.skipped.values())

    def resume(self, state: Sequence[Any]) -> None:
        """Goes on counting from a state; its instances have been added."""
        for list_, counts, skipped in zip(self.counts, state[1:4], state[4:], strict=True):
            self.counts[list_][:] = counts
            self.skipped[list_] = skipped

    def place(self, list_: int, level: int, number: Number) -> str:
        """The list properties of a unit, as XML; "" where its style already says so."""
        counts, value = self.counts[list_], number.value
        restart = counts[level] + 1 != value
        counts[level] = value
        if level == POINT:
            counts[SUBPOINT] = 0
            if not counts[PARAGRAPH]:
                self.skipped[list_] = True
        elif level <= PARAGRAPH:
            counts[level + 1 :] = _NONE[level]
            if self.skipped[list_]:
                # LibreOffice has counted a paragraph above those points that had no number
                self.skipped[list_] = False
                restart |= level == PARAGRAPH
        one = self.levels[list_][level]
        if one.labels.get(value) != number.label and not one.prints(number):
            return self._instance(list_, level, value, number.label)
        return self._instance(list_, level, value) if restart else self.usual[list_][level]

    def _instance(self, list_: int, level: int, value: int, label: str = "") -> str:
        id = 3 * self.column.of + 1 + len(self.instances) * self.column.of + self.column.number
        literal = self._level(list_, level, label) if label else ""
        override = f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{value}"/>{literal}</w:lvlOverride>'
        self.instances.append(f'<w:num w:numId="{id}"><w:abstractNumId w:val="{list_ + self.shift}"/>{override}</w:num>')
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{id}"/></w:numPr>'

    def _level(self, list_: int, level: int, label: str = "") -> str:
        """A level's definition; with a label, one that prints just that."""
        one = self.levels[list_][level]
        style = "" if label else STYLES[list_][level]
        linked = f'<w:pStyle w:val="{style}{self.column.tag}"/>' if style else ""
        text = attribute(label) if label else f"{attribute(one.before)}%{level + 1}{attribute(one.after)}"
        after, look = "", ""
        if level == HEADING:
            after = '<w:suff w:val="nothing"/>'
            look = f'<w:rPr><w:b w:val="{int(list_ == BODY)}"/><w:i w:val="0"/></w:rPr>'
        return (
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{"none" if label else one.format}"/>{linked}{after}'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr>{_INDENTS[level]}</w:pPr>{look}</w:lvl>'
        )

    def abstract(self) -> str:
        """The definitions of the three lists."""
        made = []
        for list_, levels in self.levels.items():
            made.append(f'<w:abstractNum w:abstractNumId="{list_ + self.shift}"><w:multiLevelType w:val="multilevel"/>')
            made += [self._level(list_, n) for n in range(len(levels))]
            made.append("</w:abstractNum>")
        return "".join(made)

    def used(self) -> str:
        """Each list once, then the instances that start where they should."""
        ids = [list_ + self.shift for list_ in self.levels]
        return "".join([f'<w:num w:numId="{id}"><w:abstractNumId w:val="{id}"/></w:num>' for id in ids] + self.instances)


def numbering(*lists: Lists) -> str:
    """``word/numbering.xml`` for the lists of every text in the file."""
    return f"{HEAD}<w:numbering {W}>{''.join(one.abstract() for one in lists)}{''.join(one.used() for one in lists)}</w:numbering>"
