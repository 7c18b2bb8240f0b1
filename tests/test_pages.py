"""What the pages say: LibreOffice's PDF of each shipped draft against its Markdown."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from generator import draft, load, write

FRAMINGS = Path(__file__).parent / "framings"
LABELLED = re.compile(r"^(?:#{2,3} (?P<unit>[^—\n]+?)(?: — (?P<title>.+))?|\s*(?P<label>\d+\.|\(\w+\)) (?P<text>.+))$", re.MULTILINE)


def squeezed(text: str) -> str:
    """Letters and figures only, small: line ends, hyphens, brackets and small capitals do not matter."""
    return "".join(c for c in text.lower() if c.isalnum() or c in ".()")


def labelled(markdown: str) -> list[str]:
    """Every label of a draft with the first words after it, in order."""
    found = []
    for match in LABELLED.finditer(markdown):
        label, text = (match["unit"], match["title"] or "") if match["unit"] else (match["label"], match["text"])
        found.append(squeezed(label) + squeezed(re.sub(r"\*\*\[.*?\*\*", "", text))[:24])
    return found


@pytest.mark.office
@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="needs LibreOffice and poppler")
@pytest.mark.parametrize("scenario", ["ukraine-austrian-model", "austria-1955", *sorted(FRAMINGS.glob("*.yaml"))], ids=lambda s: Path(s).stem)
def test_labels_on_the_pages_are_those_of_the_markdown(scenario: str | Path, tmp_path: Path) -> None:
    """Each Part, article, paragraph, point and annex stands in the PDF with its label, in the same order."""
    package = draft(load(scenario))
    for id in package:
        (tmp_path / f"{id}.docx").write_bytes(write(package[id], "docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    drafts = [tmp_path / f"{id}.docx" for id in package]
    subprocess.run(["soffice", "--headless", "--norestore", profile, "--convert-to", "pdf", "--outdir", tmp_path, *drafts], capture_output=True, timeout=300)
    for id in package:
        printed = subprocess.run(["pdftotext", "-layout", tmp_path / f"{id}.pdf", "-"], capture_output=True, text=True, check=True).stdout
        pages, at = squeezed(printed), 0
        labels = labelled(write(package[id], "md").decode())
        assert labels or id == "notification"
        for label in labels:
            found = pages.find(label, at)
            assert found >= 0, f"{id}: “{label}” does not follow “{pages[max(at - 60, 0) : at]}”"
            at = found + len(label)
