"""The shipped library as a whole: what it promises is there, what it quotes is exact, and all of it compiles everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.coverage import WANTED, coverage
from generator.diagnostics import ERROR
from generator.library import Library
from generator.library_check import check_library
from generator.package import Package
from generator.pipeline import draft, write
from generator.project import Project
from generator.quotations import misquoted
from generator.scenario import load
from generator.tree import Block, Document, Paragraph, Point, inline_runs, paragraphs

from .conftest import ROOT
from .support import Memory

LANGUAGES = ["en", "uk", "ru", "de"]
ROLES = yaml.safe_load((ROOT / "scenarios/ukraine-austrian-model/scenario.yaml").read_text(encoding="utf-8"))["roles"]
SIGNATORIES = ["ukraine", "russian-federation", "united-states", "united-kingdom", "france", "germany"]
STORE = Memory()
FRAMINGS = sorted(path.stem for path in (ROOT / "templates/framings").glob("*.yaml"))
PAX = frozenset(
    """
Ban BanInt BanPers BanXb Bus Ce CeGen CeProv CenBan CitDef CitGen CitOth CitRights Civso ConRen Cons Cor CprDet CprEq
CprFass CprFmov CprFspe CprLib CprLife CprOth CprPriv CprReli CprSlav CprTort CprTria CprVote DdrDemil DdrProg Dev
DevHum DevInfra DevSoc Ele ElecComm Eps EpsFis EpsOth EpsRes EqGen GAge GAgeAntid GAgeOth GAgeRhet GAgeSubs GCh
GChAntid GChOth GChRhet GChSubs GDis GDisAntid GDisOth GDisRhet GDisSubs GInd GIndAntid GIndOth GIndRhet GIndSubs GMig
GMigAntid GMigOth GMigRhet GMigSubs GOth GOthAntid GOthOth GOthRhet GOthSubs GRa GRaAntid GRaOth GRaRhet GRaSubs GRe
GReAntid GReOth GReRhet GReSubs GRef GRefOth GRefRhet GRefSubs GSoc GSocAntid GSocOth GSocRhet GSocSubs GeFa GeLgbti
GeLgbtiNeg GeLgbtiPos GeMe GeMeNu GeMeOth GeWom HrCit HrCp HrDem HrDet HrFra HrGen HrIi HrIiBod HrIiMon HrIiOth HrMob
HrNi HrNiMe HrNiNe HrNiOth HrSec HrfBor HrfOth HrfSp HrfTinc ImE ImOth ImPK ImRef ImSrc ImUN IntFu JusCr JusCrPow
JusCrSp JusCrSys JusEm JusJu JusPri JusTra LaCH LaCHIt LaCHOth LaCHPro LaCHTa LaEn LaNom LaRef LaRefMan LaRefOth
LaRefRet Med MedGov MedLog MedOth MedSubs Mps MpsJt MpsMe MpsOth MpsPro NEC NatRes Pol PolGen PolNewInd PolNewTemp
PolPar PolParOth PolParTrans Polps PpsAut PpsEx PpsInt PpsOro PpsOth PpsOthPr PpsSt PpsSub PpsVet Prot ProtCiv ProtGrp
ProtLgl ProtOth Pubad SerCult SerEdu SerHeal SerOth SerProp SerShel SerSs SerStdl SerWork SsrArm SsrCrOcr SsrDdr
SsrDrugs SsrFf SsrGua SsrInt SsrPol SsrPsf StBor StCon StDef StGen StInd StRef StSd StSym StUni StXbor Tax TaxOth
TaxPo TaxRef Terps Terr TjAm TjAmBan TjAmPro TjCou TjGen TjJaIc TjJaNc TjMech TjMis TjNR TjPower TjPrire TjRMa TjRSym
TjRep TjSan TjVet TjVic TpsAut TpsLoc TpsOth TpsSub Tral Wat
""".split()
)
"""The issue codes of the Peace Agreements Database, codebook of 2 July 2020: Bell and Badanjak, JPR 56(3), 2019, 452-466."""


@cache
def library() -> Library:
    """The shipped library, read once."""
    return Library(Project(), STORE)


@cache
def covered() -> dict[str, Any]:
    """What it covers."""
    return coverage(library())


# ---------------------------------------------------------------- promises


def test_library_check_finds_nothing() -> None:
    """Schemas, texts, names, references, conditions, sources, quotations, terms and translations of every file."""
    assert [f"{d.span} {d.code} {d.message}" for d in check_library(Library(Project(), STORE))] == []


def test_every_promised_name_is_there() -> None:
    """Each clause, variant and parameter of clauses/index.yaml, and its first variant is the default."""
    assert covered()["index"]["missing"] == []
    defaults = {id: entry["variants"][0] for id, entry in library().shared("index").items()}
    assert {id: library().clause(id).default for id in defaults} == defaults  # type: ignore[union-attr]


def test_every_clause_and_parameter_of_the_briefing_is_served() -> None:
    """And every provision that a treaty of peace is expected to hold; what stays unserved is commentary, rule or position."""
    elements = covered()["elements"]
    assert [id for id in covered()["unserved"] if WANTED & set(elements[id]["kind"])] == []
    assert sum("T" in element["kind"] for element in elements.values()) == 46
    assert len(elements) == 108 + 46


def test_every_clause_serves_something_and_names_its_sources() -> None:
    """In `serves:` and in the sources of each variant that says something; topics are codes of the PA-X database."""
    for id in library().clause_ids():
        clause = library().clause(id)
        assert clause is not None
        assert clause.data.get("serves"), id
        assert set(clause.data.get("topics") or ()) <= PAX, id
        assert [name for name, v in clause.variants.items() if not v.silent and not v.data.get("sources")] == [], id


# -------------------------------------------------------------- quotations


def test_the_german_law_is_the_law_as_published() -> None:
    """Both paragraphs of Article I, in either variant of 1955, with the State's name for Austria's."""
    texts = library().translation("neutrality.declaration", "de")
    assert texts is not None
    for variant in ("austrian-1955", "austrian-1955-official"):
        for number in (1, 2):
            use = {"source": "at-neutrality-law-1955", "at": f"Artikel I({number})", "paragraphs": [number]}
            assert misquoted(use, texts.data["variants"][variant]["text"], library().shared("quotations")) is None


def test_what_is_verbatim_is_known_by_name() -> None:
    """Few texts are quotations; a new one has to be compared, and then stands here."""
    quoted = [
        (f"{id} = {name}", use["at"])
        for id in library().clause_ids()
        for name, variant in library().clause(id).variants.items()  # type: ignore[union-attr]
        for use in variant.data.get("sources") or ()
        if use["use"] == "verbatim"
    ]
    assert quoted == [
        ("neutrality.declaration = austrian-1955", "Ukrainian neutrality, paragraph 3"),
        ("neutrality.declaration = austrian-1955-official", "Article I(2), RIS translation"),
    ]


# ----------------------------------------------------------------- compiles


def placed(framing: str) -> list[str]:
    """Every clause that a framing has a place for."""
    source = library().framing(framing)
    assert source is not None
    entries = [*(source.data.get("preamble") or ()), *(e for part in source.data["parts"] for e in part["clauses"]), *(source.data.get("annexes") or ())]
    return list(dict.fromkeys(id for entry in entries for id in ([entry] if "." in entry else library().order(entry))))


def package(folder: Path, framing: str, clauses: dict[str, str], languages: list[str], beside: dict[str, str] | None = None) -> Package:
    """One instrument of a framing with these variants, and a memorandum ``beside`` it."""
    data = {
        "title": "Every clause",
        "languages": ["en"],
        "parties": library().parties(),
        "roles": ROLES,
        "instruments": {"text": {"framing": framing, "signatories": SIGNATORIES, "enacted-by": "ukraine", "clauses": clauses}},
    }
    instrument: dict[str, Any] = data["instruments"]["text"]  # type: ignore[index]
    if library().framing(framing).data["closing"] != "enactment":  # type: ignore[union-attr]
        del instrument["enacted-by"]
    if beside:
        data["instruments"]["other"] = {"framing": "memorandum", "signatories": SIGNATORIES[:], "clauses": beside}  # type: ignore[index]
    path = folder / "scenario.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return draft(load(path, STORE), languages)


def emptied(document: Document) -> Iterator[str]:
    """The ids of units without words."""
    blocks: list[Block] = [*document.preamble]
    for article in [a for part in document.parts for a in part.articles]:
        if not article.blocks or (document.headings and not article.title):
            yield article.id
        blocks += article.blocks
    for annex in document.annexes:
        if not annex.blocks or not annex.title:
            yield annex.id
        blocks += annex.blocks
    for paragraph in paragraphs(tuple(blocks)):
        if not paragraph.content and not paragraph.tables:
            yield paragraph.id
        yield from (point.id for point in _points(paragraph) if not point.content or not all(point.more))
        yield from (table.id for table in paragraph.tables if not all(len(row) == len(table.head) for row in table.rows))


def _points(holder: Paragraph | Point) -> Iterator[Point]:
    for point in holder.points:
        yield point
        yield from _points(point)


def shape(document: Document) -> list[Any]:
    """Units with the number of their runs: the same in every language."""
    blocks = [*document.preamble, *(b for part in document.parts for a in part.articles for b in a.blocks), *(b for a in document.annexes for b in a.blocks)]
    return [(p.id, len(inline_runs(p))) for p in paragraphs(tuple(blocks))]


@pytest.mark.parametrize("framing", FRAMINGS)
def test_every_variant_compiles_in_every_framing_and_language(framing: str, tmp_path: Path) -> None:
    """No fault of a text, no empty paragraph, no hole left over, and the same paragraphs in every language."""
    clauses = {id: list(library().clause(id).variants) for id in placed(framing)}  # type: ignore[union-attr]
    for turn in range(max(map(len, clauses.values()))):
        chosen = {id: variants[turn % len(variants)] for id, variants in clauses.items()}
        drafted = package(tmp_path, framing, chosen, LANGUAGES)
        faults = [d for d in [*drafted.built, *drafted.selection.found] if d.severity is ERROR]
        assert [f"{d.span} {d.code} {d.message}" for d in faults] == []
        english = shape(drafted["text"]["en"].document)
        for tag in LANGUAGES:
            document = drafted["text"][tag].document
            assert list(emptied(document)) == []
            assert shape(document) == english, tag
            text = write(drafted["text"], "md", tag).decode()
            assert not re.search(r"\{\{|\{%|%\}|\}\}|\n\n\n|[a-z] \^[a-z]|\(\)", text), tag


BESIDE = {
    "constitutional-law": {"neutrality.armed-forces": "self-determined"},
    "federal-constitutional-law": {"neutrality.armed-forces": "self-determined"},
    "notification": {"neutrality.declaration": "qualified-perpetual"},
}
"""What a default set refers to in another instrument of its package."""


@pytest.mark.parametrize("framing", FRAMINGS)
def test_every_default_set_is_a_draft(framing: str, tmp_path: Path) -> None:
    """A framing with nothing chosen has no error."""
    drafted = package(tmp_path, framing, {}, ["en"], BESIDE.get(framing, {}))
    assert [f"{d.code} {d.message}" for d in drafted.diagnostics if d.severity is ERROR] == []
    assert write(drafted["text"], "md").decode().count("\n") > 5
