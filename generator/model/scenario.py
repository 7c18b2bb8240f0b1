"""A scenario, ``scenarios/<name>/scenario.yaml``, and a party, ``scenarios/parties/<id>.yaml``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from .base import ClauseId, Inflected, Model, Name, Words
from .clause import Constraints
from .framing import Register


class ConstitutionalBar(Model):
    """What a party's constitution bars, the article, the way out; or, with ``after``, which steps it puts after another."""

    when: str
    article: str
    way_out: str
    steps: list[str] | None = None
    after: str | None = None
    rule: str | None = None
    because: str | None = None


class Party(Model):
    """A State or an organisation."""

    name: Inflected
    formal: Inflected | None = None
    possessive: Inflected | None = None
    adjective: Inflected | None = None
    kind: Literal["state", "organisation"]
    recognised_by: Literal["all"] | list[Name] | None = None
    constitutional_bars: list[ConstitutionalBar] | None = None
    capacity: Words | None = None


class InlineParty(Party):
    """A party written in the scenario itself."""

    id: Name


class Alternative(Model):
    """One alternative of an open choice: a variant or omission, with its values, and who wants it."""

    model_config = ConfigDict(extra="allow")
    variant: Name | None = None
    omit: bool | None = None
    by: list[Name] | None = None


class ClauseChoice(Model):
    """A clause in a scenario: a variant with its values, or alternatives that are still open."""

    model_config = ConfigDict(extra="allow")
    variant: Name | None = None
    open: Annotated[list[Alternative], Field(min_length=2, max_length=26)] | None = None


class Instrument(Model):
    """One document of the package."""

    framing: Name
    title: Words | None = None
    short_title: Inflected | None = None
    register_: Register | None = None
    roles: dict[Name, Name | list[Name]] | None = None
    languages: Annotated[list[Name], Field(min_length=1)] | None = None
    signatories: Annotated[list[Name], Field(max_length=1000)] | None = None
    enacted_by: Name | None = None
    clauses: Annotated[dict[ClauseId, Name | ClauseChoice], Field(max_length=5000)] | None = None


class Scenario(Model):
    """A drafting team's own file."""

    title: Words
    summary: Words | None = None
    languages: Annotated[list[Name], Field(min_length=1)]
    parties: Annotated[list[Name | InlineParty], Field(max_length=1000)] | Annotated[dict[Name, Party], Field(max_length=1000)]
    roles: dict[Name, Name | list[Name]] | None = None
    terminology: dict[Name, Name] | None = None
    dates: Annotated[dict[str, str], Field(max_length=1000)] | None = None
    profile: Name | None = None
    positions: Name | None = None
    instruments: Annotated[dict[Name, Instrument], Field(min_length=1, max_length=100)]
    constraints: Constraints | None = None
    notes: str | None = None
