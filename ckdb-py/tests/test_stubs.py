"""The stubs shipped with the package say what the compiled module has, no more and no less."""

import ast
import subprocess
import sys
from pathlib import Path

import ckdb
import pytest
from ckdb import _ckdb

STUB = ast.parse((Path(ckdb.__file__).parent / "_ckdb.pyi").read_text(encoding="utf-8"))
CLASSES = {node.name: node for node in STUB.body if isinstance(node, ast.ClassDef)}


def test_every_public_name_is_in_both():
    functions = {node.name for node in STUB.body if isinstance(node, ast.FunctionDef)}
    assert CLASSES.keys() | functions | {"VERSION"} == set(_ckdb.__all__)
    ours = {"__version__", "EvidenceList", "annotate_file", "diff"}
    assert set(ckdb.__all__) == set(_ckdb.__all__) - {"VERSION", "evidence_table"} | ours
    assert (Path(ckdb.__file__).parent / "py.typed").is_file()


@pytest.mark.parametrize("name", [name for name in CLASSES if not name.endswith("Error")])
def test_every_member_is_in_both_and_documented(name):
    stated = {node.name for node in CLASSES[name].body if isinstance(node, ast.FunctionDef)}
    members = {member for member in vars(getattr(_ckdb, name)) if not member.startswith("__")}
    assert {member for member in stated if not member.startswith("__")} == members
    assert getattr(_ckdb, name).__doc__
    assert all(getattr(_ckdb, name).__dict__[member].__doc__ for member in members)


def run(tmp_path: Path, *words: str) -> str:
    """A tool of mypy, far from files that it would take for a second package."""
    pytest.importorskip("mypy")
    settings = tmp_path / "mypy.ini"
    # Data frames and engines are somebody else's; some have no types, some are not installed here.
    settings.write_text("[mypy]\nignore_missing_imports = True\ncache_dir = /dev/null\n")
    words = [sys.executable, "-m", *words, "--config-file" if words[0] == "mypy" else "--mypy-config-file", str(settings)]
    return subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False).stdout


def test_every_signature_is_that_of_the_module(tmp_path):
    allowed = tmp_path / "allowed.txt"
    # Attributes of a row are its columns, which only the stub can say.
    allowed.write_text("ckdb._ckdb.TableRow.__getattr__\n")
    assert run(tmp_path, "mypy.stubtest", "ckdb._ckdb", "--concise", "--allowlist", str(allowed)).strip() == ""


def test_a_typed_program_is_understood_and_a_wrong_one_is_not(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    assert run(tmp_path, "mypy", "--strict", str(program)).startswith("Success")
    program.write_text(PROGRAM + "k.annotate_table(frame, disease=7)\nk.annotate('a.vcf').rows\n")
    found = run(tmp_path, "mypy", "--strict", str(program))
    assert "[arg-type]" in found and "[attr-defined]" in found and "Found 2 errors" in found


PROGRAM = """
import ckdb
import polars as pl

k = ckdb.open()
frame = pl.DataFrame()
table: ckdb.Table = k.annotate(["a.vcf"], disease="LUAD", biomarkers="MSI=high", threads=2)
row: ckdb.TableRow = table[0]
texts: list[str] = [item.id for item in row.evidence] + table.columns
polars: pl.DataFrame = k.annotate_table(frame, columns="gene", assembly="GRCh38").to_polars()
items: list[ckdb.EvidenceItem] = k.evidence("BRAF V600E", disease="MEL")
answer = k.search("x", gene=["EGFR"], limit=3)
first: ckdb.Hit = answer[0]
some: list[ckdb.Hit] = answer[:2]
moved: pl.DataFrame = ckdb.diff(k, "x.ckdb").levels.to_polars()
written: ckdb.Written = ckdb.annotate_file("a.vcf", "b.vcf", disease="LUAD")
try:
    level: str | None = k.annotate_variant("chr7-1-A-T", assembly="GRCh38").rows[0].jp
except ckdb.UnknownNameError as error:
    near: list[str] = error.nearest
"""
