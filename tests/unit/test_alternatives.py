"""Brackets: what is equal stays outside."""

from __future__ import annotations

from pathlib import Path

from generator import draft, load, write
from generator.diagnostics import ERROR
from generator.timetable import Timetable, as_text

from ..support import write_project

SCENARIO = """
title: T
languages: [en]
parties:
  - {{id: a, name: Aland, possessive: its, kind: state}}
  - {{id: b, name: Bland, possessive: its, kind: state}}
roles: {{neutral-state: a}}
instruments:
  t:
    framing: one
    signatories: [a, b]
    clauses:
      x.y: {choice}
"""
FRAMING = "title: T\nshort-title: T\nthis: this Treaty\nregister: treaty\nparts:\n  - {clauses: [x]}\nclosing: none\n"
CLAUSE = """
title: Matter
summary: S.
parameters:
  days: {type: duration, default: 30 days}
variants:
  one:
    summary: S.
    text: |
      Common opening sentence of the article.

      The Party shall act within {{ days.words }} of the event.

      Only the first says this.
  two:
    summary: S.
    text: |
      Common opening sentence of the article.

      The Party shall act within {{ days.words }} of the event.

      The second says something quite different.

      And more.
  three:
    summary: S.
    text: |
      Nothing in common.
"""


def markdown(folder: Path, choice: str) -> str:
    """The body of the one article."""
    files = {"scenario.yaml": SCENARIO.format(choice=choice), "templates/framings/one.yaml": FRAMING, "clauses/x/y.yaml": CLAUSE}
    package = draft(load(write_project(folder, files) / "scenario.yaml"))
    return write(package["t"], "md").decode().split("### Article 1 — Matter\n\n")[1].split("\n\n- For")[0]


def test_a_value_is_bracketed_alone(tmp_path: Path) -> None:
    """Two values of one parameter: only they stand in brackets."""
    text = markdown(tmp_path, "{variant: one, days: {open: [{value: 60 days, by: [a]}, {value: 90 days, by: [b]}]}}")
    assert "within **[Aland:** sixty (60)\u00a0days **]** **[Bland:** ninety (90)\u00a0days **]** of the event." in text
    assert text.count("**]**") == 2


def test_one_variant_with_two_values_is_bracketed_at_the_value(tmp_path: Path) -> None:
    """Alternatives that differ in a value only are the same article but for that value."""
    text = markdown(tmp_path, "{open: [{variant: one, days: 60 days, by: [a]}, {variant: one, days: 90 days, by: [b]}]}")
    assert text.count("Only the first says this.") == 1
    assert "within **[Aland:** sixty (60)\u00a0days **]** **[Bland:** ninety (90)\u00a0days **]** of the event." in text


def test_equal_paragraphs_print_once(tmp_path: Path) -> None:
    """Paragraphs that differ stand in brackets; numbers go on after the longest."""
    text = markdown(tmp_path, "{open: [{variant: one, by: [a]}, {variant: two, by: [b]}]}")
    assert text == (
        "1. Common opening sentence of the article.\n\n2. The Party shall act within thirty (30)\u00a0days of the event.\n\n"
        "**[Aland:**\n\n3. Only the first says this.\n\n**]**\n\n**[Bland:**\n\n3. The second says something quite different.\n\n4. And more.\n\n**]**"
    )


def test_whole_alternatives_stand_one_under_the_other(tmp_path: Path) -> None:
    """Nothing in common, or no text: alternatives of the article, with its number once."""
    text = markdown(tmp_path, "{open: [{variant: one, by: [a]}, {variant: three, by: [b]}, {omit: true}]}")
    assert [line for line in text.split("\n") if "Alternative" in line] == ["**[Alternative A (Aland)]**", "**[Alternative B (Bland)]**", "**[Alternative C]**"]
    assert text.endswith("*No text*")


SCHEDULED = """
title: Lifting
summary: S.
parameters:
  days: {type: duration, default: 30 days}
variants:
  phased:
    summary: S.
    annexes: {schedule: {title: Schedule of phases, text: "In phases."}}
    text: As set out in {{ ref("x.y", annex="schedule") }}.
    milestones: {lifted: {title: Measures are lifted, due: {after: signature, within: days}}}
  partial:
    summary: S.
    annexes: {schedule: {title: Schedule of parts, text: "In parts."}}
    text: As far as set out in {{ ref("x.y", annex="schedule") }}.
    milestones: {lifted: {title: Measures are lifted, due: {after: signature, within: days}}}
  at-once: {summary: S., text: At once.}
milestones:
  reported: {title: The measures are reported, due: {after: signature}}
"""
TIMETABLE = """
title: Timetable
summary: S.
variants:
  generated:
    summary: S.
    text: |
      As follows.

      | Step | Due |
      |---|---|
      {% for m in milestones %}
      | {{ m.title }} | {{ m.due }} |
      {% endfor %}
"""


