"""A batch plan, ``scenarios/<name>/workshop.yaml``: which variants of a scenario are drafted, and what is made of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .base import Model, Name

Values = Literal["all"] | Annotated[list[Any], Field(min_length=1, max_length=1000)]


class Plan(Model):
    """What varies, how variants are chosen of it, and what is written."""

    scenario: Annotated[str, Field(pattern=r"\S")]
    vary: Annotated[dict[str, Values], Field(max_length=1000)] | None = None
    strategy: Literal["all", "pairwise", "sample", "diverse", "best"] | None = None
    count: Annotated[int, Field(ge=1)] | None = None
    seed: Annotated[int, Field(ge=0)] | None = None
    where: str | None = None
    instruments: Annotated[list[Name], Field(min_length=1)] | None = None
    languages: Annotated[list[Name], Field(min_length=1)] | None = None
    formats: Annotated[list[Literal["md", "docx", "json"]], Field(min_length=1)] | None = None
    packs: list[Literal["delegations", "facilitator", "teams"]] | None = None
    teams: Annotated[int, Field(ge=1, le=1000)] | None = None
