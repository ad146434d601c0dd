"""Ray Data on this machine: the rows of a single process, and the index opened once in each worker."""

import os

import ckdb
import pytest
from cohort import PARTITIONS, in_one_process, ordered

# `make test-engines` installs it; the other tests of the wheel do without.
ray = pytest.importorskip("ray")
import ray.data
from ckdb import ray as ckdb_ray


@pytest.fixture(scope="module", autouse=True)
def cluster():
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=200 * 1024 * 1024, _node_ip_address="127.0.0.1", log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def test_partitions_give_the_rows_of_one_process(parquet, knowledge):
    variants = ray.data.read_parquet(str(parquet))
    options = {"assembly": "GRCh38", "disease": "LUAD"}
    expected = in_one_process(knowledge, parquet, **options)
    assert len(expected) > 1000
    found = ckdb_ray.annotate(variants, batch_size=150, **options).take_all()
    assert ordered(found) == expected


def test_vcfs_give_the_rows_of_one_process(vcfs, knowledge):
    found = ckdb_ray.annotate_vcfs(vcfs, disease="LUAD").take_all()
    assert ordered(found) == ordered(knowledge.annotate(vcfs, disease="LUAD").to_arrow().to_pylist())


def test_a_worker_opens_the_index_once(knowledge):
    def opened(_batch):
        return {"pid": [os.getpid()], "which": [id(knowledge)]}

    found = ray.data.range(PARTITIONS * 2, override_num_blocks=PARTITIONS * 2).map_batches(opened, batch_size=1).take_all()
    workers = {row["pid"] for row in found}
    assert len(found) == PARTITIONS * 2
    assert os.getpid() not in workers
    assert len({(row["pid"], row["which"]) for row in found}) == len(workers)


def test_mistakes_are_told_before_a_task_starts(parquet):
    variants = ray.data.read_parquet(str(parquet))
    with pytest.raises(ckdb.ArgumentError, match="assembly="):
        ckdb_ray.annotate(variants)
    with pytest.raises(ckdb.ColumnError, match="position"):
        ckdb_ray.annotate(variants, assembly="GRCh38", pos="position")
    with pytest.raises(ckdb.UnknownNameError, match="LUADD"):
        ckdb_ray.annotate(variants, assembly="GRCh38", disease="LUADD")
