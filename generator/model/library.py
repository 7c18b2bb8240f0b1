"""The other files of a clause library: library.yaml, glossary.yaml, sources.yaml, terminology.yaml, renamed.yaml; and templates/completeness.yaml."""

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


class Renamed(RootModel[dict[ClauseId, ClauseId]]):
    """``clauses/renamed.yaml``: old id → new id."""


Provision = Annotated[str, Field(pattern=r"^T\d\d$")]


class Profile(Model):
    """What one kind of package must hold, and what it is expected to hold."""

    summary: str
    mandatory: list[Provision] | None = None
    expected: list[Provision] | None = None


class Completeness(Model):
    """``templates/completeness.yaml``: provisions by the ids that clauses name in ``serves:``, and profiles."""

    provisions: dict[Provision, str]
    profiles: dict[Name, Profile]
