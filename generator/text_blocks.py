"""A text whose holes are marked → CommonMark's blocks, folded around the statements; see :mod:`generator.text`."""

from __future__ import annotations

import re
from functools import cache

from .hints import Any
from .text_holes import FIRST, OPEN, Bad, Tag, Template

_NAME = re.compile(r"[ \t]*\^([a-z0-9][a-z0-9-]*)[ \t]*\Z")


# ------------------------------------------------------------------ the skeleton: text with marks for tags


def _mark(index: int) -> str:
    return OPEN + chr(FIRST + index)


def skeleton(text: str, tags: list[Tag]) -> str:
    """The text with each tag replaced by a mark, and statements that stand alone on their line made blocks of the kind
    they surround: a paragraph, a list item or a table row."""
    parts, at = [], 0
    for index, tag in enumerate(tags):
        parts += [text[at : tag.start], _mark(index)]
        at = tag.end
    lines = ("".join(parts) + text[at:]).split("\n")
    alone = {n: FIRST and ord(line.strip()[1]) - FIRST for n, line in enumerate(lines) if len(line.strip()) == 2 and line.strip()[0] == OPEN}
    statements = {n: i for n, i in alone.items() if tags[i].kind != "hole"}
    shape: dict[int, str] = {}
    stack: list[tuple[int, str]] = []
    for n, index in statements.items():
        kind = tags[index].kind
        if kind in ("if", "for"):
            stack.append((n, _shape(lines, n, statements)))
            shape[n] = stack[-1][1]
        elif stack:
            shape[n] = stack[-1][1]
            if kind != "else":
                stack.pop()
    made: list[str] = []
    for n, line in enumerate(lines):
        if n not in shape:
            made.append(line)
        elif shape[n] == "inline":
            made.append(line.strip())
        elif shape[n] == "row":
            made.append(f"| {line.strip()} |")
        elif shape[n] == "block":
            made += ["", line.strip(), ""]
        else:
            made.append(f"{shape[n]}- {line.strip()}")
    return "\n".join(made)


def _shape(lines: list[str], at: int, statements: dict[int, int]) -> str:
    """What a statement's line surrounds: "row", "inline", "block", or the indentation of a list."""
    after = next((n for n in range(at + 1, len(lines)) if n not in statements and lines[n].strip()), None)
    if after is None:
        return "block"
    line = lines[after]
    item = re.match(r"(\s*)[-*] ", line)
    if item:
        return item[1]
    if line.lstrip().startswith("|"):
        return "row"
    before = lines[at - 1].strip() if at else ""
    return "inline" if before and at - 1 not in statements and not re.match(r"\s*[-*|] ?", lines[at - 1]) else "block"


# ------------------------------------------------------------------ blocks


@cache
def _commonmark() -> Any:
    from markdown_it import MarkdownIt

    return (
        MarkdownIt("commonmark", {"html": False})
        .enable("table")
        .disable(["html_block", "html_inline", "autolink", "entity", "code", "fence", "lheading", "reference", "image", "link", "backticks"])
    )


