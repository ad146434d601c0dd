"""Local Spark with several worker processes: the rows of a single process, and the index opened once in each worker."""

import os
import shutil
import sys

import ckdb
import pytest
from cohort import PARTITIONS, in_one_process, ordered

if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    print("SKIPPED: no Java here, so Spark was not run; install a JRE (17 or newer)", file=sys.stderr)
    pytest.skip("no Java here", allow_module_level=True)

# `make test-engines` installs it; the other tests of the wheel do without.
pytest.importorskip("pyspark")
from ckdb import spark as ckdb_spark
from pyspark.sql import SparkSession


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[3]").appName("ckdb tests")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": "1g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": PARTITIONS,
        # Small batches, so that a partition has several and a file one task.
        "spark.sql.execution.arrow.maxRecordsPerBatch": 100,
        "spark.sql.files.openCostInBytes": 128 * 1024 * 1024,
        "spark.local.dir": str(tmp_path_factory.mktemp("spark")),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def rows(frame) -> list[dict]:
    return [row.asDict() for row in frame.collect()]


def test_partitions_give_the_rows_of_one_process(session, parquet, knowledge):
    variants = session.read.parquet(str(parquet))
    assert variants.rdd.getNumPartitions() == PARTITIONS
    options = {"assembly": "GRCh38", "disease": "LUAD"}
    found = ckdb_spark.annotate(variants, **options)
    expected = in_one_process(knowledge, parquet, **options)
    assert len(expected) > 1000
    assert ordered(rows(found)) == expected
    assert found.columns[:2] == ["tumour", "reads"]


def test_all_gives_each_variant_a_row_and_columns_may_be_chosen(session, parquet, knowledge):
    variants = session.read.parquet(str(parquet))
    options = {"assembly": "GRCh38", "all": True, "columns": ["chrom", "pos", "profile", "therapies", "trace"]}
    found = rows(ckdb_spark.annotate(variants, keep=["tumour", "reads"], **options))
    whole = {**options, "columns": ["row", *options["columns"]]}
    assert ordered(found) == in_one_process(knowledge, parquet, **whole)
    assert len({(row["tumour"], row["reads"]) for row in found}) == variants.count()


def test_vcfs_give_the_rows_of_one_process(session, vcfs, knowledge):
    found = rows(ckdb_spark.annotate_vcfs(session, vcfs, disease="LUAD"))
    expected = knowledge.annotate(vcfs, disease="LUAD").to_arrow().to_pylist()
    assert {row["file"] for row in found} == {str(path) for path in vcfs}
    assert ordered(found) == ordered(expected)


def test_a_worker_opens_the_index_once(session, knowledge, tmp_path):
    index = tmp_path / "copy.ckdb"
    index.write_bytes(knowledge.path.read_bytes())
    opened = ckdb.open(index)

    def openings(batches):
        import pyarrow as pa

        # Spark keeps a worker only if all of its input was read.
        assert sum(batch.num_rows for batch in batches) == 1
        # Arrives by pickle in every task; the module keeps what it opened.
        assert opened.content_id
        yield pa.RecordBatch.from_pydict({"pid": [os.getpid()], "which": [id(opened)], "kept": [len(ckdb._reopened)]})

    found = session.range(0, 12, numPartitions=12).mapInArrow(openings, "pid long, which long, kept long").collect()
    workers = {row.pid for row in found}
    assert len(found) == 12
    assert os.getpid() not in workers
    assert 1 <= len(workers) <= 3 + 1
    # As many objects as workers: each task of one worker got the same one.
    assert len({(row.pid, row.which) for row in found}) == len(workers)


def test_mistakes_are_told_before_a_job_starts(session, parquet):
    variants = session.read.parquet(str(parquet))
    with pytest.raises(ckdb.ArgumentError, match="assembly="):
        ckdb_spark.annotate(variants)
    with pytest.raises(ckdb.ColumnError, match="chromosome"):
        ckdb_spark.annotate(variants, assembly="GRCh38", chrom="chromosome")
    with pytest.raises(ckdb.UnknownNameError, match="LUADD"):
        ckdb_spark.annotate(variants, assembly="GRCh38", disease="LUADD")
    with pytest.raises(ckdb.ArgumentError, match="keep"):
        ckdb_spark.annotate(variants, assembly="GRCh38", keep=["nobody"])
    with pytest.raises(ckdb.UnknownNameError):
        ckdb_spark.annotate_vcfs(session, ["none.vcf"], disease="LUADD")


def test_another_index_on_a_worker_ends_the_job(session, parquet, knowledge, tmp_path):
    index = tmp_path / "moved.ckdb"
    index.write_bytes(knowledge.path.read_bytes())
    found = ckdb_spark.annotate(session.read.parquet(str(parquet)), assembly="GRCh38", index=index)
    index.unlink()
    with pytest.raises(Exception, match="not on this machine"):
        found.collect()
