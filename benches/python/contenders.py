"""How people join variants with a knowledgebase in Python today, and how with ckdb: the ways the benchmark of tables compares.

Each way gives the numbers of the rows it finds something for. All but the last know nothing but exact coordinates.
"""

from __future__ import annotations

import csv
import gzip
from bisect import bisect_left
from collections import defaultdict
from pathlib import Path

import ckdb
import polars as pl
from mixture import KEYS, Allele

DISEASE = "LUAD"


def exact_alleles(vcf: Path) -> pl.DataFrame:
    """CIViC's own VCF of its accepted variants: variant id and the four columns that name it."""
    lines = pl.read_csv(vcf, separator="\t", comment_prefix="##", infer_schema=False, quote_char=None)
    named = lines.select(id="ID", chrom="#CHROM", pos=pl.col("POS").cast(pl.Int64), ref="REF", alt="ALT")
    # Two variants of CIViC may be one allele.
    return named.unique(KEYS, keep="first", maintain_order=True)


class Civicpy:
    """civicpy's own search by coordinates, on variants of a release instead of those it would download."""

    def __init__(self, release: Path, accepted: set[str]) -> None:
        import pandas as pd
        from civicpy import civic

        with gzip.open(release / "VariantSummaries.tsv.gz", "rt", encoding="utf-8") as lines:
            told = [row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row["variant_id"] in accepted]
        rows = [
            (row["chromosome"], int(row["start"]), int(row["stop"]), row["variant_bases"] or None, row["reference_bases"] or None, row["variant_id"])
            for row in told
            if row["start"] and row["stop"] and row["reference_build"] == "GRCh37"
        ]
        # As civicpy makes it out of its cache (`_build_coordinate_table`).
        table = pd.DataFrame.from_records(rows, columns=["chr", "start", "stop", "alt", "ref", "v_hash"])
        table = table.sort_values(by=["chr", "start", "stop", "alt", "ref"])
        table.reset_index(drop=True, inplace=True)
        self.civic, self.records = civic, len(table)
        civic.COORDINATE_TABLE = table
        civic.COORDINATE_TABLE_START = table.start.sort_values()
        civic.COORDINATE_TABLE_STOP = table.stop.sort_values()
        civic.COORDINATE_TABLE_CHR = table.chr.sort_values()
        civic.CACHE.update({row[-1]: row for row in rows})
        # What looks into the cache, and would ask the network for one: the answer is not used.
        civic.get_all_variants = lambda: None

    def queries(self, frame: pl.DataFrame) -> list[tuple]:
        """As its documentation wants them: without the letter before an insertion or deletion."""
        return [self.query(row, *allele) for row, allele in enumerate(frame.select(KEYS).iter_rows())]

    def query(self, row: int, chrom: str, pos: int, ref: str, alt: str) -> tuple:
        new = self.civic.CoordinateQuery
        if len(ref) == len(alt):
            return new(chrom, pos, pos + len(ref) - 1, alt, ref, "GRCh37", row)
        if len(ref) == 1 and alt.startswith(ref):
            return new(chrom, pos, pos + 1, alt[1:], None, "GRCh37", row)
        if len(alt) == 1 and ref.startswith(alt):
            return new(chrom, pos + 1, pos + len(ref) - 1, None, ref[1:], "GRCh37", row)
        return new(chrom, pos, pos + len(ref) - 1, alt, ref, "GRCh37", row)

    def in_bulk(self, frame: pl.DataFrame) -> list[int]:
        """`bulk_search_variants_by_coordinates`: both sides sorted, one walk over both."""
        asked = sorted(self.queries(frame), key=lambda query: query[:3])
        return [query.key for query in self.civic.bulk_search_variants_by_coordinates(asked, search_mode="exact")]

    def one_by_one(self, frame: pl.DataFrame) -> list[int]:
        """`search_variants_by_coordinates`: three bisections a variant."""
        search = self.civic.search_variants_by_coordinates
        return [query.key for query in self.queries(frame) if search(query, search_mode="exact")]


def bisecting_loop(frame: pl.DataFrame, known: pl.DataFrame) -> list[int]:
    """The same without civicpy, written by somebody who takes care: plain lists by contig, sorted, and one bisection a variant."""
    by_contig: dict[str, list[tuple]] = defaultdict(list)
    for record in known.select("chrom", "pos", "ref", "alt", "id").sort(KEYS).iter_rows():
        by_contig[record[0]].append(record[1:])
    found = []
    for row, (chrom, pos, ref, alt) in enumerate(frame.select(KEYS).iter_rows()):
        records = by_contig.get(chrom, ())
        place = bisect_left(records, (pos, ref, alt))
        if place < len(records) and records[place][:3] == (pos, ref, alt):
            found.append(row)
    return found


def dictionary(known: pl.DataFrame) -> dict[Allele, str]:
    return {tuple(allele): name for name, *allele in known.select("id", *KEYS).iter_rows()}


def with_cyvcf2(vcf: Path, known: dict[Allele, str]) -> list[int]:
    from cyvcf2 import VCF

    return [row for row, line in enumerate(VCF(str(vcf))) if (line.CHROM, line.POS, line.REF, line.ALT[0]) in known]


def with_pysam(vcf: Path, known: dict[Allele, str]) -> list[int]:
    import pysam

    with pysam.VariantFile(str(vcf)) as lines:
        return [row for row, line in enumerate(lines) if (line.chrom, line.pos, line.ref, line.alts[0]) in known]


def polars_join(frame: pl.DataFrame, known: pl.DataFrame, engine: str) -> list[int]:
    """An inner join, lazy, on all threads: only the four columns are read, and only hits come out."""
    asked = frame.lazy().with_row_index("row").join(known.lazy(), on=KEYS, how="inner")
    return asked.select("row", *KEYS, "id").collect(engine=engine)["row"].to_list()


def annotated(k: ckdb.Knowledge, frame: pl.DataFrame, columns: list[str] | None) -> list[int]:
    """All rows that `annotate_table` gives, as a data frame."""
    rows = k.annotate_table(frame, assembly="GRCh37", disease=DISEASE, columns=columns, progress=False)
    return rows.to_polars()["row"].unique().to_list()
