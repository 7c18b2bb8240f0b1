"""Each framing with a small scenario of its own: its register, its numbers, its parts and the way it ends."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import Package, draft, load, write
from generator.diagnostics import ERROR
from generator.tree import Document, Emphasis, articles, inline_runs, paragraphs, plain

from .test_library import FRAMINGS, library, package, placed

SCENARIOS = Path(__file__).parent / "framings"
TREATIES = ["state-treaty", "peace-treaty", "framework-agreement", "ceasefire-agreement"]
POLITICAL = ["bilateral-assurance", "memorandum", "joint-declaration", "notification"]
TREATY_WORDS = re.compile(r"\b(shall|agrees?|agreed|undertakes? to|enters? into force|entry into force|this Article|contracting)\b", re.IGNORECASE)


@cache
def drafted(framing: str) -> Package:
    """The framing's scenario in its languages."""
    return draft(load(SCENARIOS / f"{framing}.yaml"))


def markdown(framing: str, language: str = "en") -> str:
    """Its text."""
    return write(drafted(framing)[framing], "md", language).decode()


def tree(framing: str) -> Document:
    """Its English tree."""
    return drafted(framing)[framing]["en"].document


def headings(framing: str, level: str) -> list[str]:
    """Its headings of one level."""
    return re.findall(rf"^{level} (.+)$", markdown(framing), re.MULTILINE)


def words(document: Document) -> str:
    """Everything its preamble, paragraphs, points and tables say."""
    blocks = [*document.preamble, *(b for a in articles(document) for b in a.blocks), *(b for a in document.annexes for b in a.blocks)]
    return "\n".join(plain(run) for p in paragraphs(tuple(blocks)) for run in inline_runs(p))


def test_every_framing_has_a_scenario() -> None:
    """And no scenario is left over."""
    assert sorted(path.stem for path in SCENARIOS.glob("*.yaml")) == FRAMINGS


@pytest.mark.parametrize("framing", FRAMINGS)
def test_it_drafts_without_an_error(framing: str) -> None:
    """In three languages, with the same labels in each."""
    assert [f"{d.code} {d.message}" for d in drafted(framing).diagnostics if d.severity is ERROR] == []
    numbers = {tag: {id: (n.level, n.value) for id, n in drafted(framing)[framing][tag].numbers.items()} for tag in ("en", "uk", "ru")}
    assert numbers["en"] == numbers["uk"] == numbers["ru"]


# --------------------------------------------------------------- registers


@pytest.mark.parametrize("framing", [*TREATIES, "constitutional-law"])
def test_treaties_and_laws_bind(framing: str) -> None:
    """By “shall”; treaties enter into force."""
    text = words(tree(framing))
    assert re.search(r"\bshall\b", text)
    assert framing not in TREATIES or "enters into force" in text


@pytest.mark.parametrize("framing", POLITICAL)
def test_political_texts_do_not(framing: str, tmp_path: Path) -> None:
    """Whatever clause and variant stands in one, no word of it is a treaty's; the scenario's own says “will”."""
    clauses = {id: list(library().clause(id).variants) for id in placed(framing)}  # type: ignore[union-attr]
    for turn in range(max(map(len, clauses.values()))):
        chosen = {id: variants[turn % len(variants)] for id, variants in clauses.items()}
        text = words(package(tmp_path, framing, chosen, ["en"])["text"]["en"].document)
        assert [text[max(0, m.start() - 60) : m.end() + 20] for m in TREATY_WORDS.finditer(text)] == []
    assert framing == "notification" or re.search(r"\bwill\b", words(tree(framing)))


def test_the_register_of_an_instrument_prevails(tmp_path: Path) -> None:
    """A joint declaration and an assurance may be meant as treaties, and then speak as such."""
    for framing in ("joint-declaration", "bilateral-assurance"):
        data: Any = yaml.safe_load((SCENARIOS / f"{framing}.yaml").read_text(encoding="utf-8"))
        data["instruments"][framing]["register"] = "treaty"
        path = tmp_path / f"{framing}.yaml"
        path.write_text(yaml.safe_dump(data), encoding="utf-8")
        text = words(draft(load(path), ["en"])[framing]["en"].document)
        assert re.search(r"\bshall\b", text)
        assert "Participant" not in text


# ----------------------------------------------------------------- numbers


