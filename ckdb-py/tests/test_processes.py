"""Pickles, forks and other processes: the same index or a clear error, never another index."""

import multiprocessing
import pickle
import struct
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import ckdb
import pytest


def asked(knowledge: ckdb.Knowledge) -> tuple[str, list]:
    found = knowledge.annotate_variant("chr7-140753336-A-T", assembly="GRCh38", disease="MEL")
    return knowledge.content_id, [(row.profile, row.jp, row.record_ids) for row in found.rows]


def test_a_pickle_is_small_and_opens_the_index_once(knowledge, copy_of_index):
    for one in (knowledge, ckdb.open(copy_of_index)):
        text = pickle.dumps(one)
        assert len(text) < 500
        first, second = pickle.loads(text), pickle.loads(text)
        assert first is second
        assert asked(first) == asked(one)


def test_the_index_inside_the_wheel_has_no_path_in_a_pickle(knowledge):
    assert str(knowledge.path).encode() not in pickle.dumps(knowledge)


def test_another_index_at_the_same_place_is_refused(copy_of_index, tmp_path):
    opened = ckdb.open(copy_of_index)
    text = pickle.dumps(opened).replace(opened.content_id.encode(), b"0" * len(opened.content_id))
    with pytest.raises(ckdb.IndexFileError, match="another index"):
        pickle.loads(text)
    gone = pickle.dumps(opened).replace(copy_of_index.name.encode(), b"gone.ckdb")
    assert len("gone.ckdb") == len(copy_of_index.name)
    with pytest.raises(ckdb.IndexFileError, match="not on this machine"):
        pickle.loads(gone)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_answer_as_this_process_does(knowledge, method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    expected = asked(knowledge)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        assert list(pool.map(asked, [knowledge] * 4)) == [expected] * 4


def test_an_index_of_a_newer_format_says_what_to_do(copy_of_index):
    whole = bytearray(copy_of_index.read_bytes())
    (format_number,) = struct.unpack_from("<I", whole, 8)
    struct.pack_into("<I", whole, 8, format_number + 1)
    copy_of_index.write_bytes(whole)
    with pytest.raises(ckdb.IndexFileError, match="update CKDB"):
        ckdb.open(copy_of_index)


def test_the_package_needs_no_data_frame_to_be_imported():
    code = "import sys, ckdb; ckdb.open().evidence('EGFR'); print([m for m in ('polars', 'pandas', 'pyarrow', 'numpy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_same_index_differs_in_nothing(knowledge, copy_of_index):
    diff = ckdb.diff(knowledge, copy_of_index)
    assert not diff
    assert len(diff.records) == len(diff.levels) == 0
    assert diff.records.columns[:3] == ["change", "kind", "id"]
    assert "0 records, 0 levels" in repr(diff)
