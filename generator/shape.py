"""Does plain data fit a JSON Schema?  The part of the standard that pydantic writes for the input files, and no more.

A file that fits needs no pydantic, which takes longer to import than a draft takes to write; one that does not is given
to pydantic, whose words are better.  The schemas come from the models, so the two cannot drift apart.
"""

from __future__ import annotations

import re
from functools import cache

from .hints import Any


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    """A pattern of a schema, where ``$`` is the very end: Python's would let a line's end follow."""
    return re.compile(re.sub(r"(?<!\\)\$", r"\\Z", pattern))


_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "null": (type(None),),
    "object": (dict,), "array": (list,),
}  # fmt: skip


def fits(data: Any, schema: dict[str, Any]) -> bool:
    """Whether the data is valid under the schema."""
    return _fits(data, schema, schema.get("$defs", {}))


def _fits(data: Any, schema: Any, definitions: dict[str, Any]) -> bool:
    if schema is True or not schema:
        return True
    if "$ref" in schema:
        return _fits(data, definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return any(_fits(data, option, definitions) for option in schema["anyOf"])
    if "const" in schema:
        return bool(data == schema["const"] and type(data) is type(schema["const"]))
    if "enum" in schema:
        return isinstance(data, str) and data in schema["enum"]
    kind = schema.get("type")
    if kind is None:
        return True
    if not isinstance(data, _TYPES[kind]) or (isinstance(data, bool) and kind != "boolean"):
        return False
    value: Any = data
    if kind == "object":
        return _object(value, schema, definitions)
    if kind == "array":
        items = schema.get("items", True)
        return schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)) and all(_fits(item, items, definitions) for item in value)
    if kind in ("integer", "number"):
        least, most, above = (schema.get(bound) for bound in ("minimum", "maximum", "exclusiveMinimum"))
        return bool((least is None or value >= least) and (most is None or value <= most) and (above is None or value > above))
    return kind != "string" or "pattern" not in schema or bool(_pattern(schema["pattern"]).search(value))


def _object(data: dict[str, Any], schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    if not all(key in data for key in schema.get("required", ())):
        return False
    if not schema.get("minProperties", 0) <= len(data) <= schema.get("maxProperties", len(data)):
        return False
    names = schema.get("propertyNames")
    properties = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    other = False if patterns else schema.get("additionalProperties", True)
    for key, value in data.items():
        if names and not _fits(key, {"type": "string"} | names, definitions):
            return False
        rule = properties.get(key)
        if rule is None:
            rule = next((r for p, r in patterns.items() if _pattern(p).search(key)), other)
        if rule is False or not _fits(value, rule, definitions):
            return False
    return True
