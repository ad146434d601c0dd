"""The stubs shipped with the package say what the compiled module has, no more and no less."""

import ast
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
