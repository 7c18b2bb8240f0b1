"""YAML text → plain data and the place of every key and value.

Goes in: a file's bytes.  Comes out: a :class:`Source` whose ``data`` holds only dicts with string keys, lists, strings,
integers, finite floats, booleans and None, and whose ``spans`` know line and column of each.  Refused, as findings of
the YM family: duplicate keys, anchors and aliases, tags, several documents, nesting deeper than 50, files above one
megabyte, numbers too long to mean anything.  Values are read narrowly: ``no``, ``010``, ``12:30`` and ``2026-01-01`` are text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .diagnostics import ERROR, Diagnostic, Span
from .files import MAX_BYTES, decoded
from .hints import Any

MAX_DEPTH = 50
TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
DEEP_HINT = "nothing in these files is that deep: look for brackets that do not close"

Data = Any
Places = dict[str, tuple[int, int, int, int]]
"""Path (keys joined by "/") → line and column of the key, line and column of the value, from 1."""

_INTEGER = r"[-+]?(0|[1-9][0-9_]{0,17})\Z"
_FLOAT = r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}([eE][-+]?[0-9]{1,2})?\Z"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


class Source:
    """One file that was read: ``file`` as shown to the user, ``data`` and the places of its keys and values.

    ``places`` may be given as a function, called when a place is first asked for; ``path`` is the full path; ``part``
    reads what was left out of the data, by its steps."""

    def __init__(self, file: str, data: Data, places: Places | Callable[[], Places], path: str = "") -> None:
        self.file, self.data, self.path = file, data, path
        self._places = places
        self.part: Callable[..., Any] | None = None

    def defer(self, places: Callable[[], Places]) -> None:
        """Reads the places with a function, when one is first asked for."""
        self._places = places

    @property
    def places(self) -> Places:
        """Where every key and value stands."""
        if callable(self._places):
            self._places = self._places()
        return self._places

    def span(self, *path: str | int) -> Span:
        """Where the value at ``path`` stands; the nearest enclosing one if there is no such value."""
        steps = [str(step) for step in path]
        while steps:
            place = self.places.get("/".join(steps))
            if place:
                return Span(self.file, place[2], place[3])
            steps.pop()
        return Span(self.file, 1, 1)

    def key_span(self, *path: str | int) -> Span:
        """Where the key at ``path`` stands."""
        place = self.places.get("/".join(str(step) for step in path))
        return Span(self.file, place[0], place[1]) if place else self.span(*path)


def parse(content: bytes, file: str) -> tuple[Source | None, list[Diagnostic]]:
    """Bytes → (source, findings).  The source is None where the file cannot be read as YAML at all."""
    if len(content) > MAX_BYTES:
        return None, [_fault("YM005", file, 0, 0, f"the file is larger than {MAX_BYTES:,} bytes", "split it into smaller files")]
    try:
        text = decoded(content)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, [_fault("YM006", file, line, 1, "the file is not text in UTF-8", "save it as UTF-8 (in Word or an editor: “Encoding: UTF-8”)")]
    return _Reader(text, file).read()


def position(text: str, line: int, column: int, span: Span) -> Span:
    """The place in a file of a place inside a literal block (``|``) whose value starts at ``span``.

    ``text`` is the file's text, ``line`` and ``column`` count from 1 inside the block; for other scalars the start of
    the value is the best that can be said."""
    lines = text.split("\n")
    if not 0 < span.line <= len(lines) or lines[span.line - 1][span.column - 1 : span.column] not in "|>":
        return span
    block = span.line
    while block < len(lines) and not lines[block].strip():
        block += 1
    if block >= len(lines):
        return span
    indent = len(lines[block]) - len(lines[block].lstrip(" "))
    return Span(span.file, span.line + line, indent + column)


def copied(data: Data) -> Data:
    """Plain data of one's own, to be changed."""
    if isinstance(data, dict):
        return {key: copied(value) for key, value in data.items()}
    return [copied(value) for value in data] if isinstance(data, list) else data


def _fault(code: str, file: str, line: int, column: int, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, ERROR, message, Span(file, line, column), hint)


class _Stop(Exception):
    """The rest of the file is not worth reading."""


