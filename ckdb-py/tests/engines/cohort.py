"""The cohort the engines are asked about, and what one process makes of it. Seeded; some variants are known, most are not."""

import random
from pathlib import Path

import ckdb
import pyarrow as pa
import pyarrow.parquet as pq

# GRCh38, 1-based: alleles that the shipped index knows something of, by protein, exactly, or by the class of change.
KNOWN = [
    ("chr7", 140753336, "A", "T"),
    ("chr7", 55191822, "T", "G"),
    ("chr7", 55181378, "C", "T"),
    ("chr12", 25245351, "C", "A"),
    ("chr3", 179234297, "A", "G"),
    ("chr13", 32340300, "GT", "G"),
    ("chr17", 7674220, "C", "T"),
]
PARTITIONS, VARIANTS = 6, 400


def table(number: int) -> pa.Table:
    chosen = random.Random(number)
    rows = []
    for place in range(VARIANTS):
        contig, position, reference, alternate = chosen.choice(KNOWN)
        if place % 5:
            # Far from any gene with a model: no reference letters are held there, so any letter will do.
            contig, position, reference, alternate = "chr5", 100_000_000 + 1_000 * place + number, "A", "C"
        rows.append((f"S{number}-{place % 7}", place, contig, position, reference, alternate))
    names = ["tumour", "reads", "chrom", "pos", "ref", "alt"]
    return pa.table([list(column) for column in zip(*rows, strict=True)], names=names)


def in_one_process(knowledge: ckdb.Knowledge, folder: Path, **options) -> list[dict]:
    """What a single call gives for the whole cohort, with the input's own columns in front."""
    whole = pa.concat_tables([pq.read_table(path) for path in sorted(folder.glob("*.parquet"))])
    answered = knowledge.annotate_table(whole, **options).to_arrow()
    kept = whole.select(["tumour", "reads"]).take(answered["row"])
    answered = answered.drop_columns(["row"])
    return ordered(pa.table([*kept.columns, *answered.columns], names=kept.column_names + answered.column_names).to_pylist())


def ordered(rows: list[dict]) -> list[dict]:
    """Engines promise no order between partitions; rows are compared as a sorted list, each with all its columns."""
    return sorted(rows, key=lambda row: repr(sorted(row.items())))
