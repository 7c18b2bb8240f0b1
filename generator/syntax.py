"""What is wrong with a file that is not YAML, in the words of the mistake that most often causes it."""

from __future__ import annotations

import re

from .frozen import Record

LOOK = "look at this line and the one before it: indentation, quotes, brackets"
_BARE = re.compile(r"(\s*(?:- )?[\w.:-]+:[ ]+)(?=[^'\"|>\s])(.*)$")
_UNCLOSED = re.compile(r"\s*(?:- )?[\w.:-]+:[ ]+(?:\"(?:[^\"\\]|\\.)*|'(?:[^']|'')*)$")
_TEXT = re.compile(r"\s*(?:- )?[\w.:-]+:[ ]+[|>][+-]?\s*$")
_BRACKETS = {"{": "}", "[": "]"}


class Mistake(Record):
    """A mistake and its place, from 1."""

    code: str
    line: int
    column: int
    message: str
    hint: str


def mistake(text: str, line: int, column: int, problem: str, around: tuple[int, int]) -> Mistake:
    """The mistake behind a parser's ``problem``; ``around`` is where the thing begins that the parser was reading."""
    lines = text.split("\n")
    here = _at(lines, line)
    tab = re.match(r" *(?=\t)", here)
    if tab:
        return Mistake("YM001", line, len(tab[0]) + 1, "a tab stands where the line is indented", "YAML is indented with spaces, never tabs")
    if problem == "a key must be a word" and here.lstrip().startswith("{{"):
        return Mistake(
            "YM007", line, _indent(here) + 1, "{{ begins a value here, which needs a | after its key, or quotes", "write  text: |  and the text below it"
        )
    return (
        _quotes(lines, line)
        or _bracket(lines, line, column, problem, around)
        or _colon(lines, line, problem, around)
        or _text(lines, line, column)
        or _indentation(lines, line, column)
        or Mistake("YM001", line, column, f"this is not YAML: {problem}", LOOK)
    )


def _at(lines: list[str], line: int) -> str:
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _quotes(lines: list[str], line: int) -> Mistake | None:
    """Quotes that are missing around a value, or not closed."""
    for at in (line, line - 1):
        match = _BARE.match(_at(lines, at))
        if match and ("{{" in match[2] or match[2][0] in "@`%*&!" or (match[2][0] not in _BRACKETS and re.search(r": |:$", match[2]))):
            wrong = "{{ needs quotes here" if "{{" in match[2] else "this value needs quotes"
            fixed = match[2].rstrip().replace("\\", "\\\\").replace('"', '\\"')
            return Mistake("YM007", at, len(match[1]) + 1, wrong, f'write:  {match[1].strip()} "{fixed}"')
    for at, shown in enumerate(lines[:line], 1):
        if _UNCLOSED.match(shown):
            column = re.match(r"[^'\"]*", shown)
            return Mistake("YM001", at, len(column[0]) + 1 if column else 1, "the quotation mark that opens here is not closed in its line", "close it")
    return None


def _bracket(lines: list[str], line: int, column: int, problem: str, around: tuple[int, int]) -> Mistake | None:
    """A bracket that does not close, or a comma that is missing in it."""
    opening = _at(lines, around[0])[around[1] - 1 : around[1]]
    if opening not in _BRACKETS or "expected ','" not in problem:
        return None
    if around[0] == line:
        return Mistake(
            "YM001", line, column, f"a comma is missing before this, or the bracket {opening} is not closed", "look for the comma, quotes and brackets"
        )
    hint = f"close it with {_BRACKETS[opening]}, or write the comma that is missing before line {line}"
    return Mistake("YM001", *around, f"the bracket {opening} that opens here is not closed", hint)


def _colon(lines: list[str], line: int, problem: str, around: tuple[int, int]) -> Mistake | None:
    """A key without a colon, or a colon without a space; the parser may see it in the line below."""
    if problem.startswith("mapping values are not allowed"):
        above = next((at for at in range(line - 1, 0, -1) if _at(lines, at).strip()), 0)
        around = (above, _indent(_at(lines, above)) + 1) if re.fullmatch(r"\s*[\w.:-]*[\w.-]", _at(lines, above)) else (0, 0)
    elif problem != "could not find expected ':'":
        around = (0, 0)
    words = re.match(r"([\w.-]+)(?::|\s+|$)(.*)$", _at(lines, around[0])[around[1] - 1 :]) if around[0] else None
    return Mistake("YM001", *around, "a colon and a space are missing after the key", f"write:  {words[1]}: {words[2]}".rstrip()) if words else None


def _text(lines: list[str], line: int, column: int) -> Mistake | None:
    """A line that leaves the text of a ``|`` too early."""
    above = next((at for at in range(line - 1, 0, -1) if _TEXT.match(_at(lines, at))), 0)
    inside = [shown for shown in lines[above : line - 1] if shown.strip()]
    if not above or not inside or any(_indent(shown) <= _indent(_at(lines, above)) for shown in inside) or _indent(_at(lines, line)) >= _indent(inside[0]):
        return None
    wrong = f"this line is indented less than the text that begins in line {above + 1}"
    return Mistake("YM001", line, column, wrong, f"begin it with {_indent(inside[0])} spaces, if it belongs to that text")


def _indentation(lines: list[str], line: int, column: int) -> Mistake | None:
    """A key that begins in another column than its neighbours."""
    before = next((shown for shown in reversed(lines[: line - 1]) if shown.strip() and not shown.lstrip().startswith("#")), "")
    own, other = _indent(_at(lines, line)), _indent(before)
    if own == other or not before or not re.match(r"\s*(?:- )?[\w.:-]+:(?:\s|$)", _at(lines, line)):
        return None
    wrong = f"this line is indented by {_spaces(own)}, the one before it by {other}"
    return Mistake("YM001", line, column, wrong, "keys that belong together begin in the same column")


def _spaces(number: int) -> str:
    return f"{number} space{'' if number == 1 else 's'}"
