"""What the parties say of a package, ``positions/<party>.yaml``, and what is computed from it, ``indices.yaml``, beside a scenario."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import DATE, Model, Name

Strength = Literal["red-line", "objection", "preference"]
Basis = Literal["stated", "assessment", "prescription", "inference"]
NotNegative = Annotated[float, Field(ge=0)]
Positive = Annotated[float, Field(gt=0)]


class PositionSource(Model):
    """Where an actor's words, or others' words about it, stand; ``quote`` is exact."""

    source: Name
    at: str
    quote: str | None = None


class Statement(Model):
    """One red line, objection or preference.  Without ``weight`` it weighs topic × strength × basis."""

    id: Name
    statement: Annotated[str, Field(pattern=r"\S")]
    strength: Strength
    basis: Basis
    holds: str
    topic: Name | None = None
    half_weight: bool | None = None
    weight: NotNegative | None = None
    private: bool | None = None
    sources: Annotated[list[PositionSource], Field(min_length=1)] | None = None
    note: str | None = None


class Positions(Model):
    """The statements of one party, as of a date."""

    party: Name
    date: Annotated[str, Field(pattern=DATE)]
    positions: Annotated[list[Statement], Field(min_length=1, max_length=1000)]
    notes: str | None = None


class Term(Model):
    """What is added where ``when`` holds: ``adds``, or a parameter's ``value``, cut off at ``at-most``, times ``times``, per ``per``."""

    term: str
    when: str | None = None
    adds: float | None = None
    value: str | None = None
    at_most: float | None = None
    times: float | None = None
    per: Positive | None = None


class Band(Model):
    """A named range of an index; ``or-when`` puts a package there whatever its number.  ``wanted`` marks where it should be."""

    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None
    or_when: str | None = None
    wanted: bool | None = None
    because: str | None = None


class Index(Model):
    """A value computed from the choices of a package: a sum of terms, with named bands; the first band that fits counts."""

    title: str
    summary: str | None = None
    rule: str | None = None
    terms: Annotated[list[Term], Field(min_length=1, max_length=100)]
    bands: Annotated[dict[Name, Band], Field(max_length=20)] | None = None


class Thresholds(Model):
    """The scores from which a package is accepted, and from which it can be negotiated."""

    accept: NotNegative
    negotiable: NotNegative


class Weights(Model):
    """What a statement weighs: the topic's weight × ``full`` or ``half`` × the basis's factor."""

    full: NotNegative | None = None
    half: NotNegative | None = None
    basis: dict[Basis, NotNegative] | None = None
    topics: dict[Name, dict[Name, NotNegative]] | None = None
    otherwise: NotNegative | None = None


class Tilt(Model):
    """Whose score goes before whose where they conflict, and the least that it should reach."""

    first: Name
    second: Name
    at_least: NotNegative
    because: str


class Indices(Model):
    """``indices.yaml``."""

    indices: Annotated[dict[Name, Index], Field(max_length=100)] | None = None
    thresholds: Thresholds | None = None
    weights: Weights | None = None
    tilt: Tilt | None = None
