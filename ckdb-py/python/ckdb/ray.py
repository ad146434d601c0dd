"""Annotation with Ray Data: a dataset of variants, or many VCFs. `pip install ckdb[ray]`.

    >>> import ray
    >>> from ckdb import ray as ckdb_ray
    >>> variants = ray.data.read_parquet("cohort/")                 # columns chrom, pos, ref, alt, and your own
    >>> ckdb_ray.annotate(variants, assembly="GRCh38", disease="LUAD").write_parquet("known/")
    >>> ckdb_ray.annotate_vcfs(["a.vcf.gz", "b.vcf.gz"], disease="LUAD")

Both are `map_batches`: Ray plans, spreads and retries, and each worker process opens the index once. The index must be on every
node: the one inside the wheel is; of another, give a path that every node has. The answers are those of a single process; Ray
keeps their order only if its `DataContext` says `execution_options.preserve_order = True`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import ray.data

from ._batches import Files, Index, Variants

__all__ = ["annotate", "annotate_vcfs"]

# Variants a task takes at a time: enough to make the way to the worker cheap, few enough for its memory.
_BATCH = 65_536


def annotate(
    variants: ray.data.Dataset,
    *,
    assembly: str | None = None,
    index: Index = None,
    keep: Sequence[str] | None = None,
    batch_size: int = _BATCH,
    **options: Any,
) -> ray.data.Dataset:
    """What is known of each variant: one row a variant and claim, none for a variant nothing is known of (but with `all=True`).

    `keep` names columns of `variants` that go in front of the answer's; without it, all whose names the answer does not have.
    Other options are those of `Knowledge.annotate_table`: `disease`, `chrom`, `pos`, `ref`, `alt`, `sample`, `columns`, …

    A batch of which more than a quarter (and two or more) contradict the reference letters ends the job with AssemblyError, as a
    whole table would: better no answer than one on another assembly. Batches of some thousand variants keep that fair.

    Raises here, before any task, what `Knowledge.annotate_table` raises: ColumnError, UnknownNameError, ArgumentError.
    """
    schema = variants.schema()
    columns = pa.schema(list(zip(schema.names, schema.types, strict=True)))
    annotator = Variants(index, columns, keep, assembly, options)

    def batch(arrived: pa.Table) -> pa.Table:
        return annotator(arrived)

    return variants.map_batches(batch, batch_format="pyarrow", batch_size=batch_size)


def annotate_vcfs(paths: Sequence[str | os.PathLike[str]], *, index: Index = None, **options: Any) -> ray.data.Dataset:
    """The rows of many VCFs, each looked at as a whole (phase, profiles of the sample), with the column `file` in front.

    Every node must see the files at the same paths. Options are those of `Knowledge.annotate`: `disease`, `assembly`, `all`, …
    A file that cannot be read ends the job and is named.
    """
    annotator = Files(index, options)
    named = pa.table({"path": pa.array([os.fspath(path) for path in paths], pa.string())})

    def batch(arrived: pa.Table) -> Iterator[pa.Table]:
        yield from annotator(arrived["path"].to_pylist())

    files = ray.data.from_arrow(named).repartition(max(1, len(paths)))
    return files.map_batches(batch, batch_format="pyarrow", batch_size=1)
