"""Inlines → runs.

How a cross-reference is written.  Its words are ordinary text; each number in it is a ``REF`` field on the bookmark of
the unit, with its text cached.  ``\\n`` alone gives what stands in the label, less a final full stop: right in Word and
in LibreOffice for "1." and "(a)".  For a label with a word, "Article 1", Word's ``\\t`` leaves the word out; LibreOffice
(seen in 7.4, and in the source of 25) does not know ``\\t`` and would print "Article Article 1", and nothing but the
whole label can be had from it.  So these fields have a tab after ``REF`` where others have a space: white space to Word,
but LibreOffice then takes the field as foreign, keeps it, and shows its cached text.
"""

from __future__ import annotations

from functools import lru_cache

from ..digests import sha256
from ..frozen import Record
from ..hints import TYPE_CHECKING
from ..tree import Blank, Bracket, Break, Compiled, Emphasis, Inline, Inlines, NumberPiece, Ref, Term, Text
from .docx_package import escape

if TYPE_CHECKING:
    from ..language import Language

_BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> REF'
_SEPARATE = '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


class Column(Record):
    """Where a text stands among ``of`` texts side by side; ``tag`` tells its styles and bookmarks from those of the first."""

    number: int = 0
    of: int = 1
    tag: str = ""


ALONE = Column()


@lru_cache(maxsize=65536)
def mark_of(id: str) -> str:
    """The bookmark and content-control name of a node: short enough for LibreOffice, and free of its escapes."""
    return "_" + sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def styled(style: str) -> str:
    """Run properties that name a character style."""
    return f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>'


BRACKET, PROPOSER, BLANK = styled("Bracket"), styled("Proposer"), styled("Blank")
_LOOKS = {(False, False): "", (True, False): styled("Emphasis"), (False, True): styled("Strong"), (True, True): "<w:rPr><w:b/><w:i/></w:rPr>"}


def run(text: str, look: str = "") -> str:
    """One run of plain text; ``look`` is its properties as XML."""
    if "&" in text or "<" in text or ">" in text:
        text = escape(text)
    elif not text:
        return ""
    if text[0] <= " " or text[-1] <= " ":
        return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:r>{look}<w:t>{text}</w:t></w:r>"


def field(instruction: str, result: str, look: str = "") -> str:
    """A complex field with its result; python-docx and pandoc lose the text of a simple one."""
    start = f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r><w:r>{look}<w:instrText xml:space="preserve"> {instruction} '
    return f"{start}{_SEPARATE}{run(result, look)}{_END}"


CLOSE = run("]", BRACKET)


def proposer(by: tuple[str, ...]) -> str:
    """The opening bracket of an alternative, with who wants it."""
    return f"{run('[', BRACKET)}{run(', '.join(by) + ':', PROPOSER)}{run(' ')}" if by else run("[", BRACKET)


class Runs:
    """Writes the inlines of one document; ``targets`` are the ids its fields point at, in the column with this ``tag``."""

    def __init__(self, compiled: Compiled, language: Language, unmarked: frozenset[str], tag: str = "") -> None:
        self.links, self.numbers, self.unmarked, self.tag = compiled.links, compiled.numbers, unmarked, tag
        self.no_text = language.words["no-text"]
        self.targets: set[str] = set()
        self._fields: dict[str, tuple[str, str]] = {}

    def write(self, inlines: Inlines, italic: bool = False, bold: bool = False) -> str:
        """Some inlines as runs; neighbours that look alike are one run."""
        look = _LOOKS[italic, bold] if italic or bold else ""
        made = text = ""
        for inline in inlines:
            kind = type(inline)
            if kind is Text or kind is Term:
                text += inline.text  # type: ignore[union-attr]
            elif kind is Break:
                text += " "
            elif kind is Ref:
                link = self.links.get(inline.id)  # type: ignore[union-attr]
                for piece in link.pieces if link else ("[…]",):
                    if type(piece) is str:
                        text += piece
                    else:
                        if text[-1:] == " ":
                            text = f"{text[:-1]}\u00a0"  # "Article" and its number stay on one line
                        made += run(text, look) + self._number(piece, look)  # type: ignore[arg-type]
                        text = ""
            else:
                made += run(text, look) + self._marked(inline, italic, bold)
                text = ""
        return made + run(text, look) if made else run(text, look)

    def _marked(self, inline: Inline, italic: bool, bold: bool) -> str:
        """Emphasis, a blank or a bracket."""
        if isinstance(inline, Emphasis):
            return self.write(inline.inlines, italic or not inline.strong, bold or inline.strong)
        if isinstance(inline, Blank):
            return run(f"[… {inline.label}]" if inline.label else "[…]", BLANK)
        if not isinstance(inline, Bracket):
            return ""
        options = []
        for option in inline.options:
            content = self.write(option.content, italic, bold) if option.content else run(self.no_text, _LOOKS[italic, bold])  # type: ignore[arg-type]
            options.append(f"{proposer(option.by)}{content}{CLOSE}")
        return run(" ").join(options)

    def _number(self, piece: NumberPiece, look: str) -> str:
        """A number as a field on its unit; plain text where the unit stands in another instrument."""
        target, text = piece.target, piece.text
        known = self._fields.get(target)
        if known and known[0] == text and not look:
            return known[1]
        number = self.numbers.get(target)
        if number is None or target in self.unmarked:
            return run(text, look)
        self.targets.add(target)
        mark = mark_of(self.tag + target)
        instruction = f" {mark} \\n \\h " if number.label.rstrip(".") == text else f"\t{mark} \\n \\t \\h "
        made = f"{_BEGIN}{instruction}{_SEPARATE}{run(text, look)}{_END}"
        if not look:
            self._fields[target] = text, made
        return made
