"""Findings → text, JSON, SARIF, or a forge's annotations."""

from __future__ import annotations

import json

from .checks import rule_of
from .diagnostics import Diagnostic, Severity, Span
from .errors import printable
from .hints import Any

FORMATS = ("text", "json", "sarif", "github")


def render(found: list[Diagnostic], format: str, scenario: str, colour: bool = False) -> str:
    """Findings in one of :data:`FORMATS`; "" where text has nothing to say."""
    if format == "json":
        return _dump(as_json(found, scenario))
    if format == "sarif":
        return _dump(_sarif(found))
    if format == "github":
        return "".join(_github(d) for d in found)
    return "".join(text(d, colour) for d in found)


def name_of(code: str) -> str:
    """The name of a code: XR001 → dangling-reference."""
    rule = rule_of(code)
    return rule.name if rule else ""


def text(found: Diagnostic, colour: bool = False) -> str:
    """One finding: place, severity, code and message on the first line; why, related places and the way out below."""
    word = found.severity.value
    if colour:
        word = f"\x1b[{ {'error': '1;31', 'warning': '1;33', 'note': '1;36'}[word] }m{word}\x1b[0m"
    place = f"{printable(str(found.span))}: " if found.span else ""
    lines = [f"{place}{word} {found.code} {name_of(found.code)}: {printable(found.message)}"]
    if found.because:
        lines.append(f"    because: {found.because}")
    if found.rule:
        lines.append(f"    rule: {found.rule}")
    lines += [f"    see: {r.span}: {r.message}" for r in found.related]
    if found.hint:
        lines.append(f"    way out: {found.hint}")
    return "".join(f"{line}\n" for line in [lines[0], *map(printable, lines[1:])])


def count(found: list[Diagnostic]) -> dict[str, int]:
    """How many there are of each severity."""
    return {s.value: sum(d.severity is s for d in found) for s in Severity}


def summary(found: list[Diagnostic]) -> str:
    """ "1 error, 2 warnings, 3 notes"; "nothing found" where there are none."""
    words = [f"{n} {word}{'' if n == 1 else 's'}" for word, n in count(found).items() if n]
    return ", ".join(words) or "nothing found"


def as_json(found: list[Diagnostic], scenario: str) -> dict[str, Any]:
    """The shape of ``check --format json``."""
    return {"scenario": scenario, "diagnostics": [_one(d) for d in found], "summary": count(found)}


def _one(found: Diagnostic) -> dict[str, Any]:
    return {
        "code": found.code,
        "name": name_of(found.code),
        "rule": found.rule or None,
        "severity": found.severity.value,
        "message": found.message,
        "because": found.because or None,
        "hint": found.hint or None,
        **_place(found.span),
        "clause": found.clause or None,
        "instrument": found.instrument or None,
        "related": [{**_place(r.span), "message": r.message} for r in found.related],
    }


def _place(span: Span | None) -> dict[str, Any]:
    return {"file": span.file, "line": span.line, "column": span.column} if span else {"file": None, "line": None, "column": None}


def _sarif(found: list[Diagnostic]) -> dict[str, Any]:
    """SARIF 2.1.0, one run; severities are its levels."""
    codes = sorted({d.code for d in found})
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "peacedraft", "rules": [{"id": c, "name": name_of(c)} for c in codes]}},
                "results": [
                    {
                        "ruleId": d.code,
                        "level": d.severity.value,
                        "message": {"text": d.message + (f" ({d.hint})" if d.hint else "")},
                        "locations": [_location(d.span)] if d.span else [],
                        "relatedLocations": [{**_location(r.span), "message": {"text": r.message}} for r in d.related],
                    }
                    for d in found
                ],
            }
        ],
    }


def _location(span: Span) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": span.file}}
    if span.line:
        place["region"] = {"startLine": span.line, "startColumn": max(span.column, 1)}
    return {"physicalLocation": place}


def _github(found: Diagnostic) -> str:
    """One workflow command; its values are escaped as the forge asks."""
    level = {"error": "error", "warning": "warning", "note": "notice"}[found.severity.value]
    place = f" file={_escaped(found.span.file)},line={found.span.line},col={found.span.column},title={found.code}" if found.span else ""
    hint = f" ({found.hint})" if found.hint else ""
    return f"::{level}{place}::{_escaped(found.message + hint)}\n"


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _dump(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
