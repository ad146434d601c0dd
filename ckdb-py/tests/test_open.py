"""Opening: the index inside, a given one, and everything that is not one."""

import sys
from pathlib import Path

import ckdb
import pytest


def test_the_index_inside_the_wheel_names_its_content_and_its_sources(knowledge):
    assert len(knowledge.content_id) == 32
    assert knowledge.release == ckdb.__version__
    assert knowledge.path.name == "ckdb.ckdb"
    assert knowledge.content_id in repr(knowledge)
    assert "evidence items" in repr(knowledge)
    licences = {source.id: source.licence for source in knowledge.sources}
    assert licences["civic"] == "CC0-1.0"
    assert all(licences.values()), "a source without a licence may not be passed on"
    knowledge.verify()


@pytest.mark.parametrize("mapped", [True, False])
@pytest.mark.parametrize("kind", [Path, str])
def test_a_given_file_is_opened_both_ways(copy_of_index, knowledge, mapped, kind):
    opened = ckdb.open(kind(copy_of_index), mapped=mapped)
    assert opened.content_id == knowledge.content_id
    assert opened.path == copy_of_index
    assert len(opened.evidence("BRAF V600E")) == len(knowledge.evidence("BRAF V600E"))


def test_a_missing_file_is_what_python_calls_it_and_keeps_its_path(tmp_path):
    path = tmp_path / "no such.ckdb"
    with pytest.raises(FileNotFoundError) as raised:
        ckdb.open(path)
    assert raised.value.filename == str(path)
    assert raised.value.errno == 2
    assert not isinstance(raised.value, ckdb.CkdbError)


def test_a_wheel_without_an_index_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(ckdb, "_SHIPPED", tmp_path / "ckdb.ckdb")
    with pytest.raises(ckdb.IndexFileError, match="make wheel"):
        ckdb.open()


def test_something_else_is_not_an_index(tmp_path):
    text = tmp_path / "notes.ckdb"
    text.write_text("##fileformat=VCFv4.2\n" * 10)
    with pytest.raises(ckdb.IndexFileError, match="not a CKDB index") as raised:
        ckdb.open(text)
    assert str(text) in str(raised.value)
    with pytest.raises(ckdb.IndexFileError, match="folder"):
        ckdb.open(tmp_path)


def test_a_file_cut_short_is_refused_at_once(copy_of_index):
    whole = copy_of_index.read_bytes()
    for length in (0, 8, 63, 64, len(whole) // 2, len(whole) - 1):
        copy_of_index.write_bytes(whole[:length])
        with pytest.raises(ckdb.IndexFileError):
            ckdb.open(copy_of_index)


@pytest.mark.parametrize("mapped", [True, False])
def test_a_changed_byte_is_found_by_verify_and_by_whoever_reads_it(copy_of_index, mapped):
    whole = bytearray(copy_of_index.read_bytes())
    statement = "Vemurafenib against dacarbazine".encode()
    place = whole.index(statement)
    whole[place] ^= 1
    copy_of_index.write_bytes(whole)
    opened = ckdb.open(copy_of_index, mapped=mapped)
    with pytest.raises(ckdb.IndexFileError, match="records/evidence"):
        opened.verify()
    with pytest.raises(ckdb.IndexFileError, match="copy the file again"):
        opened.evidence("BRAF V600E")
    with pytest.raises(ckdb.IndexFileError):
        opened.annotate_variant("chr7-140753336-A-T", assembly="GRCh38")
    assert "damaged" in repr(opened)


def test_a_changed_byte_in_the_header_is_refused(copy_of_index):
    whole = copy_of_index.read_bytes()
    for place in range(64):
        copy_of_index.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(ckdb.IndexFileError):
            ckdb.open(copy_of_index)


def test_one_tree_of_exceptions():
    for error in (ckdb.IndexFileError, ckdb.UnknownNameError, ckdb.VariantError):
        assert issubclass(error, ckdb.CkdbError)
        assert error.__doc__
    assert issubclass(ckdb.CkdbError, Exception)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions work differently there")
def test_what_the_system_refuses_is_its_own_error(copy_of_index, tmp_path):
    with pytest.raises(NotADirectoryError) as raised:
        ckdb.open(copy_of_index / "below.ckdb")
    assert raised.value.filename == str(copy_of_index / "below.ckdb")
