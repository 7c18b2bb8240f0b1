"""A clause file: ``clauses/<library>/<clause>.yaml``, and its translations."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import DURATION, Forms, Model, Name, Scalar

ParameterType = Literal[
    "party", "parties", "text", "integer", "number", "percentage", "money", "date", "duration", "choice", "flag",
    "place", "milestone", "clauses", "body", "rows",
]  # fmt: skip

PROVIDES = (
    "access", "activation", "all-parts-covered", "area", "baseline", "beneficiary", "budget", "certification",
    "charter-savings", "composition", "conditions", "contracts", "convention-standard", "coordinates", "costs",
    "deadline", "decision-caveat", "decision-rule", "dispute-endpoint", "duration", "end-per-signatory", "end-state", "equipment",
    "eu-savings", "exceptions", "exclusions", "fallback", "financing", "forces-bound", "humanitarian-exception",
    "interim-status", "invocation", "irregular-forces", "legal-basis", "limits", "location", "map-precedence",
    "no-combat", "no-consent", "no-waiver", "not-counted", "notification", "obligors", "peace-articles-excepted", "phases",
    "prohibited-acts", "property", "reporting", "residual", "review", "sanctions-effect", "savings", "seat", "security-council-report",
    "self-defence", "several", "start", "state-language-savings", "status", "suspension",
    "territorial-integrity-savings", "third-state-forces", "time-limit", "trigger", "use-of-force", "verification",
    "without-prejudice",
)  # fmt: skip

Duration = Annotated[str, Field(pattern=DURATION)]


class Column(Model):
    """One column of a ``rows`` parameter."""

    type: ParameterType
    unit: str | None = None
    summary: str | None = None
    choices: dict[Name, str] | None = None


class Parameter(Model):
    """A typed blank in a clause."""

    type: ParameterType
    role: Name | None = None
    summary: str | None = None
    default: Any = None
    unit: str | None = None
    minimum: Scalar | None = None
    maximum: Scalar | None = None
    choices: dict[Name, str] | None = None
    columns: dict[Name, Column] | None = None
    optional: bool | None = None


class SourceUse(Model):
    """Where a variant's wording comes from."""

    source: Name
    at: str | None = None
    use: Literal["verbatim", "adapted", "modelled", "original"]
    paragraphs: list[int] | None = None


class AnnexText(Model):
    """An annex that a variant carries."""

    title: str
    text: str


class Constraint(Model):
    """What a clause requires or excludes, and why."""

    requires: str | None = None
    excludes: str | None = None
    when: str | None = None
    rule: str | None = None
    severity: Literal["warning", "error"] | None = None
    because: str


Constraints = Annotated[list[Constraint], Field(max_length=1000)]


class Due(Model):
    """When a milestone is due."""

    after: str | list[str] | None = None
    before: str | list[str] | None = None
    within: str | None = None
    at_least: str | None = None
    exactly: str | None = None
    on: str | None = None


class Milestone(Model):
    """Something that happens at a time."""

    title: str
    by: str | list[str] | None = None
    each: Name | None = None
    due: Due | None = None
    verified_by: str | None = None
    rule: str | None = None
    because: str | None = None


class Variant(Model):
    """One of the mutually exclusive wordings of a clause; ``counts-as`` names the one that conditions take it for."""

    summary: str
    counts_as: Name | None = None
    silent: bool | None = None
    sources: list[SourceUse] | None = None
    provides: list[Literal[PROVIDES]] | None = None  # type: ignore[valid-type]
    text: str | None = None
    annexes: dict[Name, AnnexText] | None = None
    constraints: Constraints | None = None
    milestones: dict[Name, Milestone] | None = None
    notes: str | None = None


class Clause(Model):
    """One provision: it becomes one article, recital or annex."""

    title: str
    summary: str
    topics: list[str] | None = None
    serves: list[str] | None = None
    parameters: dict[Name, Parameter] | None = None
    variants: Annotated[dict[Name, Variant], Field(min_length=1)]
    constraints: Constraints | None = None
    milestones: dict[Name, Milestone] | None = None
    notes: str | None = None


class ClauseExtension(Model):
    """A user's addition to a shipped clause: variants, constraints and milestones only."""

    extends: Literal["shipped"]
    variants: dict[Name, Variant] | None = None
    constraints: Constraints | None = None
    milestones: dict[Name, Milestone] | None = None


class VariantTranslation(Model):
    """One variant in another language; ``of`` is the digest of the English it translates."""

    of: str
    text: str | None = None
    annexes: dict[Name, AnnexText] | None = None
    milestones: dict[Name, str] | None = None


class Translation(Model):
    """``<clause>.<language>.yaml``."""

    title: str
    choices: dict[Name, dict[Name, str]] | None = None
    defaults: dict[Name, Forms] | None = None
    milestones: dict[Name, str] | None = None
    variants: dict[Name, VariantTranslation] | None = None
