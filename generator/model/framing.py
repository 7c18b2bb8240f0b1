"""A framing, ``templates/framings/<name>.yaml``, and a language, ``templates/languages/<tag>.yaml``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import NAME, ClauseId, Forms, Inflected, Model, Words
from .clause import Constraints

Style = Literal["arabic", "arabic-parens", "upper-roman", "lower-roman", "upper-alpha", "lower-alpha"]
Place = Annotated[str, Field(pattern=NAME[:-1] + r"(\.[a-z0-9][a-z0-9-]*)?$")]
Register = Literal["treaty", "political", "legislation", "resolution"]


class NumberingStyle(Model):
    """How the units of an instrument are counted."""

    unit: Literal["article", "section", "paragraph", "none"] | None = None
    parts: Style | None = None
    articles: Style | None = None
    paragraphs: Style | None = None
    points: Style | None = None
    subpoints: Style | None = None
    annexes: Style | None = None


class FramingPart(Model):
    """A Part: libraries or single clauses, in order."""

    title: Words | None = None
    clauses: list[Place]


class Framing(Model):
    """The skeleton of one instrument."""

    summary: str | None = None
    title: Words
    short_title: Inflected
    this: Inflected
    register_: Register
    numbering: NumberingStyle | None = None
    preamble: list[Place] | None = None
    enacting: Words | None = None
    parts: list[FramingPart]
    annexes: list[Place] | None = None
    default: list[ClauseId] | None = None
    closing: Literal["testimonium", "enactment", "none"]
    headings: bool | None = None
    constraints: Constraints | None = None
    sources: list[dict[str, str]] | None = None
    notes: str | None = None


class Registers(Model):
    """The words of one register."""

    shall: Forms
    parties: Forms
    party: Forms
    agree: Forms
    undertake: Forms
    enter_into_force: Annotated[Forms, Field(alias="enter_into_force")]
    enters_into_force: Annotated[Forms, Field(alias="enters_into_force")]
    entry_into_force: Annotated[Forms, Field(alias="entry_into_force")]


class LanguageFile(Model):
    """Words, labels and forms of a language."""

    name: str
    adjective: Forms
    locale: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
    labels: dict[str, str]
    titles: dict[str, str]
    letters: str
    references: dict[str, str | dict[str, str] | dict[str, Forms]]
    units: dict[str, str]
    registers: dict[Register, Registers]
    closings: dict[str, list[str]]
    lists: dict[str, str]
    quotes: list[str]
    numbers: dict[str, str]
    months: list[str]
    date: str
    durations: dict[str, list[str]]
    percentage: str
    words: dict[str, str]
