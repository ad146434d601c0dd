"""Pickles, forks and other processes: the same index or a clear error, never another index."""

import multiprocessing
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor

import ckdb
import pyarrow as pa
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


def in_a_child(work) -> tuple:
    """What a forked child gives; a child that hangs is ended and is a failure."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, pickle.dumps(work()))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        ready, _, _ = select.select([answers], [], [], 60)
        if not ready:
            os.kill(child, signal.SIGKILL)
        answer = answers.read()
    os.waitpid(child, 0)
    assert answer, "the child hangs, or ended without an answer"
    return pickle.loads(answer)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_in_the_middle_of_other_threads_work_leaves_no_lock_behind(knowledge, copy_of_index):
    expected = asked(knowledge)
    rows = {"chrom": ["chr7"] * 2000, "pos": [140753336] * 2000, "ref": ["A"] * 2000, "alt": ["T"] * 2000}
    table = pa.table(rows)

    def work(one: ckdb.Knowledge) -> tuple:
        answered = one.annotate_table(table, assembly="GRCh38", disease="MEL", threads=2, columns=["profile"])
        return asked(one), len(answered), len(one.search("osimertinib")) > 0

    wanted = (expected, len(knowledge.annotate_table(table, assembly="GRCh38", disease="MEL")), True)
    for number in range(12):
        # Opened anew, so that threads are in their first look-ups, where much is checked once and kept.
        fresh = ckdb.open(copy_of_index)
        threads = [threading.Thread(target=work, args=(fresh,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.002 * number)
        assert in_a_child(lambda fresh=fresh: work(fresh)) == wanted
        for thread in threads:
            thread.join()


def test_the_package_needs_no_data_frame_to_be_imported():
    code = "import sys, ckdb; ckdb.open().evidence('EGFR'); print([m for m in ('polars', 'pandas', 'pyarrow', 'numpy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_same_index_differs_in_nothing(knowledge, copy_of_index):
    diff = ckdb.diff(knowledge, copy_of_index)
    assert not diff
    assert len(diff.records) == len(diff.levels) == 0
    assert diff.records.columns[:3] == ["change", "kind", "id"]
    assert "0 records, 0 levels" in repr(diff)
