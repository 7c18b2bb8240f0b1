"""What the models of all input files share, and how pydantic's complaints become findings."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..diagnostics import ERROR, Diagnostic, near
from ..source import Source

NAME = r"^[a-z0-9][a-z0-9-]{0,79}$"
CLAUSE_ID = r"^[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*$"
MOST = 100
"""How many faults of one file are shown: after so many it is another kind of file."""
DURATION = r"^([0-9]{1,6} (hour|day|week|month|year)s?|P[0-9]{1,6}[DWMY]|PT[0-9]{1,6}H)$"
DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

Name = Annotated[str, Field(pattern=NAME)]
ClauseId = Annotated[str, Field(pattern=CLAUSE_ID)]
Scalar = str | int | float | bool
Words = str | Annotated[dict[Name, str], Field(min_length=1)]
"""A text, or one for each language."""
Case = Literal["nominative", "genitive", "dative", "accusative", "instrumental", "locative"]
Forms = str | Annotated[dict[Case, str], Field(min_length=1)]
"""One form, or one for each grammatical case."""
Inflected = str | Annotated[dict[Name, Forms], Field(min_length=1)]
"""One text for all languages, or for each language one form or its cases."""


class Model(BaseModel):
    """Frozen, nothing unknown; keys are written with hyphens."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=lambda name: name.rstrip("_").replace("_", "-"),
        populate_by_name=False,
        strict=True,
    )


def complain(model: type[BaseModel], error: ValidationError, source: Source, code: str) -> list[Diagnostic]:
    """Pydantic's errors as findings, one for each place; the first :data:`MOST` of them."""
    by_place: dict[tuple[str, ...], list[Any]] = {}
    around: set[tuple[str, ...]] = set()
    for item in error.errors(include_url=False):
        steps = _real_steps(item["loc"], source)
        if len(by_place) >= MOST and steps not in by_place:
            break
        by_place.setdefault(steps, []).append(item)
        around.update(steps[:n] for n in range(len(steps)))
    found = []
    for steps, items in by_place.items():
        if steps in around:
            continue
        message, hint = _words(model, items, steps)
        unknown = items[0]["type"] == "extra_forbidden"
        span = source.key_span(*steps) if unknown else source.span(*steps)
        found.append(Diagnostic(code, ERROR, message, span, hint))
    return found


def _real_steps(loc: tuple[Any, ...], source: Source) -> tuple[str, ...]:
    """The path in the file: pydantic adds the names of union members, which the file does not have."""
    steps: list[str] = []
    for index, step in enumerate(loc):
        longer = [*steps, str(step)]
        if "/".join(longer) in source.places or (index == len(loc) - 1 and not _is_member(step)):
            steps = longer
    return tuple(s for s in steps if s != "[key]")


def _is_member(step: Any) -> bool:
    text = str(step)
    return text in ("str", "constrained-str", "int", "float", "bool", "none", "[key]") or "[" in text or text[:1].isupper()


def _words(model: type[BaseModel], items: list[Any], steps: tuple[str, ...]) -> tuple[str, str]:
    key, place = _named(steps), next((step[:80] for step in reversed(steps) if not step.isdecimal()), "the file")  # of a list, its name
    item = items[0]
    kind, context = item["type"], item.get("ctx", {})
    if kind == "extra_forbidden":
        like = near(steps[-1], _all_keys(model))
        if len(steps) == 1 and "extends" in model.model_fields:
            like, hint = [], f"a file that extends a shipped clause has {', '.join(_own_keys(model))}; the rest is that clause's"
        else:
            hint = "remove it; `peacedraft schema` lists the keys"
        return f"unknown key {key}", f"did you mean “{like[0]}”?" if like else hint
    if kind == "missing":
        return f"{key} is missing", f"add the key “{steps[-1]}:” here"
    if kind == "string_pattern_mismatch":
        where = "is no name" if item["input"] == place else f"cannot stand here ({place})"
        return f"“{item['input']}” {where}", _PATTERN_HINTS.get(context.get("pattern", ""), "")
    if kind in ("literal_error", "enum"):
        others = [_TYPES.get(i["type"], "a list that is not empty" if i["type"] == "too_short" else "") for i in items[1:]]
        expected = " or ".join(filter(None, [context.get("expected", ""), *others]))
        like = near(str(item["input"]), re.findall(r"'([^']*)'", expected))
        meant = f"did you mean “{like[0]}”? " if like else ""
        return f"“{item['input']}” cannot stand here ({place})", f"{meant}{'W' if meant else 'w'}rite {expected}"
    if any(i["type"] == "too_short" and not i["input"] for i in items):
        return f"{key} is empty", "write at least one entry, or remove the key if it may be missing"
    wanted = list(dict.fromkeys(_TYPES[i["type"]] for i in items if i["type"] in _TYPES))
    if wanted:
        listed = f"write [{item['input']}]" if wanted == ["a list"] and isinstance(item["input"], str) and len(item["input"]) <= 40 else ""
        return f"{key} is {_describe(item['input'])}; it should be {' or '.join(wanted)}", listed
    if kind in _BOUNDS:
        words, bound = _BOUNDS[kind]
        return f"{key} is {_describe(item['input'])}; it should be {words} {context[bound]:,}", ""
    return f"{key}: {item['msg'].lower()}", ""


def _named(steps: tuple[str, ...]) -> str:
    """A place by its key: “languages”, entry 2 of “parties”, the file."""
    if not steps:
        return "the file"
    return f"entry {int(steps[-1]) + 1} of “{steps[-2][:80]}”" if len(steps) > 1 and steps[-1].isdecimal() else f"“{steps[-1][:80]}”"


_BOUNDS = {"greater_than_equal": ("at least", "ge"), "less_than_equal": ("at most", "le"), "greater_than": ("more than", "gt")}
_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "none_required": "empty",
    "tuple_type": "a list",
}
_PATTERN_HINTS = {
    NAME: "a name has small letters, figures and hyphens",
    CLAUSE_ID: "a clause's id is library.clause, as neutrality.declaration",
    DURATION: "write a duration as 90 days, 3 weeks, 18 months or 20 years",
    DATE: "write a day of the calendar as 2025-01-06",
}


def _describe(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text “{value[:40]}”"
    return "a list" if isinstance(value, list) else "a mapping"


def _own_keys(model: type[BaseModel]) -> list[str]:
    """The keys of a kind of file at its top."""
    return list(model.model_json_schema(by_alias=True)["properties"])


@cache
def _all_keys(model: type[BaseModel]) -> list[str]:
    """Every key that a kind of file knows, at any depth."""
    schema = model.model_json_schema(by_alias=True)
    keys = list(schema.get("properties", {}))
    for definition in schema.get("$defs", {}).values():
        keys += definition.get("properties", {})
    return keys
