"""What a library holds, as its files have it: clauses with their variants and constraints, and the terms of a glossary."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from .digests import sha256
from .frozen import Record
from .hints import Any
from .source import Source


class Variant:
    """One wording of a clause and the file it stands in; its texts are read when they are first asked for.  ``silent``: it
    records a decision to say nothing."""

    def __init__(self, name: str, card: dict[str, Any], source: Source) -> None:
        self.name, self.card, self.source = name, card, source
        self.silent = bool(card.get("silent"))

    @cached_property
    def data(self) -> dict[str, Any]:
        """All that the file says of the variant."""
        return dict(self.source.part("variants", self.name)) if self.source.part is not None else self.card

    @cached_property
    def annexes(self) -> dict[str, Any]:
        """Its annexes by name."""
        return dict(self.data.get("annexes") or {})

    @cached_property
    def texts(self) -> dict[tuple[str, ...], str]:
        """Its text and those of its annexes, by the path in its file; none where it says nothing."""
        if self.silent:
            return {}
        found = {("variants", self.name, "text"): str(self.data.get("text") or "")}
        return found | {("variants", self.name, "annexes", n, "text"): str(a["text"]) for n, a in self.annexes.items()}

    @property
    def counts_as(self) -> str:
        """The variant whose name stands for this one too in conditions; "" where it stands for itself alone."""
        return str(self.card.get("counts-as") or "")


class Constraint(Record):
    """A ``requires`` or ``excludes``; ``variant`` is "" where the clause itself carries it."""

    data: dict[str, Any]
    source: Source
    path: tuple[str | int, ...]
    clause: str = ""
    variant: str = ""

    @property
    def kind(self) -> str:
        """ "requires" or "excludes"."""
        return "requires" if "requires" in self.data else "excludes"

    @property
    def condition(self) -> str:
        """What is required or excluded; "" where the file forgot to say."""
        return str(self.data.get(self.kind, ""))


class Clause:
    """One provision with its variants; an extension's variants keep their own file."""

    def __init__(self, id: str, source: Source, extension: Source | None = None) -> None:
        self.id, self.source, self.extension = id, source, extension
        self.data: dict[str, Any] = source.data
        self.parameters: dict[str, dict[str, Any]] = self.data.get("parameters") or {}

    @cached_property
    def variants(self) -> dict[str, Variant]:
        """Its variants by name; an extension's come last."""
        return {n: Variant(n, d, f) for f in self._files for n, d in (f.data.get("variants") or {}).items()}

    @cached_property
    def milestones(self) -> dict[str, tuple[dict[str, Any], Source]]:
        """The clause's own milestones by name, and the file each stands in."""
        return {n: (d, f) for f in self._files for n, d in (f.data.get("milestones") or {}).items()}

    @property
    def _files(self) -> list[Source]:
        return [self.source, self.extension] if self.extension else [self.source]

    @property
    def title(self) -> str:
        """The English title."""
        return str(self.data["title"])

    @property
    def notes(self) -> str:
        """The drafting notes for negotiators; "" where there are none."""
        return str((self.source.part("notes") if self.source.part is not None else self.data.get("notes")) or "")

    @property
    def default(self) -> str:
        """The first variant's name."""
        return str(next(iter(self.variants)))

    def milestones_of(self, variants: Iterable[str]) -> dict[str, tuple[dict[str, Any], Source]]:
        """The clause's milestones with those of some of its variants."""
        found = dict(self.milestones)
        for name in variants:
            variant = self.variants[name]
            found |= {n: (d, variant.source) for n, d in (variant.card.get("milestones") or {}).items()}
        return found

    def constraints(self) -> list[Constraint]:
        """Those of the clause and of each variant."""
        found = []
        for source in [self.source] + ([self.extension] if self.extension else []):
            for index, data in enumerate(source.data.get("constraints") or ()):
                found.append(Constraint(data, source, ("constraints", index), self.id))
        for variant in self.variants.values():
            for index, data in enumerate(variant.card.get("constraints") or ()):
                path = ("variants", variant.name, "constraints", index)
                found.append(Constraint(data, variant.source, path, self.id, variant.name))
        return found

    def of(self, variant: str) -> str:
        """The digest of the English that a translation of a variant carries in ``of``."""
        return self.of_texts(self.variants[variant].data)

    def of_texts(self, data: dict[str, Any]) -> str:
        """The same for a variant that is still to be."""
        parts = [self.title, data.get("text") or ""]
        for name, annex in sorted((data.get("annexes") or {}).items()):
            parts += [name, annex["title"], annex["text"]]
        titles = {name: step["title"] for name, (step, _) in self.milestones.items()}
        for name, title in sorted((titles | {n: step["title"] for n, step in (data.get("milestones") or {}).items()}).items()):
            parts += [name, title]
        return sha256("\n".join(parts).encode()).hexdigest()[:12]


class TermEntry(Record):
    """One glossary entry and where it stands."""

    id: str
    data: dict[str, Any]
    source: Source

    def forms(self, tag: str) -> list[str]:
        """Its surface forms in a language."""
        return list((self.data.get("forms") or {}).get(tag) or ())
