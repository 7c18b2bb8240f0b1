"""Clause text → blocks with holes, once.

Goes in: the text of a variant.  Comes out: plain JSON lists (:data:`Template`), so that they can be kept.  Jinja2's own
lexer and parser find and read the holes, CommonMark the blocks between them; only what is listed here is let through,
and nothing is executed.  The forms:

- blocks: ``["p", name, inlines, points, tables]``, ``["if", expr, blocks, blocks]``, ``["for", var, expr, blocks]``
- points: ``["p", name, inlines, points, more]`` and the same two statements around points
- tables: ``[head, right, rows]``; rows: ``["r", cells]`` and the same two statements around rows
- inlines: ``"text"``, ``["e", inlines]``, ``["s", inlines]``, ``["br"]``, ``["h", expr, line, column]``, and the statements
- expressions: ``["n", name]``, ``["a", expr, attribute]``, ``["c", function, args, {name: arg}]``, ``["k", constant]``, ``["not", expr]``
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from .diagnostics import Fault
from .frozen import Record

OPEN, FIRST = "\ue000", 0xE100
Template = list[Any]
FUNCTIONS = {"ref": 2, "term": 1, "included": 1}
_NAME = re.compile(r"[ \t]*\^([a-z0-9][a-z0-9-]*)[ \t]*\Z")


class _Bad(Exception):
    def __init__(self, code: str, line: int, column: int, message: str, hint: str = "") -> None:
        self.fault = Fault(code, line, column, message, hint)


class Tag(Record):
    """One ``{{ … }}`` or ``{% … %}``: ``kind`` is hole, if, for, else, endif or endfor."""

    kind: str
    value: Any
    line: int
    column: int
    start: int
    end: int


def parse(text: str) -> tuple[Template, list[Fault]]:
    """A clause's text → its blocks; on a fault, no blocks and what is wrong."""
    try:
        tags = _tags(text)
        _balance(tags)
        blocks = _Blocks(tags).blocks(_skeleton(text, tags))
    except _Bad as bad:
        return [], [bad.fault]
    return blocks, []


def parse_line(text: str) -> tuple[Template, list[Fault]]:
    """A text of one line (a title, a choice, a definition) → inlines."""
    blocks, faults = parse(text.strip())
    if faults:
        return [], faults
    if not blocks:
        return [], []
    if len(blocks) > 1 or blocks[0][0] != "p" or blocks[0][3] or blocks[0][4]:
        return [], [Fault("CL006", 1, 1, "this text has one line: no lists, tables or paragraphs")]
    inlines: Template = blocks[0][2]
    return inlines, []


# ------------------------------------------------------------------ holes


@cache
def _environment() -> Any:
    import jinja2

    return jinja2.Environment(autoescape=False)


def _tags(text: str) -> list[Tag]:
    import jinja2

    for at, char in enumerate(text):
        if "\ue000" <= char <= "\uf8ff":
            line, column = _place(text, at)
            raise _Bad("CL004", line, column, f"the character U+{ord(char):04X} has no meaning in a text", "remove it: it came from a private font")
    tags: list[Tag] = []
    at = begin = 0
    opened = False
    try:
        for _, token, value in _environment().lex(text):
            if token in ("variable_begin", "block_begin"):
                begin, opened = at, True
            elif token in ("variable_end", "block_end"):
                opened = False
                tags.append(_tag(text, begin, at + len(value), token == "variable_end"))
            elif token in ("comment_begin", "raw_begin"):
                raise _Bad("CL004", *_place(text, at), "comments and raw blocks do not stand in clause text", "use `notes:` for what is not printed")
            at += len(value)
    except jinja2.TemplateSyntaxError as error:
        column = len(text.split("\n")[error.lineno - 1]) - len(text.split("\n")[error.lineno - 1].lstrip()) + 1
        raise _Bad("CL003", error.lineno, column, f"this cannot be read: {error.message}", "look for a {{ or {% that does not close") from None
    if opened:
        raise _Bad("CL003", *_place(text, begin), "this is opened and never closed", "close {{ with }} and {% with %}")
    return tags


def _tag(text: str, start: int, end: int, is_hole: bool) -> Tag:
    line, column = _place(text, start)
    inside = text[start + 2 : end - 2].strip("-+ \t\n")
    if is_hole:
        return Tag("hole", _expression(inside, line, column), line, column, start, end)
    word, _, rest = inside.partition(" ")
    if word in ("endif", "endfor", "else") and not rest.strip():
        return Tag(word, None, line, column, start, end)
    if word == "if":
        return Tag("if", _expression(rest, line, column, condition=True), line, column, start, end)
    match = re.fullmatch(r"\s*([a-z_][a-z0-9_]*)\s+in\s+(.+)", rest, re.S) if word == "for" else None
    if match:
        return Tag("for", [match[1], _expression(match[2], line, column)], line, column, start, end)
    raise _Bad(
        "CL004", line, column, f"{{% {inside[:40]} %}} is not allowed", "a text may use if, else, endif, for … in …, endfor; everything else is a variant"
    )


