"""A scenario's JSON Schema with the names of its library, so that an editor completes them."""

from __future__ import annotations

from typing import Any

from .provisions import Clause
from .scenario import Scenario

_VALUES: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "percentage": {"type": "number"},
    "flag": {"type": "boolean"},
    "rows": {"type": "array"},
    "parties": {"type": "array", "items": {"type": "string"}},
    "clauses": {"type": "array", "items": {"type": "string"}},
}


def with_names(schema: dict[str, Any], scenario: Scenario) -> dict[str, Any]:
    """The schema of a scenario, with its library's clauses, variants, parameters, framings and the scenario's parties."""
    library = scenario.library
    clauses = {id: clause for id in library.clause_ids() if (clause := library.clause(id)) is not None}
    definitions = schema["$defs"]
    instrument = definitions["Instrument"]["properties"]
    instrument["framing"] = {"enum": library.framings()}
    parties = {"enum": list(scenario.parties)}
    instrument["signatories"] = {"type": "array", "items": parties}
    instrument["clauses"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {id: _choice(clause, parties) for id, clause in clauses.items()},
    }
    for place in (schema["properties"], instrument):
        place["languages"] = {"type": "array", "minItems": 1, "items": {"enum": library.languages()}}
    schema["properties"]["profile"] = {"enum": list(library.profiles())}
    return schema


def _choice(clause: Clause, parties: dict[str, Any]) -> dict[str, Any]:
    variants = {"enum": list(clause.variants)}
    values = {name: _value(spec, parties) for name, spec in clause.parameters.items()}
    by = {"type": "array", "items": parties}
    alternative = {"type": "object", "additionalProperties": False, "properties": {"variant": variants, "omit": {"const": True}, "by": by, **values}}
    choice = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"variant": variants, "open": {"type": "array", "minItems": 2, "items": alternative}, **values},
    }
    return {"description": clause.data["summary"], "anyOf": [{"enum": [*clause.variants, "omit"]}, choice]}


def _value(spec: dict[str, Any], parties: dict[str, Any]) -> dict[str, Any]:
    if spec["type"] == "choice":
        value: dict[str, Any] = {"enum": list(spec.get("choices") or {})}
    elif spec["type"] == "party":
        value = parties
    else:
        value = _VALUES.get(spec["type"], {})
    opened = {"type": "object", "required": ["open"], "properties": {"open": {"type": "array"}}}
    return {"description": spec.get("summary", ""), "anyOf": [value, opened]} if value else {"description": spec.get("summary", "")}