class Blocks:
    """The tree of CommonMark tokens, folded into blocks with statements."""

    def __init__(self, tags: list[Tag]) -> None:
        self.tags = tags

    def blocks(self, skeleton: str) -> Template:
        """The blocks of a skeleton."""
        from markdown_it.tree import SyntaxTreeNode

        root = SyntaxTreeNode(_commonmark().parse(skeleton))
        return self._fold([self._block(node) for node in root.children], self._join)

    def _block(self, node: Any) -> Any:
        if node.type == "paragraph":
            content = node.children[0].content
            mark = self._statement(content)
            return mark or ["p", *self._named(node), [], []]
        if node.type == "bullet_list":
            return ["list", self._points(node)]
        if node.type == "table":
            return ["table", self._table(node)]
        line = node.map[0] + 1 if node.map else 1
        names = {"heading": "headings (#)", "ordered_list": "numbered lists", "blockquote": "quotations (>)", "hr": "rules (---)"}
        raise Bad(
            "CL006",
            line,
            1,
            f"{names.get(node.type, node.type)} do not stand in clause text",
            "a blank line starts a paragraph, “- ” a point; numbers are made by the program",
        )

    def _statement(self, content: str) -> Tag | None:
        stripped = content.strip()
        if len(stripped) == 2 and stripped[0] == OPEN:
            tag = self.tags[ord(stripped[1]) - FIRST]
            return tag if tag.kind != "hole" else None
        return None

    def _fold(self, items: list[Any], join: Any) -> Template:
        """A row of blocks and statement tags → blocks with the statements around them."""
        done, rest = self._until(items, 0, join, None)
        if rest < len(items):
            self._misplaced(items[rest])
        return done

    def _until(self, items: list[Any], at: int, join: Any, opened: Tag | None) -> tuple[Template, int]:
        found: Template = []
        while at < len(items):
            item = items[at]
            if not isinstance(item, Tag):
                join(found, item)
                at += 1
            elif item.kind in ("if", "for"):
                body, at = self._until(items, at + 1, join, item)
                other: Template = []
                if at < len(items) and items[at].kind == "else":
                    other, at = self._until(items, at + 1, join, item)
                if at >= len(items) or items[at].kind != f"end{item.kind}":
                    self._misplaced(item)
                found.append(["if", item.value, body, other] if item.kind == "if" else ["for", item.value[0], item.value[1], body])
                at += 1
            else:
                if opened is None:
                    self._misplaced(item)
                return found, at
        return found, at

    def _misplaced(self, tag: Tag) -> None:
        raise Bad(
            "CL006",
            tag.line,
            tag.column,
            f"{{% {tag.kind} … %}} does not surround whole blocks",
            "put each statement alone on its line, with the blank lines and points it covers inside it, or within one line",
        )

    def _join(self, found: Template, item: Template) -> None:
        """Lists and tables belong to the paragraph before them."""
        if item[0] in ("list", "table"):
            if not found or found[-1][0] != "p":
                raise Bad(
                    "CL006",
                    1,
                    1,
                    "a list or table stands without a paragraph before it",
                    "write the words that introduce it, then a blank line, then the points",
                )
            if item[0] == "list":
                found[-1][3].extend(item[1])
            else:
                found[-1][4].append(item[1])
        else:
            found.append(item)

    def _points(self, node: Any) -> Template:
        return self._fold([self._point(child) for child in node.children], lambda found, item: found.append(item))

    def _point(self, node: Any) -> Any:
        if len(node.children) == 1 and node.children[0].type == "paragraph":
            mark = self._statement(node.children[0].children[0].content)
            if mark:
                return mark
        name = ""
        inlines: Template = []
        points: Template = []
        more: Template = []
        for index, child in enumerate(node.children):
            if child.type == "paragraph":
                child_name, content = self._named(child)
                name = child_name or name
                if index == 0:
                    inlines = content
                else:
                    more.append(content)
            elif child.type == "bullet_list":
                points += self._points(child)
            else:
                raise Bad("CL006", child.map[0] + 1 if child.map else 1, 1, "this cannot stand in a point", "a point holds text and subpoints")
        return ["p", name, inlines, points, more]

    def _table(self, node: Any) -> Template:
        head_row = node.children[0].children[0]
        right = ["right" in str(cell.attrs.get("style", "")) for cell in head_row.children]
        head = [self._cell(cell) for cell in head_row.children]
        rows = []
        for row in node.children[1].children if len(node.children) > 1 else []:
            first = row.children[0].children[0].content if row.children and row.children[0].children else ""
            mark = self._statement(first)
            rows.append(mark or ["r", [self._cell(cell) for cell in row.children]])
        return [head, right, self._fold(rows, lambda found, item: found.append(item))]

    def _cell(self, cell: Any) -> Template:
        return self._inlines(cell.children[0].children) if cell.children else []

    def _named(self, paragraph: Any) -> tuple[str, Template]:
        """A paragraph's name (``^name`` at its end) and its inlines."""
        inlines = self._inlines(paragraph.children[0].children)
        name = ""
        if inlines and isinstance(inlines[-1], str):
            match = _NAME.search(inlines[-1])
            if match:
                name = match[1]
                shorter = inlines[-1][: match.start()]
                inlines = [*inlines[:-1], shorter] if shorter else inlines[:-1]
        return name, inlines

    # -------------------------------------------------------------- inlines

    def _inlines(self, nodes: list[Any]) -> Template:
        items: list[Any] = []
        for node in nodes:
            if node.type == "text":
                items += self._pieces(node.content)
            elif node.type in ("softbreak", "hardbreak"):
                items.append(["br"])
            elif node.type in ("em", "strong"):
                items.append(["e" if node.type == "em" else "s", self._inlines(node.children)])
            else:
                raise Bad("CL006", 1, 1, f"{node.type} does not stand in clause text", "text, *emphasis* and holes only")
        merged: list[Any] = []
        for item in items:
            if isinstance(item, str) and merged and isinstance(merged[-1], str):
                merged[-1] += item
            else:
                merged.append(item)
        return self._fold(merged, lambda found, item: found.append(item))

    def _pieces(self, content: str) -> list[Any]:
        items: list[Any] = []
        for index, piece in enumerate(content.split(OPEN)):
            if index:
                tag = self.tags[ord(piece[0]) - FIRST]
                items.append(["h", tag.value, tag.line, tag.column] if tag.kind == "hole" else tag)
                piece = piece[1:]
            if piece:
                items.append(piece)
        return items