def _place(text: str, at: int) -> tuple[int, int]:
    line_start = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at) + 1, at - line_start + 1


def _expression(source: str, line: int, column: int, condition: bool = False) -> Template:
    import jinja2

    if not source.strip():
        raise _Bad("CL003", line, column, "the braces are empty", "write a parameter's name between {{ and }}")
    try:
        body: list[Any] = _environment().parse("{{" + source + "}}").body
        output = body[0].nodes if len(body) == 1 else []
    except jinja2.TemplateSyntaxError as error:
        raise _Bad(
            "CL003",
            line,
            column,
            f"“{source.strip()[:60]}” cannot be read: {error.message}",
            "write a name, a name with an attribute, or ref(…), term(…), included(…)",
        ) from None
    except RecursionError:
        raise _Bad(
            "CL004", line, column, "this expression is nested too deeply", "write a name, a name with an attribute, or ref(…), term(…), included(…)"
        ) from None
    if len(output) != 1:
        raise _Bad("CL003", line, column, "this is more than one expression", "write one name between {{ and }}")
    return _allowed(output[0], line, column, condition)


def _allowed(node: Any, line: int, column: int, condition: bool) -> Template:
    from jinja2 import nodes

    if condition and isinstance(node, nodes.Not):
        return ["not", _allowed(node.node, line, column, condition)]
    if isinstance(node, nodes.Name):
        return ["n", node.name]
    if isinstance(node, nodes.Getattr) and not node.attr.startswith("_"):
        return ["a", _allowed(node.node, line, column, False), node.attr]
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in FUNCTIONS:
        constants = all(isinstance(a, nodes.Const) and isinstance(a.value, str) for a in [*node.args, *(k.value for k in node.kwargs)])
        given: list[Any] = list(node.args)
        pairs: list[Any] = list(node.kwargs)
        named = {k.key: k.value.value for k in pairs if constants}
        plain = node.dyn_args is None and node.dyn_kwargs is None and set(named) <= {"annex"}
        if constants and plain and 1 <= len(given) <= FUNCTIONS[node.node.name]:
            return ["c", node.node.name, [a.value for a in given], named]
        raise _Bad(
            "CL004",
            line,
            column,
            f"{node.node.name}(…) takes texts in quotes only",
            'as ref("ceasefire.cessation"), ref("neutrality.declaration", "bases"), term("areas")',
        )
    what = type(node).__name__.lower()
    raise _Bad(
        "CL004",
        line,
        column,
        f"this expression is not allowed ({what})",
        "a text may use names, attributes, ref(…), term(…) and included(…); conditions and sums belong in variants and parameters",
    )


def _balance(tags: list[Tag]) -> None:
    """Every ``if`` and ``for`` closes; what closes was open."""
    stack: list[Tag] = []
    for tag in tags:
        if tag.kind in ("if", "for"):
            stack.append(tag)
        elif tag.kind in ("endif", "endfor", "else"):
            wanted = "for" if tag.kind == "endfor" else "if"
            if not stack or stack[-1].kind != wanted:
                raise _Bad("CL003", tag.line, tag.column, f"{{% {tag.kind} %}} without its {{% {wanted} … %}}", "remove it or open the statement before it")
            if tag.kind != "else":
                stack.pop()
    if stack:
        raise _Bad("CL003", stack[-1].line, stack[-1].column, f"{{% {stack[-1].kind} … %}} is never closed", f"close it with {{% end{stack[-1].kind} %}}")


# ------------------------------------------------------------------ the skeleton: text with marks for tags


def _mark(index: int) -> str:
    return OPEN + chr(FIRST + index)


def _skeleton(text: str, tags: list[Tag]) -> str:
    """The text with each tag replaced by a mark, and statements that stand alone on their line made blocks of the kind
    they surround: a paragraph, a list item or a table row."""
    if len(tags) > 0x1000:
        raise _Bad("CL004", 1, 1, "more than 4,096 holes in one text", "split the clause")
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


class _Blocks:
    """The tree of CommonMark tokens, folded into blocks with statements."""

    def __init__(self, tags: list[Tag]) -> None:
        self.tags = tags

    def blocks(self, skeleton: str) -> Template:
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
        raise _Bad(
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
        raise _Bad(
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
                raise _Bad(
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
                raise _Bad("CL006", child.map[0] + 1 if child.map else 1, 1, "this cannot stand in a point", "a point holds text and subpoints")
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
                raise _Bad("CL006", 1, 1, f"{node.type} does not stand in clause text", "text, *emphasis* and holes only")
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
