"""A user's own language file beside the shipped English one: does it have every word and form, and only the blanks that are filled?

Goes in: the file, the project whose ``templates/languages/en.yaml`` it is held against, and a reader of one-line texts.
Comes out: findings, CL001 and those of the texts.  The shipped files are not judged when they are used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from string import Formatter
from typing import Any

from .diagnostics import ERROR, Diagnostic, Fault
from .files import read_bytes
from .project import Project
from .source import Source, parse

Steps = tuple[str | int, ...]
_FREE = ("closings",)


def language_faults(source: Source, project: Project, faults_of: Callable[[str], list[Fault]]) -> list[Diagnostic]:
    """The findings on a language file that fits its model."""
    english = project.find("templates/languages/en.yaml")[-1]
    shipped, _ = parse(read_bytes(english.path, english.shown), english.shown)
    pattern = shipped.data if shipped else {}
    found = [Diagnostic("CL001", ERROR, message, source.span(*path), hint) for path, message, hint in _compare((), pattern, source.data)]
    for key, lines in source.data["closings"].items():
        for index, text in enumerate(lines):
            span = source.span("closings", key, index)
            found += [Diagnostic(fault.code, ERROR, fault.message, span, fault.hint) for fault in faults_of(text)]
            if re.search(r"\bref\b", text):
                found.append(Diagnostic("CL004", ERROR, "a closing refers to nothing", span, "put the reference into a clause"))
    return found


def _compare(path: Steps, english: Any, own: Any) -> Iterator[tuple[Steps, str, str]]:
    if path[:1] == _FREE and len(path) > 1:
        return
    if isinstance(english, dict) and isinstance(own, dict):
        for key, value in english.items():
            if key not in own:
                yield path, f"“{key}” is missing", f"add the key “{key}:” here; in English it is {value!r}"
            else:
                yield from _compare((*path, key), value, own[key])
    elif isinstance(english, dict):
        yield path, f"“{path[-1]}” should be a mapping", f"its keys are {', '.join(english)}"
    elif isinstance(english, list):
        if len(own) < len(english):
            yield path, f"“{path[-1]}” has {len(own)} of {len(english)} entries", f"in English they are {', '.join(english)}"
    elif isinstance(english, str):
        forms = own.values() if isinstance(own, dict) else own.split(" | ")
        if path == ("letters",) and not own:
            yield path, "there are no letters", "write the alphabet that points are counted with"
        if not all(_fillable(form, english) for form in forms):
            yield path, f"“{path[-1]}” has blanks that nothing fills", f"in English it is “{english}”; a brace that is printed is written twice"


def _fillable(pattern: str, english: str) -> bool:
    """Whether a pattern has no other blanks than its English counterpart: plain, in any order."""
    allowed = [name for _, name, _, _ in Formatter().parse(english) if name is not None]
    if not allowed:
        return True
    try:
        fields = [field[1:] for field in Formatter().parse(pattern) if field[1] is not None]
    except ValueError:
        return False
    names = [str(name) for name, _, _ in fields]
    plain = all(not spec and not conversion for _, spec, conversion in fields)
    numbered = {str(n) for n in range(allowed.count(""))}
    return plain and names.count("") <= allowed.count("") and set(names) <= {*allowed, *numbered} and not ("" in names and numbered & set(names))