@pytest.mark.parametrize("framing", ["state-treaty", "peace-treaty", "ceasefire-agreement"])
def test_articles_run_on_through_the_parts(framing: str) -> None:
    """Article 1, 2, 3 with a title; Parts in Roman numerals."""
    numbered = [heading.split(" — ") for heading in headings(framing, "###")]
    assert [label for label, _ in numbered] == [f"Article {n}" for n in range(1, len(numbered) + 1)]
    parts = [heading.split(" — ")[0] for heading in headings(framing, "##") if heading.startswith("Part")]
    assert parts == [f"Part {n}" for n in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")][: len(parts)]


def test_the_state_treaty_has_nine_parts() -> None:
    """In the order of 1955, after the definitions."""
    assert [heading.split(" — ")[1] for heading in headings("state-treaty", "##")] == [
        "Political and Territorial Clauses", "Military and Security Clauses", "Withdrawal of Forces",
        "Persons and Claims arising out of the Armed Conflict", "Property, Rights and Interests", "General Economic Relations",
        "Settlement of Disputes", "Implementation and Miscellaneous Provisions", "Final Clauses",
    ]  # fmt: skip
    assert headings("state-treaty", "###")[0] == "Article 1 — Definitions"


def test_a_framework_agreement_holds_its_substance_in_annexes() -> None:
    """Articles in Roman numerals, annexes 1, 2, 3, each named by an article."""
    assert [heading.split(" — ")[0] for heading in headings("framework-agreement", "##")] == ["Annex 1", "Annex 2", "Annex 3"]
    assert headings("framework-agreement", "###")[0].startswith("Article I — ")
    body = markdown("framework-agreement").partition("IN WITNESS WHEREOF")[0]
    assert all(f"Annex {n}" in body for n in (1, 2, 3))


def test_the_law_has_articles_without_titles_and_an_enactment() -> None:
    """Article I, II; paragraphs (1), (2); the parliament resolves at the head and adopts at the end."""
    text = markdown("constitutional-law")
    assert headings("constitutional-law", "###") == ["Article I", "Article II", "Article III", "Article IV"]
    assert re.findall(r"^\((\d)\) ", text, re.MULTILINE)[:4] == ["1", "2", "3", "4"]
    assert "\nThe Parliament has resolved:\n" in text
    assert re.search(r"\nAdopted at .+, on .+\n", text)
    assert "IN WITNESS WHEREOF" not in text


def test_the_law_of_a_federation_is_resolved_by_its_lower_chamber() -> None:
    """In the frame of 1955."""
    assert headings("federal-constitutional-law", "###") == ["Article I", "Article II"]
    assert "\nThe National Council has resolved:\n" in markdown("federal-constitutional-law")


def test_assurances_are_divided_into_sections() -> None:
    """A political text has no Articles."""
    numbered = [heading.split(" — ")[0] for heading in headings("bilateral-assurance", "###")]
    assert numbered == [f"Section {n}" for n in range(1, len(numbered) + 1)]


@pytest.mark.parametrize("framing", ["memorandum", "joint-declaration", "security-council-resolution"])
def test_paragraphs_run_through_the_text(framing: str) -> None:
    """No article has a heading; Parts do not restart the count."""
    numbered = re.findall(r"^(\d+)\. ", markdown(framing), re.MULTILINE)
    assert numbered == [str(n) for n in range(1, len(numbered) + 1)]
    assert len(numbered) > 5
    assert headings(framing, "###") == []


def test_a_note_counts_nothing() -> None:
    """It is a letter: no number, no heading, no enacting formula."""
    assert not re.search(r"^(#{2,}|\(?\d+[.)]) ", markdown("notification"), re.MULTILINE)
    assert drafted("notification")["notification"]["en"].numbers == {}


# --------------------------------------------------------- verbs and ending


def test_operative_paragraphs_begin_with_a_verb_in_italics_and_end_with_semicolons() -> None:
    """The last ends with a full stop; recitals begin in italics and end with commas."""
    for language in ("en", "uk", "ru"):
        document = drafted("security-council-resolution")["security-council-resolution"][language].document
        operative = paragraphs(tuple(b for a in articles(document) for b in a.blocks))
        assert all(isinstance(p.content[0], Emphasis) and not p.content[0].strong for p in operative)
        ends = [plain(p.content)[-1] for p in operative]
        assert ends == [";"] * (len(ends) - 1) + ["."]
        recitals = paragraphs(document.preamble)
        assert all(isinstance(p.content[0], Emphasis) for p in recitals[1:])
        assert all(plain(p.content).endswith(",") for p in recitals)


@pytest.mark.parametrize("framing", FRAMINGS)
def test_it_ends_as_its_kind_does(framing: str) -> None:
    """Treaties with a testimonium, political texts with what was understood, all that are signed with a block for each party."""
    text, document = markdown(framing), tree(framing)
    closing = " ".join(plain(paragraph) for paragraph in document.closing.paragraphs)
    assert ("IN WITNESS WHEREOF" in closing and "DONE at" in closing) == (framing in TREATIES)
    assert ("represents the understandings reached" in closing) == (framing in POLITICAL and framing != "notification")
    data = yaml.safe_load((SCENARIOS / f"{framing}.yaml").read_text(encoding="utf-8"))["instruments"][framing]
    signing = data.get("signatories") or ([data["enacted-by"]] if "enacted-by" in data else [])
    assert [signature.party for signature in document.closing.signatures] == signing
    assert all(f"- {signature.heading}" in text for signature in document.closing.signatures)


def test_a_law_is_dated_by_its_adoption_and_a_note_by_its_last_line(tmp_path: Path) -> None:
    """Neither is signed: the day that the scenario pins for the law's adoption stands in its last line, and a note has no block to sign."""
    data = yaml.safe_load((SCENARIOS / "notification.yaml").read_text(encoding="utf-8"))
    data["dates"] = {"neutrality-law:neutrality.declaration.adopted": "2028-01-31", "notification:signature": "2028-02-14"}
    (tmp_path / "scenario.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    made = draft(load(tmp_path / "scenario.yaml"))
    law, note = (made[id]["en"].document for id in ("neutrality-law", "notification"))
    assert plain(law.closing.paragraphs[-1]).endswith("31 January 2028.")
    assert words(note).endswith("14 February 2028")
    assert note.closing.signatures == ()
