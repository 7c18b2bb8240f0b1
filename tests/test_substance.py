"""What the shipped texts must say, and what a draft must not do to them."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
import yaml

from generator import draft, load, write
from generator.diagnostics import ERROR

from .conftest import ROOT

BRIEFING = (
    "For the purpose of the lasting maintenance of {her} independence externally, and for the purpose of the inviolability of {her} territory, "
    "{State} declares of {her} own free will {her} perpetual neutrality. {State} will maintain and defend this with all means at {her} disposal."
)


@pytest.mark.parametrize(("scenario", "state", "possessive"), [("ukraine-austrian-model", "Ukraine", "its"), ("austria-1955", "Austria", "her")])
def test_the_law_holds_the_briefings_sentence(scenario: str, state: str, possessive: str) -> None:
    """Word for word, with the State and its possessive."""
    law = write(draft(load(scenario))["neutrality-law"], "md").decode()
    assert BRIEFING.format(State=state, her=possessive) in re.sub(r"\s+", " ", law)


BGBL_211_1955 = (
    "Zum Zwecke der dauernden Behauptung seiner Unabhängigkeit nach außen und zum Zwecke der Unverletzlichkeit seines Gebietes erklärt Österreich "
    "aus freien Stücken seine immerwährende Neutralität. Österreich wird diese mit allen ihm zu Gebote stehenden Mitteln aufrechterhalten und "
    "verteidigen.",
    "Österreich wird zur Sicherung dieser Zwecke in aller Zukunft keinen militärischen Bündnissen beitreten und die Errichtung militärischer "
    "Stützpunkte fremder Staaten auf seinem Gebiete nicht zulassen.",
    "Mit der Vollziehung dieses Bundesverfassungsgesetzes ist die Bundesregierung betraut.",
)


@pytest.mark.parametrize("variant", ["austrian-1955", "austrian-1955-official"])
def test_the_german_law_is_that_of_1955(variant: str) -> None:
    """Both Articles letter for letter as promulgated."""
    package = draft(load("austria-1955").with_values([f"neutrality-law:neutrality.declaration={variant}"]))
    law = re.sub(r"\s+", " ", write(package["neutrality-law"], "md", language="de").decode())
    assert [words for words in BGBL_211_1955 if words not in law] == []


def test_neutrality_stands_in_the_law_alone() -> None:
    """The State Treaty neither declares neutrality nor obliges anybody to declare it."""
    package = draft(load("ukraine-austrian-model"))
    chosen = {id: {c.clause.id for c in package[id].instrument.chosen() if c.text} for id in package}
    assert [id for id, clauses in chosen.items() if "neutrality.declaration" in clauses] == ["neutrality-law"]
    assert not any("neutrality.treaty-obligation" in clauses for clauses in chosen.values())


def test_the_traps_of_the_briefing_are_not_stepped_into() -> None:
    """Article I has its second paragraph and bars all bases, a State acts as it deems necessary, the Union's assistance leaves
    the commitments in the alliance alone, and the Treaty on European Union is cited as it stands since Lisbon."""
    package = draft(load("ukraine-austrian-model"))
    law = re.sub(r"\s+", " ", write(package["neutrality-law"], "md").decode())
    assert "will in all future accede to no military alliances" in law
    assert "will not permit the establishment of military bases of foreign States" in law
    treaty = write(package["state-treaty"], "md").decode()
    assert "as it deems necessary" in treaty
    assert "as they deem necessary" not in treaty
    assert "Commitments under the North Atlantic Treaty of 4 April 1949" in treaty
    union = package.library.shared("sources")["teu-2009"]
    assert "Treaty of Lisbon, in force 1 December 2009" in union["citation"]


@pytest.mark.parametrize("format", ["md", "docx"])
def test_a_clause_left_out_leaves_nothing(format: str) -> None:
    """Leaving out any one article leaves no empty paragraph, heading or gap in the numbers."""
    scenario = load("ukraine-austrian-model")
    for clause in ("territory.crossing-points", "culture.arts", "final.registration", "preamble.recitals", "sanctions.phasing"):
        package = draft(scenario.with_values([f"state-treaty:{clause}=omit"]))
        content = write(package["state-treaty"], format)
        if format == "md":
            text = content.decode()
            assert "\n\n\n" not in text
            numbers = [int(n) for n in re.findall(r"^### Article (\d+)", text, re.MULTILINE)]
            assert numbers == list(range(1, len(numbers) + 1))
        else:
            document = zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()
            body = re.sub(r"<w:tbl>.*?</w:tbl>", "", document)
            for paragraph in re.findall(r"<w:p>.*?</w:p>|<w:p/>", body):
                ends_a_table = 'w:val="TableEnd"' in paragraph  # Word wants a paragraph after a table
                assert ends_a_table or re.search(r"<w:t[ >]|w:fldChar|<w:br |w:sectPr", paragraph), paragraph


def test_a_party_prints_as_typed(tmp_path: Path) -> None:
    """Names that look like markup are names, in every format."""
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(
        "title: T\nlanguages: [en]\nparties:\n  - {id: a, name: 'A*B_C <b>', kind: state, possessive: its}\n"
        "  - {id: b, name: '1. X', kind: state, possessive: its}\n"
        "roles: {neutral-state: a, counterpart: b}\ninstruments:\n  t:\n    framing: state-treaty\n    signatories: [a, b]\n    clauses:\n"
        "      preamble.parties: standard\n      sovereignty.integrity: respect-and-maintain\n",
        encoding="utf-8",
    )
    treaty = draft(load(scenario))["t"]
    assert "A\\*B\\_C \\<b>" in write(treaty, "md").decode()
    assert "\n1\\. X" in write(treaty, "md").decode()
    document = zipfile.ZipFile(BytesIO(write(treaty, "docx"))).read("word/document.xml").decode()
    assert "A*B_C &lt;b&gt;" in document
    assert "1. X" in document


def test_the_invented_conflict_names_nobody_real() -> None:
    """No State, organisation or organ of the shipped parties; the Charter of the United Nations is an instrument, not an actor."""
    package = draft(load(ROOT / "scenarios" / "fictional-river-border"), final=True)
    assert not [finding for finding in package.diagnostics if finding.severity is ERROR]
    text = "".join(write(package[id], "md").decode() for id in package).replace("Charter of the United Nations", "")
    real = {"Security Council", "Secretary-General", "Red Cross", "High Commissioner", "Permanent Court", "Geneva,", "Vienna", "The Hague", "Europe"}
    for file in (ROOT / "scenarios" / "parties").glob("*.yaml"):
        party = yaml.safe_load(file.read_text(encoding="utf-8"))
        real |= {form["en"] for key in ("name", "formal", "adjective") if isinstance(form := party.get(key), dict)}
    assert sorted(name for name in real if name in text) == []


def test_everything_open_in_the_negotiating_text_is_attributed_and_possible() -> None:
    """Every alternative says who wants it, and none is ruled out by the others."""
    scenario = load(ROOT / "scenarios" / "ukraine-2025-01-open")
    choices = [choice for instrument in scenario.instruments.values() for choice in instrument["clauses"].values() if isinstance(choice, dict)]
    opened = [choice["open"] for choice in choices if "open" in choice]
    opened += [value["open"] for choice in choices for value in choice.values() if isinstance(value, dict) and "open" in value]
    assert len(opened) > 35
    assert all(alternative.get("by") for alternatives in opened for alternative in alternatives)
    assert not [finding for finding in draft(scenario).diagnostics if finding.severity is ERROR or finding.code == "SE004"]


@pytest.mark.parametrize("name", ["ukraine-austrian-model", "austria-1955"])
def test_every_language_has_the_same_labels_and_references(name: str) -> None:
    """Unit for unit and reference for reference, in each language that the scenario lists."""
    package = draft(load(name))
    for id in package:
        english = package[id]["en"]
        labels = {unit: (number.level, number.value) for unit, number in english.numbers.items()}
        references = Counter(link.target for link in english.links.values())
        for tag in package.languages:
            other = package[id][tag]
            assert {unit: (number.level, number.value) for unit, number in other.numbers.items()} == labels, (id, tag)
            assert Counter(link.target for link in other.links.values()) == references, (id, tag)


def test_the_treaty_is_whole_in_every_language() -> None:
    """At least sixty articles in nine Parts, with annexes, and no word of English where another language stands."""
    package = draft(load("ukraine-austrian-model"))
    treaty = package["state-treaty"]
    for tag in package.languages:
        levels = Counter(number.level for number in treaty[tag].numbers.values())
        assert levels["article"] >= 60
        assert levels["part"] == 9
        assert levels["annex"] >= 4
        if tag in ("ru", "uk"):
            for id in package:
                text = re.sub(r'<a id="[^"]*"></a>', "", write(package[id], "md", language=tag).decode())
                assert set(re.findall(r"[A-Za-z]{3,}", text)) <= {"UTC", "WGS", "CFSP", "VII", "VIII", "III", "XII", "XIII"}, (id, tag)


@pytest.mark.parametrize(
    ("tag", "words"),
    [("en", "Articles 5, 10, 21"), ("uk", "статті 5, 10, 21"), ("ru", "статьи 5, 10, 21")],
)
def test_a_list_of_articles_names_them_once(tag: str, words: str) -> None:
    """The word stands before the first number; an annex or an article of another instrument keeps its own."""
    text = (ROOT / f"tests/golden/ukraine-austrian-model/state-treaty.{tag}.md").read_text(encoding="utf-8")
    assert words in text
