"""What the engines share: an annotator of Arrow batches that travels to workers, and gives each batch what one process would.

A worker process opens the index once: the annotator is pickled with the index's path and content id, and `ckdb` keeps what it
opened by these two (`Knowledge` pickles that way). Another index at that path is an error, never another answer.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from . import ArgumentError, Knowledge
from . import open as open_index

Index = Knowledge | str | os.PathLike[str] | None


def opened(index: Index) -> Knowledge:
    return index if isinstance(index, Knowledge) else open_index(index)


def with_assembly(assembly: str | None) -> str:
    """Engines must be told: a batch of few variants could be read otherwise than its neighbours."""
    if assembly is None:
        raise ArgumentError('say assembly="GRCh37" or assembly="GRCh38": workers look at batches one by one and must not guess')
    return assembly


class Variants:
    """Annotates tables of variants: the kept columns of the input, then those of `Knowledge.annotate_table` but `row`."""

    def __init__(self, index: Index, schema: pa.Schema, keep: Sequence[str] | None, assembly: str | None, options: dict[str, Any]):
        self.knowledge = opened(index)
        # One batch, one core: the engine has as many workers as it wants to use.
        self.options = {"threads": 1, **options, "assembly": with_assembly(assembly), "progress": False}
        if self.options.get("columns") is not None:
            self.options["columns"] = ["row", *(name for name in self.options["columns"] if name != "row")]
        # An empty table finds every mistake of the call here, before a job starts, and tells the answer's columns.
        answered = self._answered(schema.empty_table()).schema
        self.keep = [name for name in schema.names if name not in answered.names] if keep is None else list(keep)
        for name in self.keep:
            if name not in schema.names:
                raise ArgumentError(f"keep: the table has no column `{name}`; it has {', '.join(schema.names)}")
            if name in answered.names:
                raise ArgumentError(f"keep: `{name}` is a column of the answer, too; rename it in the table, or leave it out of `keep`")
        kept = [schema.field(name) for name in self.keep]
        self.schema = pa.schema([*kept, *(field for field in answered if field.name != "row")])

    def _answered(self, table: pa.Table) -> pa.Table:
        return self.knowledge.annotate_table(table, **self.options).to_arrow()

    def __call__(self, table: pa.Table) -> pa.Table:
        answered = self._answered(table)
        columns = table.select(self.keep).take(answered["row"]).columns
        columns += [answered[field.name] for field in answered.schema if field.name != "row"]
        return pa.table(columns, schema=self.schema)


class Files:
    """Annotates whole VCFs, named by the column `path`: rows of `Knowledge.annotate`, with the column `file` in front."""

    def __init__(self, index: Index, options: dict[str, Any]):
        self.knowledge = opened(index)
        self.options = {"threads": 1, **options, "progress": False}
        # A file without variants finds mistakes of the call here, before a job starts, and tells the answer's columns.
        with tempfile.TemporaryDirectory() as folder:
            empty = os.path.join(folder, "none.vcf")
            with open(empty, "w", encoding="utf-8") as file:
                file.write(_header(self.options.get("assembly"), self.options.get("sample")))
            self.schema = self._answered(empty).schema

    def _answered(self, path: str) -> pa.Table:
        return self.knowledge.annotate([path], **self.options).to_arrow()

    def __call__(self, paths: Iterable[str]) -> Iterator[pa.Table]:
        for path in paths:
            yield self._answered(path).cast(self.schema)


def _header(assembly: str | None, sample: str | None) -> str:
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
    columns += ["FORMAT", sample] if sample else []
    return f"##fileformat=VCFv4.5\n##reference={assembly or 'GRCh38'}\n" + "\t".join(columns) + "\n"
