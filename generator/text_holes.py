"""The holes of a text: found by Jinja2's own lexer, read by its parser, and let through only if :mod:`generator.text` lists them."""

from __future__ import annotations

import re
from functools import cache

from .diagnostics import Fault
from .frozen import Record
from .hints import Any

Template = list[Any]
OPEN, FIRST = "\ue000", 0xE100
FUNCTIONS = {"ref": 2, "term": 1, "included": 1}
LONGEST, MOST, DEEPEST = 100_000, 4096, 50
"""A text has so many characters and holes at most, and nests statements and expressions so deep."""
FORMS = "a text may use names, attributes, ref(…), term(…) and included(…); conditions and sums belong in variants and parameters"


class Bad(Exception):
    """A text that cannot be compiled; ``fault`` says why."""

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


# ------------------------------------------------------------------ holes


@cache
def _environment() -> Any:
    import jinja2

    return jinja2.Environment(autoescape=False)


def find_tags(text: str) -> list[Tag]:
    """Every hole and statement of a text, in order; :class:`Bad` where one cannot be read."""
    import jinja2

    for at, char in enumerate(text):
        if "\ue000" <= char <= "\uf8ff":
            line, column = _place(text, at)
            raise Bad("CL004", line, column, f"the character U+{ord(char):04X} has no meaning in a text", "remove it: it came from a private font")
    tags: list[Tag] = []
    at = begin = 0
    opened = False
    try:
        for _, token, value in _environment().lex(text):
            if token in ("variable_begin", "block_begin"):
                begin, opened = at, True
            elif token in ("variable_end", "block_end"):
                opened = False
                if len(tags) == MOST:
                    raise Bad("CL004", *_place(text, begin), f"more than {MOST:,} holes in one text", "split the clause")
                tags.append(_tag(text, begin, at + len(value), token == "variable_end"))
            elif token in ("comment_begin", "raw_begin"):
                raise Bad("CL004", *_place(text, at), "comments and raw blocks do not stand in clause text", "use `notes:` for what is not printed")
            at += len(value)
    except jinja2.TemplateSyntaxError as error:
        column = len(text.split("\n")[error.lineno - 1]) - len(text.split("\n")[error.lineno - 1].lstrip()) + 1
        raise Bad("CL003", error.lineno, column, f"this cannot be read: {error.message}", "look for a {{ or {% that does not close") from None
    if opened:
        raise Bad("CL003", *_place(text, begin), "this is opened and never closed", "close {{ with }} and {% with %}")
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
    raise Bad(
        "CL004", line, column, f"{{% {inside[:40]} %}} is not allowed", "a text may use if, else, endif, for … in …, endfor; everything else is a variant"
    )


def _place(text: str, at: int) -> tuple[int, int]:
    line_start = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at) + 1, at - line_start + 1


def _expression(source: str, line: int, column: int, condition: bool = False) -> Template:
    import jinja2

    if not source.strip():
        raise Bad("CL003", line, column, "the braces are empty", "write a parameter's name between {{ and }}")
    try:
        body: list[Any] = _environment().parse("{{" + source + "}}").body
        output = body[0].nodes if len(body) == 1 else []
    except jinja2.TemplateSyntaxError as error:
        raise Bad("CL003", line, column, f"“{source.strip()[:60]}” cannot be read: {error.message}", FORMS) from None
    except (RecursionError, ValueError):
        raise Bad("CL004", line, column, "this expression is too deep or too long to be read", FORMS) from None
    if len(output) != 1:
        raise Bad("CL003", line, column, "this is more than one expression", "write one name between {{ and }}")
    return _allowed(output[0], line, column, condition)


def _allowed(node: Any, line: int, column: int, condition: bool, depth: int = 0) -> Template:
    from jinja2 import nodes

    if depth > DEEPEST:
        raise Bad("CL004", line, column, f"this expression is nested deeper than {DEEPEST} levels", FORMS)
    if condition and isinstance(node, nodes.Not):
        return ["not", _allowed(node.node, line, column, condition, depth + 1)]
    if isinstance(node, nodes.Name):
        return ["n", node.name]
    if isinstance(node, nodes.Getattr) and not node.attr.startswith("_"):
        return ["a", _allowed(node.node, line, column, False, depth + 1), node.attr]
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in FUNCTIONS:
        inside: list[Any] = [*node.args, *(k.value for k in node.kwargs)]
        constants = all(isinstance(a, nodes.Const) and isinstance(a.value, str) and a.value.isprintable() for a in inside)
        given: list[Any] = list(node.args)
        pairs: list[Any] = list(node.kwargs)
        named = {k.key: k.value.value for k in pairs if constants}
        plain = node.dyn_args is None and node.dyn_kwargs is None and set(named) <= {"annex"}
        if constants and plain and 1 <= len(given) <= FUNCTIONS[node.node.name]:
            return ["c", node.node.name, [a.value for a in given], named]
        raise Bad(
            "CL004",
            line,
            column,
            f"{node.node.name}(…) takes texts in quotes only",
            'as ref("ceasefire.cessation"), ref("neutrality.declaration", "bases"), term("areas")',
        )
    what = type(node).__name__.lower()
    raise Bad(
        "CL004",
        line,
        column,
        f"this expression is not allowed ({what})",
        "a text may use names, attributes, ref(…), term(…) and included(…); conditions and sums belong in variants and parameters",
    )


def balance(tags: list[Tag]) -> None:
    """Every ``if`` and ``for`` closes; what closes was open."""
    stack: list[Tag] = []
    for tag in tags:
        if tag.kind in ("if", "for"):
            stack.append(tag)
            if len(stack) > DEEPEST:
                raise Bad("CL004", tag.line, tag.column, f"statements are nested deeper than {DEEPEST} levels", "make variants of them, or split the clause")
        elif tag.kind in ("endif", "endfor", "else"):
            wanted = "for" if tag.kind == "endfor" else "if"
            if not stack or stack[-1].kind != wanted:
                raise Bad("CL003", tag.line, tag.column, f"{{% {tag.kind} %}} without its {{% {wanted} … %}}", "remove it or open the statement before it")
            if tag.kind != "else":
                stack.pop()
    if stack:
        raise Bad("CL003", stack[-1].line, stack[-1].column, f"{{% {stack[-1].kind} … %}} is never closed", f"close it with {{% end{stack[-1].kind} %}}")
