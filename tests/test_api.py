"""The Python API: the README's example, and what the five-minute user gets wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import generator
from generator import Diagnostic, Package, UserError, check, draft, load, write

from .conftest import ROOT


def test_the_example_of_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs as printed, in an empty folder, and gives what its comments say."""
    (example,) = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S | re.M)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert isinstance(names["package"], Package)
    assert isinstance(names["findings"], list)
    assert isinstance(names["data"], bytes)
    assert names["data"][:2] == b"PK"


def test_every_public_name_is_there() -> None:
    """``__all__`` is the API."""
    assert {"load", "draft", "check", "write"} <= set(generator.__all__)
    assert all(getattr(generator, name) for name in generator.__all__)


def test_a_package_holds_instruments_by_id_and_language() -> None:
    """As the scenario lists them; anything else is a :class:`UserError` that names what there is."""
    package = draft(load("austria-1955"))
    assert list(package) == ["state-treaty", "neutrality-law"]
    assert all(isinstance(d, Diagnostic) for d in package.diagnostics)
    assert check(package) == package.diagnostics
    assert write(package["neutrality-law"], "md").decode().startswith("# Federal Constitutional Law on the Neutrality of Austria\n")
    with pytest.raises(UserError, match="no instrument"):
        package["peace"]
    with pytest.raises(UserError, match="not drafted"):
        write(package["state-treaty"], "md", language="la")


def test_missing_and_faulty_files_raise_user_errors(tmp_path: Path) -> None:
    """With the exit code the command would have."""
    with pytest.raises(UserError) as missing:
        load(tmp_path / "missing.yaml")
    assert missing.value.exit_code == 2
    (tmp_path / "faulty.yaml").write_text("title: 1\n", encoding="utf-8")
    with pytest.raises(UserError) as faulty:
        load(tmp_path / "faulty.yaml")
    assert faulty.value.exit_code == 1
