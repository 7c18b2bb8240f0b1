"""The other files of a clause library: library.yaml and glossary.yaml of each; sources, terminology, elements, index,
quotations and renamed.yaml of all; and templates/profiles.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from .base import ClauseId, Forms, Model, Name


class LibraryFile(Model):
    """``clauses/<library>/library.yaml``; ``clauses`` is the printing order."""

    title: str
    summary: str
    clauses: Annotated[list[Name], Field(max_length=1000)]


class TermEntry(Model):
    """A defined term: every surface form, its definition, and the words not to use for it, by language."""

    forms: dict[Name, list[str]]
    definition: dict[Name, str]
    avoid: dict[Name, list[str]] | None = None


class Glossary(RootModel[dict[Name, TermEntry]]):
    """``clauses/<library>/glossary.yaml``."""


class SourceEntry(Model):
    """An instrument or document that texts are modelled on."""

    title: str
    date: str | None = None
    citation: str | None = None
    parties: str | list[str] | None = None
    link: str | None = None
    register_: Literal["treaty", "political", "legislation", "resolution"] | None = None


class Sources(RootModel[dict[Name, SourceEntry]]):
    """``clauses/sources.yaml``."""


class TerminologyEntry(Model):
    """A term that takes sides: a party's id or ``neutral`` → its form by language."""

    title: str | None = None
    forms: dict[Name, dict[Name, Forms]]


class Terminology(RootModel[dict[Name, TerminologyEntry]]):
    """``clauses/terminology.yaml``."""


class Element(Model):
    """Something a settlement consists of: C a clause, P a parameter, R a rule, PRE a recital or commentary, POS a position,
    T a provision that a treaty of peace is expected to hold; ``at`` is its place in the briefing."""

    kind: Annotated[list[Literal["C", "P", "R", "PRE", "POS", "T"]], Field(min_length=1)]
    at: str | None = None
    says: str


class Elements(RootModel[dict[Annotated[str, Field(pattern=r"^[A-Z]+-?[0-9]+$")], Element]]):
    """``clauses/elements.yaml``: what clauses may name in ``serves:``."""


class IndexEntry(Model):
    """The names of a clause that scenarios rely on; the first variant is the default."""

    variants: Annotated[list[Name], Field(min_length=1)]
    parameters: list[Name] | None = None


class Index(RootModel[dict[ClauseId, IndexEntry]]):
    """``clauses/index.yaml``: names that are never taken away."""


class Quotation(Model):
    """An instrument's exact words at a place of it; ``holes`` are the words that a clause's holes stand for."""

    source: Name
    at: str
    text: str
    holes: dict[str, str] | None = None


class Quotations(RootModel[dict[Name, Quotation]]):
    """``clauses/quotations.yaml``: what ``use: verbatim`` is compared with."""


class Renamed(RootModel[dict[ClauseId, ClauseId]]):
    """``clauses/renamed.yaml``: old id → new id."""


Provision = Annotated[str, Field(pattern=r"^T\d\d$")]


class Profile(Model):
    """What one kind of package must hold, and what it is expected to hold."""

    summary: str
    mandatory: list[Provision] | None = None
    expected: list[Provision] | None = None


class Profiles(RootModel[dict[Name, Profile]]):
    """``templates/profiles.yaml``."""
