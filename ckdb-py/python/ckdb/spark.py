"""Annotation on Apache Spark: a data frame of variants, or many VCFs. `pip install ckdb[spark]`.

    >>> from ckdb import spark as ckdb_spark
    >>> variants = spark.read.parquet("cohort/")                    # columns chrom, pos, ref, alt, and your own
    >>> known = ckdb_spark.annotate(variants, assembly="GRCh38", disease="LUAD")
    >>> known.write.parquet("known/")
    >>> ckdb_spark.annotate_vcfs(spark, ["a.vcf.gz", "b.vcf.gz"], disease="LUAD")

Both are `mapInArrow`: Spark keeps its own plan, partitions and retries, and each Python worker opens the index once. The index
must be on every worker: the one inside the wheel is; of another, give a path that every worker has. The answers are those of a
single process, in the same order within a partition.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

from ._batches import Files, Index, Variants

__all__ = ["annotate", "annotate_vcfs"]


def annotate(
    variants: DataFrame,
    *,
    assembly: str | None = None,
    index: Index = None,
    keep: Sequence[str] | None = None,
    **options: Any,
) -> DataFrame:
    """What is known of each variant: one row a variant and claim, none for a variant nothing is known of (but with `all=True`).

    `keep` names columns of `variants` that go in front of the answer's; without it, all whose names the answer does not have.
    Other options are those of `Knowledge.annotate_table`: `disease`, `chrom`, `pos`, `ref`, `alt`, `sample`, `columns`, …

    A batch of which more than a quarter (and two or more) contradict the reference letters ends the job with AssemblyError, as a
    whole table would: better no answer than one on another assembly. Batches of some thousand variants keep that fair.

    Raises here, before any job, what `Knowledge.annotate_table` raises: ColumnError, UnknownNameError, ArgumentError.
    """
    annotator = Variants(index, to_arrow_schema(variants.schema), keep, assembly, options)

    def batches(arrived: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in arrived:
            yield from annotator(pa.Table.from_batches([batch])).to_batches()

    return variants.mapInArrow(batches, from_arrow_schema(annotator.schema))


def annotate_vcfs(
    session: SparkSession,
    paths: Sequence[str | os.PathLike[str]],
    *,
    index: Index = None,
    partitions: int | None = None,
    **options: Any,
) -> DataFrame:
    """The rows of many VCFs, each looked at as a whole (phase, profiles of the sample), with the column `file` in front.

    Every worker must see the files at the same paths. `partitions` is how many tasks there are, without it one a file. Options
    are those of `Knowledge.annotate`: `disease`, `assembly`, `all`, … A file that cannot be read ends the job and is named.
    """
    annotator = Files(index, options)
    named = [(os.fspath(path),) for path in paths]
    frame = session.createDataFrame(named, "path string").repartition(max(1, partitions or len(named)))

    def batches(arrived: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in arrived:
            for table in annotator(batch.column("path").to_pylist()):
                yield from table.to_batches()

    return frame.mapInArrow(batches, from_arrow_schema(annotator.schema))