def _scheduled(folder: Path, choice: str) -> str:
    files = {
        "scenario.yaml": SCENARIO.format(choice=choice) + "      x.z: generated\n",
        "templates/framings/one.yaml": FRAMING,
        "clauses/x/y.yaml": SCHEDULED,
        "clauses/x/z.yaml": TIMETABLE,
    }
    package = draft(load(write_project(folder, files) / "scenario.yaml"))
    assert not [d for d in package.diagnostics if d.severity is ERROR], package.diagnostics
    return write(package["t"], "md").decode().replace("\u00a0", " ")


def test_an_annex_of_an_open_clause_is_one_annex_with_its_alternatives(tmp_path: Path) -> None:
    """Every alternative refers to the same number, and who wants none is named."""
    choice = "{open: [{variant: phased, by: [a]}, {variant: partial, by: [b]}, {variant: at-once, by: [b]}]}"
    text = _scheduled(tmp_path, choice)
    assert text.count("set out in Annex I.") == 2
    assert "## Annex I — **[Aland:** Schedule of phases **]** **[Bland:** Schedule of parts **]**" in text
    assert "Annex II" not in text
    annex = text.partition("## Annex I")[2]
    assert "**[Alternative A (Aland)]**\n\nIn phases." in annex
    assert "**[Alternative B (Bland)]**\n\nIn parts." in annex
    assert "**[Alternative C (Bland)]**\n\n*No text*" in annex


def test_a_timetable_names_who_wants_a_step(tmp_path: Path) -> None:
    """A step that some alternatives do not have is bracketed; one that all have is not; where the times differ, each has its own."""
    choice = "{open: [{variant: phased, by: [a]}, {variant: partial, days: 60 days, by: [b]}]}"
    text = _scheduled(tmp_path, choice)
    assert "| **[Aland:** Measures are lifted **]** | within 30 days of signature |" in text
    assert "| **[Bland:** Measures are lifted **]** | within 60 days of signature |" in text
    assert "| The measures are reported | after signature |" in text


def test_a_timetable_names_who_wants_a_time(tmp_path: Path) -> None:
    """Where the time alone is open, the step stands once for each; the list of the timeline has them side by side."""
    choice = "{variant: partial, days: {open: [{value: 60 days, by: [a]}, {value: 90 days, by: [b]}]}}"
    text = _scheduled(tmp_path, choice)
    assert "| **[Aland:** Measures are lifted **]** | within 60 days of signature |" in text
    assert "| **[Bland:** Measures are lifted **]** | within 90 days of signature |" in text
    assert "| The measures are reported | after signature |" in text
    timetable = Timetable(draft(load(tmp_path / "scenario.yaml")).selection)
    assert "within 60 days / 90 days of signature" in as_text(timetable).replace("\u00a0", " ")


def test_steps_common_to_all_alternatives_are_not_bracketed(tmp_path: Path) -> None:
    """Alternatives of the same step at the same time agree on it; who wants the clause left out does not."""
    both = "{open: [{variant: phased, by: [a]}, {variant: partial, by: [b]}]}"
    assert "| Measures are lifted | within 30 days of signature |" in _scheduled(tmp_path / "both", both)
    omitted = "{open: [{variant: phased, by: [a]}, {omit: true, by: [b]}]}"
    text = _scheduled(tmp_path / "omitted", omitted)
    assert "| **[Aland:** Measures are lifted **]** |" in text
    assert "| **[Aland:** The measures are reported **]** |" in text


def test_spaces_around_differing_words_stand_outside(tmp_path: Path) -> None:
    """Between two holes, where the words of two delegations differ."""
    clause = """
title: Matter
summary: S.
parameters:
  state: {type: party, role: neutral-state}
  days: {type: duration, default: 30 days}
variants:
  one: {summary: S., text: "No act of {{ state }} shall begin or end earlier than {{ days }} before the day that it concerns."}
  two: {summary: S., text: "No act of {{ state }} may end earlier than {{ days }} before the day that it concerns."}
"""
    choice = "{open: [{variant: one, by: [a]}, {variant: two, by: [b]}]}"
    write_project(tmp_path, {"scenario.yaml": SCENARIO.format(choice=choice), "templates/framings/one.yaml": FRAMING, "clauses/x/y.yaml": clause})
    text = write(draft(load(tmp_path / "scenario.yaml"))["t"], "md").decode()
    assert "No act of Aland **[Aland:** shall begin or end earlier than **]** **[Bland:** may end earlier than **]** 30\u00a0days before" in text
