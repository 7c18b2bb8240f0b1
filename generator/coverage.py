"""What a library covers: topics, languages and sources of each part of it, the elements of a settlement that clauses serve
and those that none does, and the names of ``clauses/index.yaml`` that are missing.

Goes in: a :class:`Library`.  Comes out: the shape of ``library coverage --format json``, and the same to be read.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import Any

from .library import Library
from .provisions import Clause

WIDTH = 100
WANTED = {"C", "P", "T"}
"""The kinds of elements that a clause has to serve."""


def coverage(library: Library) -> dict[str, Any]:
    """Libraries by name, topics, languages, sources and elements by id with the clauses they stand for, and the index."""
    tags = [tag for tag in library.languages() if tag != "en"]
    clauses = {name: [clause for id in library.order(name) if (clause := library.clause(id)) is not None] for name in library.libraries()}
    every = [clause for inner in clauses.values() for clause in inner]
    elements = library.shared("elements")
    serving = {id: [clause.id for clause in every if id in (clause.data.get("serves") or ())] for id in elements}
    return {
        "libraries": {name: _library(library, inner, tags) for name, inner in clauses.items()},
        "languages": {tag: _translated(library, every, tag) for tag in tags},
        "topics": {topic: [c.id for c in every if topic in (c.data.get("topics") or ())] for topic in sorted(_topics(every))},
        "sources": {id: sorted({c.id for c in every if id in _sources([c])}) for id in library.shared("sources")},
        "elements": {id: {"kind": entry["kind"], "says": entry["says"], "clauses": serving[id]} for id, entry in elements.items()},
        "unserved": [id for id, by in serving.items() if not by],
        "index": _index(library),
    }


def _library(library: Library, clauses: list[Clause], tags: list[str]) -> dict[str, Any]:
    return {
        "clauses": len(clauses),
        "variants": sum(len(clause.variants) for clause in clauses),
        "topics": dict(sorted(_topics(clauses).items())),
        "languages": {tag: _translated(library, clauses, tag) for tag in tags},
        "sources": dict(sorted(_sources(clauses).items())),
    }


def _topics(clauses: list[Clause]) -> Counter[str]:
    return Counter(topic for clause in clauses for topic in clause.data.get("topics") or ())


def _sources(clauses: list[Clause]) -> Counter[str]:
    """How many variants name each source."""
    return Counter(id for clause in clauses for variant in clause.variants.values() for id in {use["source"] for use in variant.data.get("sources") or ()})


def _translated(library: Library, clauses: list[Clause], tag: str) -> dict[str, int]:
    """Texts in a language: those that render the English as it stands now, those of an earlier English, and all there are."""
    current = earlier = all_ = 0
    for clause in clauses:
        source = library.translation(clause.id, tag)
        entries = (source.data.get("variants") or {}) if source else {}
        for name, variant in clause.variants.items():
            all_ += not variant.silent
            if not variant.silent and (entries.get(name) or {}).get("text"):
                is_current = entries[name]["of"] == clause.of(name)
                current, earlier = current + is_current, earlier + (not is_current)
    return {"current": current, "earlier": earlier, "texts": all_}


def _index(library: Library) -> dict[str, Any]:
    """How many names are promised, and those that are not there."""
    missing = []
    count = 0
    for id, entry in library.shared("index").items():
        clause = library.clause(id) if library.has(id) else None
        names = [("variants", f"{id} = {name}", name) for name in entry["variants"]]
        names += [("parameters", f"{id}.{name}", name) for name in entry.get("parameters") or ()]
        missing += [shown for what, shown, name in names if clause is None or name not in getattr(clause, what)]
        count += len(names)
    return {"clauses": len(library.shared("index")), "names": count, "missing": missing}


# ------------------------------------------------------------------- text


def as_text(found: dict[str, Any]) -> str:
    """The same in words, no line longer than :data:`WIDTH`."""
    tags = list(found["languages"])
    lines = [f"{'library':22}{'clauses':>9}{'variants':>9}{'sources':>9}" + "".join(f"{tag:>10}" for tag in tags)]
    for name, row in found["libraries"].items():
        counts = f"{name:22}{row['clauses']:>9}{row['variants']:>9}{len(row['sources']):>9}"
        lines.append(counts + "".join(f"{_share(row['languages'][tag]):>10}" for tag in tags))
    total = f"{'all':22}{_sum(found, 'clauses'):>9}{_sum(found, 'variants'):>9}{sum(map(bool, found['sources'].values())):>9}"
    lines.append(total + "".join(f"{_share(found['languages'][tag]):>10}" for tag in tags))
    lines += ["", "Languages: texts that render the English as it now is, of all texts; + those of an earlier English."]
    lines += ["", "Topics of each library, by clauses (PA-X codes)"]
    for name, row in found["libraries"].items():
        lines += _wrapped(f"  {name}: ", [f"{topic}\u00a0{n}" for topic, n in row["topics"].items()] or ["none"], 6)
    lines += ["", "Clauses of each topic"]
    for topic, clauses in found["topics"].items():
        lines += _wrapped(f"  {topic:10}", clauses)
    lines += ["", "Clauses of each source"]
    for source, clauses in found["sources"].items():
        lines += _wrapped(f"  {source}: ", clauses or ["none"], 6)
    lines += ["", "Elements: C clause, P parameter, R rule, PRE recital or commentary, POS position, T expected"]
    for id, element in found["elements"].items():
        lines += _wrapped(f"  {id:8}{' '.join(element['kind']):8}", [element["says"]])
        lines += _wrapped(" " * 18 + "→ ", element["clauses"] or ["none"])
    wanted = [id for id in found["unserved"] if WANTED & set(found["elements"][id]["kind"])]
    index = found["index"]
    lines += ["", *_wrapped("Clauses, parameters and provisions that nothing serves: ", wanted or ["none"], 4)]
    lines += _wrapped("Rules, recitals and positions that no clause serves: ", [id for id in found["unserved"] if id not in wanted] or ["none"], 4)
    lines += _wrapped(f"Index: {index['clauses']} clauses, {index['names']} names of variants and parameters; missing: ", index["missing"] or ["none"], 4)
    return "\n".join(lines).replace("\u00a0", " ") + "\n"


def _share(row: dict[str, int]) -> str:
    """ "12/15", or "12+1/15" where one text is of an earlier English."""
    return f"{row['current']}{'+' + str(row['earlier']) if row['earlier'] else ''}/{row['texts']}"


def _sum(found: dict[str, Any], what: str) -> int:
    return sum(row[what] for row in found["libraries"].values())


def _wrapped(head: str, items: list[str], indent: int = 0) -> list[str]:
    """The items after a head, further lines under the first item or indented."""
    return textwrap.wrap(head + ", ".join(items), WIDTH, subsequent_indent=" " * (indent or len(head)), break_long_words=False, break_on_hyphens=False)
