"""Loading 300 clauses: ours cold and warm, against PyYAML's C loader plus pydantic on the same files."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import yaml

from benchmarks.timing import Ratio, paired_ms
from generator.cache import Cache
from generator.library import Library
from generator.model.clause import Clause
from generator.project import Project, shipped

CLAUSES = 300


class Loader(yaml.CSafeLoader):
    """PyYAML's C loader, told that ``on`` is a key and a date is text, as these files need."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML names it so
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def copies(folder: Path) -> list[str]:
    """The shipped clauses, copied under new names until there are 300; returns their ids."""
    sources = [path for path in sorted(Path(shipped(), "clauses").glob("*/*.yaml")) if path.stem not in ("library", "glossary") and "." not in path.stem]
    ids = []
    for number in range(CLAUSES):
        source = sources[number % len(sources)]
        library = f"copy-{number // len(sources)}-{source.parent.name}"
        target = folder / "clauses" / library / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        ids.append(f"{library}.{source.stem}")
    return ids


def measure() -> list[Ratio]:
    """Cold against the two libraries alone, and warm against cold."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ids = copies(folder)
        paths = [folder / "clauses" / Path(*id.split(".")).with_suffix(".yaml") for id in ids]

        def baseline() -> None:
            for path in paths:
                Clause.model_validate(yaml.load(path.read_bytes(), Loader=Loader))

        def ours(cache: Cache | None = None) -> None:
            library = Library(Project(str(folder)), cache)
            for id in ids:
                if library.clause(id) is None:
                    raise RuntimeError(library.found)

        stored = os.path.join(name, "cache")
        first = Cache(stored, "benchmark")
        ours(first)
        first.save()
        cold, reference = paired_ms(ours, baseline, 9)
        warm, cold_again = paired_ms(lambda: ours(Cache(stored, "benchmark")), ours, 15)
        size = sum(path.stat().st_size for path in paths) // len(paths)
        return [
            Ratio(f"load {CLAUSES} clauses of {size} bytes, cold / (PyYAML C loader + pydantic)", cold, reference, 1.4),
            Ratio(f"load {CLAUSES} clauses, warm / cold", warm, cold_again, 0.15),
        ]