class _Reader:
    """One pass over the parser's events; builds the data and the places together."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.places: Places = {}
        self.found: list[Diagnostic] = []

    def read(self) -> tuple[Source | None, list[Diagnostic]]:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            events = iter(yaml.parse(self.text, Loader=loader))
            data = self._stream(events, yaml)
        except _Stop:
            return None, self.found
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            if "nesting" in (error.problem or ""):  # the parser's own bound, met first where it looks ahead for the end of brackets
                self._add("YM004", line, column, TOO_DEEP, DEEP_HINT)
            else:
                begun = error.context_mark
                self._syntax(line, column, error.problem or "not YAML", (begun.line + 1, begun.column + 1) if begun else (0, 0))
            return None, self.found
        except yaml.YAMLError as error:
            at = getattr(error, "position", 0)
            line = self.text.count("\n", 0, at) + 1
            self._add("YM001", line, 1, f"a character that YAML does not allow ({error.reason})" if hasattr(error, "reason") else str(error))
            return None, self.found
        if data is None:
            self._add("YM001", 1, 1, "the file is empty", "write the keys that this kind of file has; `peacedraft schema` prints them")
        fatal = data is None or any(d.code != "YM002" for d in self.found)
        return (None if fatal else Source(self.file, data, self.places)), self.found

    def _add(self, code: str, line: int, column: int, message: str, hint: str = "") -> None:
        self.found.append(_fault(code, self.file, line, column, message, hint))

    def _stop(self, code: str, event: Any, message: str, hint: str = "") -> _Stop:
        self._add(code, event.start_mark.line + 1, event.start_mark.column + 1, message, hint)
        return _Stop()

    def _stream(self, events: Any, yaml: Any) -> Data:
        documents, data = 0, None
        for event in events:
            kind = type(event)
            if kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise self._stop("YM009", event, "a second document starts here", "one file holds one document: remove the line `---`")
            elif kind in (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent):
                continue
            else:
                data = self._node(event, events, yaml, "", 1)
        return data

    def _node(self, event: Any, events: Any, yaml: Any, path: str, depth: int) -> Data:
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None:
            raise self._stop(
                "YM003", event, "anchors (&) and aliases (*) are not used here", "write the value out, or put text that starts with & or * in quotes"
            )
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth > MAX_DEPTH:
            raise self._stop("YM004", event, TOO_DEEP, DEEP_HINT)
        if event.tag is not None and not event.implicit:
            raise self._stop("YM008", event, f"the tag {event.tag} is not used here", "remove the tag that starts with !")
        return (self._mapping if kind is yaml.MappingStartEvent else self._sequence)(event, events, yaml, path, depth)

    def _mapping(self, start: Any, events: Any, yaml: Any, path: str, depth: int) -> dict[str, Data]:
        data: dict[str, Data] = {}
        for key in events:
            if type(key) is yaml.MappingEndEvent:
                return data
            mark = key.start_mark
            if type(key) is not yaml.ScalarEvent:
                self._syntax(mark.line + 1, mark.column + 1, "a key must be a word")
                raise _Stop()
            name: str = key.value
            value = next(events)
            inner = f"{path}/{name}" if path else name
            if name in data:
                first = self.places[inner]
                self._add(
                    "YM002", mark.line + 1, mark.column + 1, f"the key “{name}” stands here a second time (first in line {first[0]})", "keep one of the two"
                )
            at = value.start_mark
            self.places[inner] = (mark.line + 1, mark.column + 1, at.line + 1, at.column + 1)
            data[name] = self._node(value, events, yaml, inner, depth + 1)
        return data

    def _sequence(self, start: Any, events: Any, yaml: Any, path: str, depth: int) -> list[Data]:
        data: list[Data] = []
        for event in events:
            if type(event) is yaml.SequenceEndEvent:
                break
            inner = f"{path}/{len(data)}" if path else str(len(data))
            at = event.start_mark
            self.places[inner] = (at.line + 1, at.column + 1, at.line + 1, at.column + 1)
            data.append(self._node(event, events, yaml, inner, depth + 1))
        return data

    def _scalar(self, event: Any) -> Data:
        if event.tag is not None and not event.implicit[1] and not event.implicit[0]:
            raise self._stop("YM008", event, f"the tag {event.tag} is not used here", "remove the tag that starts with !")
        value: str = event.value
        if event.style == '"' and (hidden := _CONTROL.search(value)):
            raise self._stop("YM001", event, f"the control character U+{ord(hidden[0]):04X} does not stand in a text", "remove it")
        if not event.implicit[0]:
            return value
        if value in _CONSTANTS:
            return _CONSTANTS[value]
        first = value[0]
        if first in "-+0123456789":
            if re.match(_INTEGER, value):
                return int(value.replace("_", ""))
            if re.match(_FLOAT, value):
                return float(value)
            if len(value) > 18 and value.lstrip("-+").replace("_", "").replace(".", "", 1).isdigit():
                raise self._stop("YM010", event, "a number with too many digits", "write a number below a million million million, or put the value in quotes")
        return value

    def _syntax(self, line: int, column: int, problem: str, around: tuple[int, int] = (0, 0)) -> None:
        """A syntax error, in the words of the mistake that most often causes it."""
        from .syntax import mistake

        made = mistake(self.text, line, column, problem, around)
        self._add(made.code, made.line, made.column, made.message, made.hint)
