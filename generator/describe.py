"""A clause in words and in JSON, and the search for one."""

from __future__ import annotations

from typing import Any

from .library import Library
from .provisions import Clause, Constraint


def as_json(clause: Clause) -> dict[str, Any]:
    """The shape of ``library show --format json``."""
    return {
        "id": clause.id,
        "title": clause.title,
        "parameters": clause.parameters,
        "variants": {
            name: {
                "summary": variant.data["summary"],
                "silent": variant.silent,
                "sources": variant.data.get("sources") or [],
                "provides": variant.card.get("provides") or [],
            }
            for name, variant in clause.variants.items()
        },
        "constraints": [_constraint(constraint) for constraint in clause.constraints()],
        "milestones": {name: data for name, (data, _) in clause.milestones.items()},
    }


def _constraint(constraint: Constraint) -> dict[str, Any]:
    data = constraint.data
    return {
        constraint.kind: constraint.condition,
        "when": data.get("when"),
        "rule": data.get("rule"),
        "severity": data.get("severity") or "error",
        "because": data["because"],
        "variant": constraint.variant or None,
    }


def as_text(clause: Clause, library: Library) -> str:
    """A clause with its variants, sources, parameters and constraints, to be read."""
    titles = library.shared("sources")
    file = clause.source.file if library.project.is_own(clause.source.path) else clause.source.path
    lines = [f"{clause.id} — {clause.title}", f"  {clause.data['summary']}", f"  file: {file}", ""]
    for name, variant in clause.variants.items():
        marks = " (default)" if name == clause.default else ""
        lines.append(f"  {name}{marks}{' (says nothing)' if variant.silent else ''}: {variant.data['summary']}")
        for use in variant.data.get("sources") or ():
            title = titles.get(use["source"], {}).get("title", use["source"])
            lines.append(f"      {use['use']}: {title}{', ' + use['at'] if use.get('at') else ''}")
    if clause.parameters:
        lines += ["", "  parameters:"]
        for name, spec in clause.parameters.items():
            kind = spec["type"] + (f" ({', '.join(spec['choices'])})" if spec.get("choices") else "")
            default = f", default {spec['default']}" if spec.get("default") is not None else ""
            lines.append(f"    {name}: {kind}{default}{' — ' + spec['summary'] if spec.get('summary') else ''}")
    if clause.constraints():
        lines += ["", "  constraints:"]
        for c in clause.constraints():
            when = f" when {c.data['when']}" if c.data.get("when") else ""
            rule = f" [{c.data['rule']}]" if c.data.get("rule") else ""
            lines.append(f"    {c.variant + ' ' if c.variant else ''}{c.kind} {c.condition}{when}{rule}")
            lines.append(f"        because: {c.data['because']}")
    if clause.milestones:
        lines += ["", "  milestones:"]
        lines += [f"    {name}: {data['title']}" for name, (data, _) in clause.milestones.items()]
    if clause.notes:
        lines += ["", *(f"  {line}" for line in clause.notes.strip().split("\n"))]
    return "\n".join(lines) + "\n"


def search(library: Library, words: list[str]) -> list[Clause]:
    """The clauses that hold every word, those with more of them in id and title first."""
    wanted = [word.lower() for word in words]
    found: list[tuple[int, str, Clause]] = []
    for id in library.clause_ids():
        clause = library.clause(id)
        if clause is None:
            continue
        head = f"{id} {clause.title}".lower()
        body = f"{clause.data} {[variant.data for variant in clause.variants.values()]}".lower()
        if all(word in head or word in body for word in wanted):
            found.append((-sum(word in head for word in wanted), id, clause))
    return [clause for _, _, clause in sorted(found, key=lambda entry: entry[:2])]
