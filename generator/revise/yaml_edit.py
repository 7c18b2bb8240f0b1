"""YAML text, changed at known places: every other byte, comments and layout among them, stays as it was.

A library that reads and dumps a file again, as ruamel.yaml does, keeps comments but not layout; here nothing is dumped.
Values that are put in are given as YAML text in flow style.
"""

from __future__ import annotations

import json
from typing import Any

from ..errors import UserError

Path = tuple[str | int, ...]


class YamlText:
    """A file's text; each method changes one place of it."""

    def __init__(self, text: str) -> None:
        self.text = text

    # ------------------------------------------------------------------ places

    def _root(self) -> Any:
        import yaml

        return yaml.compose(self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def _chain(self, path: Path) -> list[Any]:
        """The nodes from the root to the one at a path; shorter where there is none."""
        found = [self._root()]
        for step in path:
            node = found[-1]
            if isinstance(step, int):
                inner = node.value[step] if step < len(node.value) else None
            else:
                inner = next((value for key, value in node.value if key.value == step), None) if isinstance(node.value, list) else None
            if inner is None:
                break
            found.append(inner)
        return found

    def has(self, path: Path) -> bool:
        """Whether there is a value at a path."""
        return len(self._chain(path)) == len(path) + 1

    def is_mapping(self, path: Path) -> bool:
        """Whether the value at a path is a mapping."""
        chain = self._chain(path)
        return len(chain) == len(path) + 1 and chain[-1].id == "mapping"

    def _end(self, node: Any) -> int:
        if node.id == "scalar" or node.flow_style or not node.value:
            end = int(node.end_mark.index)
            return len(self.text[:end].rstrip()) if node.id == "scalar" and getattr(node, "style", "") in ("|", ">") else end
        last = node.value[-1]
        return max(self._end(last[0]), self._end(last[1])) if node.id == "mapping" else self._end(last)

    def _cut(self, start: int, end: int, new: str) -> None:
        self.text = self.text[:start] + new + self.text[end:]

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    # ----------------------------------------------------------------- changes

    def replace(self, path: Path, new: str) -> None:
        """Another value."""
        chain = self._chain(path)
        node = chain[-1]
        start, end = node.start_mark.index, self._end(node)
        if node.id != "scalar" and not node.flow_style and isinstance(path[-1], str):
            key = next(key for key, _ in chain[-2].value if key.value == path[-1])
            at = self.text.index(":", key.end_mark.index) + 1
            beside = self.text[at : self._line_end(at)]
            self._cut(at, max(end, self._line_end(at)), f" {new}{beside.rstrip()}")
            return
        self._cut(start, max(start, end), f" {new}" if start == end and self.text[start - 1 : start] == ":" else new)

    def put(self, path: Path, key: str, new: str) -> None:
        """Another key of the mapping at a path, as its last."""
        chain = self._chain(path)
        node = chain[-1]
        if node.flow_style:
            at = node.end_mark.index - 1
            at = len(self.text[:at].rstrip())
            self._cut(at, at, f"{', ' if node.value else ''}{key}: {new}")
            return
        indent = node.value[0][0].start_mark.column if node.value else 0
        self._below(self._end(node), f"{' ' * indent}{key}: {new}")

    def append(self, path: Path, new: Any) -> None:
        """Another member of the list at a path."""
        node = self._chain(path)[-1]
        if node.flow_style:
            at = len(self.text[: node.end_mark.index - 1].rstrip())
            self._cut(at, at, f"{', ' if node.value else ''}{flow(new)}")
        else:
            self._below(self._end(node), f"{' ' * node.start_mark.column}- {_member(new, node.start_mark.column)}")

    def exchange(self, path: Path, new: Any) -> None:
        """Another member in place of the one at a path of a list."""
        chain = self._chain(path)
        column = chain[-2].start_mark.column
        self._cut(chain[-1].start_mark.index, self._end(chain[-1]), flow(new) if chain[-2].flow_style else _member(new, column))

    def remove(self, path: Path) -> None:
        """Takes out the member of a list at a path."""
        parent, node = self._chain(path)[-2:]
        at, count = int(path[-1]), len(parent.value)
        if parent.flow_style:
            start = node.start_mark.index if not at else self._end(parent.value[at - 1])
            end = self._end(node) if at or count == 1 else parent.value[1].start_mark.index
            self._cut(start, end, "")
            return
        start = self.text.rfind("-", 0, node.start_mark.index)
        start = self.text.rfind("\n", 0, start) + 1
        self._cut(start, min(len(self.text), self._line_end(self._end(node)) + 1), "")

    def block(self, path: Path, key: str, text: str) -> None:
        """Another key of the block mapping at a path (the whole file's where it is empty) with a literal text, lines as they are."""
        node = self._chain(path)[-1]
        indent = node.value[0][0].start_mark.column if node.value else 0
        self._below(self._end(node), f"{' ' * indent}{key}: {literal(text, indent)}")

    def insert(self, path: Path, key: str, lines: str) -> None:
        """A key of the block mapping at a path with whole lines of its own below it; they are indented two steps."""
        node = self._chain(path)[-1]
        if node.flow_style or not node.value:
            raise UserError("a mapping that should have lines of its own is written in braces", "write each of its keys on a line")
        column = node.value[0][0].start_mark.column
        shifted = "\n".join(f"{' ' * (column - 2)}{line}" if line else "" for line in lines.rstrip("\n").split("\n"))
        self._below(self._end(node), f"{' ' * column}{key}\n{shifted}")

    def extend(self, path: Path, old: str, line: str) -> None:
        """Another line of the text at a path, which is ``old``."""
        node = self._chain(path)[-1]
        if node.style == "|" and node.value.strip():
            end = self._end(node)
            last = self.text.rfind("\n", 0, end) + 1
            first = next(n for n in self.text[node.start_mark.index : end].split("\n")[1:] if n.strip())
            indent = len(first) - len(first.lstrip(" "))
            self._below(max(end, last), f"{' ' * indent}{line}")
        else:
            self.replace(path, literal(f"{old.rstrip()}\n{line}".lstrip(), 0))

    def _below(self, end: int, line: str) -> None:
        """A line behind the one on which something ends."""
        at = self._line_end(end)
        self._cut(at, at, f"\n{line}")

    def open_up(self, path: Path, first: Any, second: Any) -> None:
        """The choice at a path becomes alternatives: ``first`` is what it was, its values stay beside them."""
        chain = self._chain(path)
        node, outer = chain[-1], any(n.id != "scalar" and n.flow_style for n in chain[:-1])
        both = f"[{flow(first)}, {flow(second)}]"
        key = next((key for key, _ in node.value if key.value == "variant"), None) if node.id == "mapping" else None
        if outer and node.id == "scalar":
            self.replace(path, f"{{open: {both}}}")
        elif node.id == "scalar" or (node.flow_style and not outer):
            start = node.start_mark.index
            line = self.text.rfind("\n", 0, start) + 1
            indent = len(self.text[line:start]) - len(self.text[line:start].lstrip(" ")) + 2
            rest = [self.text[k.start_mark.index : self._end(v)] for k, v in node.value if k is not key] if node.id == "mapping" else []
            lines = "".join(f"\n{' ' * indent}{value}" for value in rest)
            self._swap(len(self.text[:start].rstrip(" ")), self._end(node), f"\n{' ' * indent}open:{self._list(indent + 2, first, second)}{lines}")
        elif key is None:
            self.put(path, "open", both)
        else:
            value = self._chain((*path, "variant"))[-1]
            lines = f"open: {both}" if outer else f"open:{self._list(key.start_mark.column + 2, first, second)}"
            self._swap(key.start_mark.index, self._end(value), lines)

    @staticmethod
    def _list(indent: int, *members: Any) -> str:
        return "".join(f"\n{' ' * indent}- {_member(member, indent)}" for member in members)

    def _swap(self, start: int, end: int, lines: str) -> None:
        """Lines in place of a value; a comment beside it stays on the first of them."""
        first, mark, rest = lines.partition("\n")
        if not mark:
            self._cut(start, end, lines)
            return
        stop = self._line_end(end)
        beside = self.text[end:stop].rstrip()
        self._cut(start, stop, f"{first}{beside}\n{rest}")


def literal(text: str, indent: int) -> str:
    """A text as a literal block below a key that stands at a column."""
    space = " " * (indent + 2)
    lines = "\n".join(f"{space}{line}" if line.strip() else "" for line in text.rstrip("\n").split("\n"))
    return f"|\n{lines}"


def _member(value: Any, indent: int) -> str:
    """A member of a list whose marks stand at a column: in flow style, but for one that holds lists of mappings."""
    rows = {key: v for key, v in value.items() if isinstance(v, list) and any(isinstance(m, dict) for m in v)} if isinstance(value, dict) else {}
    if not rows:
        return flow(value)
    space = f"\n{' ' * (indent + 2)}"
    lines = [f"{key}: {flow(inner)}" for key, inner in value.items() if key not in rows]
    return space.join([*lines, *(f"{key}:{''.join(f'{space}  - {flow(member)}' for member in members)}" for key, members in rows.items())])


def flow(value: Any) -> str:
    """A value in flow style: plain words bare, everything else as JSON has it, which YAML reads the same."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str) and _is_plain(value):
        return value
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_plain(text: str) -> bool:
    words = text.replace("-", "").replace(" ", "")
    return words.isascii() and words.isalnum() and text == text.strip() and text[0].isalnum() and text not in ("true", "false", "null") and not words.isdigit()
