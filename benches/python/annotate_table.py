"""A million variants joined with knowledge, in one process, side by side.

    python benches/python/annotate_table.py INDEX CIVIC_RELEASE [--rows N] [--rounds N] [--write docs/performance.md]

INDEX is compiled from `knowledge/` and a release of CIViC, CIVIC_RELEASE is the folder of that release, so that all ways have the
same knowledge of exact coordinates (GRCh37, because civicpy searches on no other). `make bench-python` calls it. The question is
"which of these variants is anything known of?"; `mixture.py` says what the variants are, `contenders.py` how each way asks.

Where all ways can know the same, they are compared: the rows with an exact allele of CIViC must be the same for all, and ours must
have each of them. What ours finds beyond them are the same changes of proteins by other letters, codons and classes of change.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import ckdb
import polars as pl
from contenders import Civicpy, annotated, bisecting_loop, dictionary, exact_alleles, polars_join, with_cyvcf2, with_pysam
from mixture import KEYS, LENGTHS, Letters, cohort

BEGIN, END = "<!-- annotate_table: begin -->", "<!-- annotate_table: end -->"
FEW_COLUMNS = ["gene", "hgvs_p", "profile", "match_level", "jp"]
ROOT = Path(__file__).parents[2]


@dataclass
class Way:
    """One way of joining, and its best times."""

    name: str
    work: Callable[[], list[int]]
    # It is run on one row in so many; the time of all is reckoned from that.
    part: int = 1
    fast: bool = False
    wall: float = float("inf")
    processor: float = float("inf")
    found: frozenset[int] = frozenset()

    def run(self) -> None:
        wall, processor = time.perf_counter(), time.process_time()
        found = self.work()
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        self.wall, self.processor = min(self.wall, wall * self.part), min(self.processor, processor * self.part)
        self.found = frozenset(found)


def write_vcf(frame: pl.DataFrame, path: Path) -> None:
    with path.open("w", encoding="ascii") as out:
        out.write("##fileformat=VCFv4.2\n" + "".join(f"##contig=<ID={name},length={size}>\n" for name, size in LENGTHS.items()))
        out.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
        out.writelines(f"{c}\t{p}\t.\t{r}\t{a}\t.\t.\t.\n" for c, p, r, a in frame.select(KEYS).iter_rows())


def measured(ways: list[Way], rounds: int) -> None:
    """The slow ones once; the fast ones by turns, so that a busy moment of the machine meets all of them."""
    for turn in range(rounds):
        for way in ways:
            if way.fast or turn == 0:
                way.run()
                print(f"{way.name}: {way.wall:.3f} s, {way.processor:.3f} s processor, {len(way.found):,} rows", file=sys.stderr)


def disagreements(ways: list[Way], frame: pl.DataFrame, exact: frozenset[int]) -> list[str]:
    """How the exact hits compare, each difference with its alleles; the ways that must agree without one do, or this ends here."""
    said = []
    numbered = frame.with_row_index("row")
    for way in ways:
        rows = frozenset(row for row in exact if row < len(frame) // way.part) if way.part > 1 else exact
        missed, more = rows - way.found, way.found - rows
        ours, civicpy = "annotate_table" in way.name, "civicpy" in way.name
        if (missed or more) and not ours and not civicpy:
            raise SystemExit(f"{way.name}: {len(missed)} rows missed, {len(more)} too many")
        alleles = numbered.filter(pl.col("row").is_in(list(missed))).select(KEYS).unique().sort(KEYS).rows()
        if missed:
            shown = ", ".join("-".join(map(str, allele)) for allele in alleles[:5])
            said.append(f"{way.name} misses {len(missed):,} rows of {len(alleles)} alleles ({shown}{' …' if len(alleles) > 5 else ''})")
        if more and civicpy:
            said.append(f"{way.name} has {len(more):,} rows more")
    return said


def compared(k: ckdb.Knowledge, release: Path, rows: int, rounds: int, *shares: float, slow: bool = False) -> list[str]:
    """One table of the page, of a mixture with these shares (coding, exact alleles); the slow ways only where asked for."""
    letters = Letters(ROOT / "knowledge" / "genome" / "GRCh37")
    known = exact_alleles(release / "civic_accepted.vcf.gz")
    alleles = [tuple(allele) for allele in known.select(KEYS).iter_rows()]
    frame = cohort(rows, alleles, letters, *shares)
    civicpy = Civicpy(release, set(known["id"]))
    by_allele = dictionary(known)
    part = frame.head(max(1, len(frame) // 200))
    ours = Way("**`annotate_table`**, all columns", lambda: annotated(k, frame, None), fast=True)
    fewer = Way(f"**`annotate_table`**, {len(FEW_COLUMNS)} columns", lambda: annotated(k, frame, FEW_COLUMNS), fast=True)
    joins = [
        Way(f"Polars, exact join ({engine})", lambda engine=engine: polars_join(frame, known, engine), fast=True)
        for engine in ("in-memory", "streaming")
    ]
    bulk = Way("civicpy, `bulk_search_variants_by_coordinates`", lambda: civicpy.in_bulk(frame))
    with tempfile.TemporaryDirectory() as folder:
        vcf = Path(folder) / "variants.vcf"
        write_vcf(frame, vcf)
        ways = [
            Way("civicpy, `search_variants_by_coordinates`, one by one", lambda: civicpy.one_by_one(part), part=200),
            bulk,
            Way("a Python loop with bisection", lambda: bisecting_loop(frame, known)),
            Way("pysam and a dictionary", lambda: with_pysam(vcf, by_allele)),
            Way("cyvcf2 and a dictionary", lambda: with_cyvcf2(vcf, by_allele)),
            *joins,
            fewer,
            ours,
        ]
        ways = [way for way in ways if way.fast or slow]
        measured(ways, rounds)
    join = min(joins, key=lambda way: way.wall)
    differences = disagreements(ways, frame, join.found)
    lines = [
        "| | wall | processor | variants a processor second | rows found | its processor time ÷ ours, all columns |",
        "|---|---|---|---|---|---|",
    ]
    for way in ways:
        reckoned = f" (reckoned from {len(part):,})" if way.part > 1 else ""
        found = "" if way.part > 1 else f"{len(way.found):,}"
        times = way.processor / ours.processor
        cells = [way.name + reckoned, f"{way.wall:.3f} s", f"{way.processor:.3f} s", f"{len(frame) / way.processor:,.0f}", found]
        lines.append(f"| {' | '.join(cells)} | {f'{times:.2f}' if times < 10 else f'{times:,.0f}'} |")
    return [
        f"{len(frame):,} variants, {len(known)} alleles of CIViC; ours: {ours.processor / len(frame) * 1e9:.0f} ns of processor a variant, "
        f"{fewer.processor / len(frame) * 1e9:.0f} ns with {len(FEW_COLUMNS)} columns.",
        "",
        *lines,
        "",
        ("Exact hits: the loop, pysam, cyvcf2 and both joins find the same rows. " if slow else "Exact hits: ")
        + (". ".join(differences) + "." if differences else "All ways find the same rows."),
        "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("release", type=Path, help="folder of a release of CIViC")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7, help="of the fast ways; the best counts")
    parser.add_argument("--write", type=Path, help="the page whose marked part is written anew")
    asked = parser.parse_args()
    k = ckdb.open(asked.index)
    lines = ["**A cohort** (`benches/python/mixture.py`: 0.5 % exact alleles of CIViC, 1 % coding letters of modelled genes, as an exome has).", ""]
    lines += compared(k, asked.release, asked.rows, asked.rounds, slow=True)
    lines += ["**Whole genomes**: 0.01 % coding letters beyond chance, 0.01 % exact alleles.", ""]
    lines += compared(k, asked.release, asked.rows, asked.rounds, 0.0001, 0.0001)
    lines += ["**Twice as many in coding letters**: 2 %.", ""]
    lines += compared(k, asked.release, asked.rows, asked.rounds, 0.02)
    lines += ["**The worst case for us**: every variant changes a coding letter of a modelled gene.", ""]
    lines += compared(k, asked.release, asked.rows // 10, asked.rounds, 0.995)
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[1]:.1f} while it ran; best of {asked.rounds} rounds by turns, the slow ways once."
    page = "\n".join([BEGIN, "", *lines, machine, "", END])
    if asked.write is None:
        print(page)
        return
    text = asked.write.read_text(encoding="utf-8")
    if BEGIN in text:
        text = text[: text.index(BEGIN)] + page + text[text.index(END) + len(END) :]
    else:
        text = f"{text.rstrip()}\n\n## Tables of variants in Python\n\n{page}\n"
    asked.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
