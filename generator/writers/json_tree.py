"""JSON: the tree with its labels, for programs.  Every node says its ``type`` and ``id``; references carry their text and target."""

from __future__ import annotations

import json

from ..frozen import Record
from ..hints import TYPE_CHECKING, Any
from ..language import Language
from ..tree import Compiled, Ref, link_text

if TYPE_CHECKING:
    from . import Options


def write(compiled: Compiled, language: Language, options: Options) -> bytes:
    """The instrument as UTF-8 JSON, two spaces of indentation."""
    data = _node(compiled.document, compiled)
    data["terms"] = list(compiled.terms)
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _node(node: Any, compiled: Compiled) -> Any:
    if isinstance(node, tuple):
        return [_node(member, compiled) for member in node]
    if not isinstance(node, Record):
        return node
    made: dict[str, Any] = {"type": type(node).__name__.lower()}
    for field in type(node).__fields__:
        made[field.replace("_", "-")] = _node(getattr(node, field), compiled)
    number = compiled.numbers.get(made.get("id", ""))
    if number:
        made["label"] = number.label
    if isinstance(node, Ref):
        link = compiled.links[node.id]
        made |= {"text": link_text(link), "to": link.target}
    return made
