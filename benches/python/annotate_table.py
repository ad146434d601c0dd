"""A million variants joined with knowledge, in one process, side by side.

    python benches/python/annotate_table.py [--rows N] [--rounds N] [--write docs/performance.md]

The same seeded table goes through four ways of asking "what is known of these variants for a patient with LUAD?":

* loops over Python objects, as scripts around civicpy do it: records with coordinates, compared by overlap, then by letters; once
  over all records for each variant (measured on a part, and the time of the whole reckoned from it), once over those of its contig;
* cyvcf2 and pysam reading a VCF of the same variants, each line looked up in a dictionary by exact coordinates;
* Polars: a join of two data frames on exact coordinates;
* `annotate_table`: coordinates, protein changes and classes of change (exon, codon, loss of function), with levels.

The first three know of exact coordinates only: whatever else they find is less than what the last one finds, and the table
says how many variants each finds. The exact records are read out of the index itself, so all four have the same knowledge.

Two tables are made: one as a genome or exome has them (most variants lie where knowledge has nothing), and one where every
variant lies in a coding exon of a gene knowledge speaks of, the worst case for us.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import ckdb
import polars as pl

SEED = 20261121
DISEASE = "LUAD"
BEGIN, END = "<!-- annotate_table: begin -->", "<!-- annotate_table: end -->"
# Places with a known change of letters, GRCh38: what a cohort shows again and again.
HOTSPOTS = [
    ("chr7", 140753336, "A", "T"), ("chr7", 140753336, "AC", "TT"), ("chr7", 55191822, "T", "G"), ("chr7", 55181378, "C", "T"),
    ("chr12", 25245351, "C", "A"), ("chr12", 25245350, "C", "T"), ("chr12", 25245350, "C", "A"), ("chr17", 7674220, "C", "T"),
    ("chr3", 179218303, "G", "A"), ("chr3", 179234297, "A", "G"), ("chr2", 208248388, "C", "T"), ("chr15", 90088702, "C", "T"),
]
# Stretches without any gene that knowledge speaks of.
DESERTS = [("chr2", 50_000_000, 57_000_000), ("chr5", 17_000_000, 32_000_000), ("chr13", 53_000_000, 70_000_000), ("chr4", 60_000_000, 66_000_000)]


@dataclass(frozen=True)
class Record:
    """A variant of a knowledgebase as a Python object: what a loop compares with."""

    chrom: str
    start: int
    stop: int
    ref: str
    alt: str
    name: str


def table(rows: int, known_in: float, coding: list[tuple[str, int, str]]) -> pl.DataFrame:
    """Seeded variants; `known_in` of them at hotspots, the rest in deserts or, where given, in coding exons."""
    draw = random.Random(SEED)
    made = []
    for _ in range(rows):
        if draw.random() < known_in:
            made.append(draw.choice(HOTSPOTS))
        elif coding:
            chrom, pos, ref = draw.choice(coding)
            # Half of them change a letter, half gain some: so most alleles are met once, and nothing can be remembered.
            gained = "".join(draw.choices("ACGT", k=draw.randint(3, 9)))
            made.append((chrom, pos, ref, draw.choice("ACGT".replace(ref, "")) if draw.random() < 0.5 else ref + gained))
        else:
            chrom, first, last = draw.choice(DESERTS)
            ref, alt = draw.sample("ACGT", 2)
            made.append((chrom, draw.randint(first, last), ref, alt))
    return pl.DataFrame(made, schema={"chrom": pl.String, "pos": pl.Int64, "ref": pl.String, "alt": pl.String}, orient="row")


def coding_letters(k: ckdb.Knowledge) -> list[tuple[str, int, str]]:
    """Coding positions with their reference letters, found by asking: a wrong letter contradicts the reference."""
    letters = []
    for chrom, pos, _, _ in HOTSPOTS:
        places = [(chrom, at, ref) for at in range(pos - 60, pos + 60) for ref in "ACGT"]
        asked = pl.DataFrame(
            [(c, p, r, "A" if r != "A" else "C") for c, p, r in places],
            schema={"chrom": pl.String, "pos": pl.Int64, "ref": pl.String, "alt": pl.String}, orient="row",
        )
        for number in range(0, len(asked), 1):
            row = asked.row(number)
            try:
                found = k.annotate_variant("-".join(map(str, row)), assembly="GRCh38")
            except ckdb.VariantError:
                continue
            if found.consequence is not None and found.consequence.hgvs_p is not None:
                letters.append(places[number])
    return letters


def exact_records(k: ckdb.Knowledge, frame: pl.DataFrame) -> list[Record]:
    """What the index says of the hotspots, as records with coordinates."""
    found = k.annotate_table(pl.DataFrame(HOTSPOTS, schema=frame.schema, orient="row"), assembly="GRCh38", disease=DISEASE)
    return [Record(r.chrom, r.pos, r.pos + len(r.ref) - 1, r.ref, r.alt, r.profile) for r in found]


def python_loop(frame: pl.DataFrame, records: list[Record]) -> int:
    """As scripts around civicpy do it: for each variant, all records of its contig, by overlap, then by letters."""
    by_contig: dict[str, list[Record]] = {}
    for record in records:
        by_contig.setdefault(record.chrom, []).append(record)
    hits = 0
    for row in frame.iter_rows(named=True):
        start, stop = row["pos"], row["pos"] + len(row["ref"]) - 1
        matches = [
            record for record in by_contig.get(row["chrom"], ())
            if record.start <= stop and start <= record.stop and record.ref == row["ref"] and record.alt == row["alt"]
        ]
        hits += bool(matches)
    return hits


def plain_loop(frame: pl.DataFrame, records: list[Record]) -> int:
    """The same without sorting records by contig first."""
    hits = 0
    for row in frame.iter_rows(named=True):
        start, stop = row["pos"], row["pos"] + len(row["ref"]) - 1
        overlapping = [r for r in records if r.chrom == row["chrom"] and r.start <= stop and start <= r.stop]
        hits += bool([r for r in overlapping if r.ref == row["ref"] and r.alt == row["alt"]])
    return hits


def dictionary(records: list[Record]) -> dict[tuple, list[Record]]:
    known: dict[tuple, list[Record]] = {}
    for record in records:
        known.setdefault((record.chrom, record.start, record.ref, record.alt), []).append(record)
    return known


def with_cyvcf2(vcf: Path, known: dict) -> int:
    from cyvcf2 import VCF

    return sum((line.CHROM, line.POS, line.REF, line.ALT[0]) in known for line in VCF(str(vcf)))


def with_pysam(vcf: Path, known: dict) -> int:
    import pysam

    with pysam.VariantFile(str(vcf)) as lines:
        return sum((line.chrom, line.pos, line.ref, line.alts[0]) in known for line in lines)


def polars_join(frame: pl.DataFrame, right: pl.DataFrame) -> int:
    joined = frame.with_row_index("row").join(right, on=["chrom", "pos", "ref", "alt"], how="left")
    return joined.filter(pl.col("profile").is_not_null())["row"].n_unique()


def ours(k: ckdb.Knowledge, frame: pl.DataFrame, columns: list[str] | None) -> int:
    rows = k.annotate_table(frame, assembly="GRCh38", disease=DISEASE, columns=columns, progress=False)
    return rows.to_polars()["row"].n_unique()


def write_vcf(frame: pl.DataFrame, path: Path) -> None:
    contigs = sorted(set(frame["chrom"]))
    with path.open("w") as out:
        out.write("##fileformat=VCFv4.2\n" + "".join(f"##contig=<ID={name}>\n" for name in contigs))
        out.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
        out.writelines(f"{c}\t{p}\t.\t{r}\t{a}\t.\t.\t.\n" for c, p, r, a in frame.iter_rows())


def timed(rounds: int, work) -> tuple[float, float, int]:
    """The best wall time and processor time of some rounds, and what the work gave."""
    best, processor, given = float("inf"), float("inf"), 0
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        given = work()
        best, processor = min(best, time.perf_counter() - wall), min(processor, time.process_time() - cpu)
    return best, processor, given


def measured(k: ckdb.Knowledge, name: str, frame: pl.DataFrame, rounds: int, folder: Path) -> list[str]:
    records = exact_records(k, frame)
    known = dictionary(records)
    right = pl.DataFrame(
        [(r.chrom, r.start, r.ref, r.alt, r.name) for r in records],
        schema=["chrom", "pos", "ref", "alt", "profile"], orient="row",
    )
    vcf = folder / "variants.vcf"
    write_vcf(frame, vcf)
    part = frame.head(max(1, len(frame) // 50))
    ways = [
        (f"Python loop over all {len(records)} records (reckoned from {len(part):,} variants)", 1, lambda: plain_loop(part, records)),
        ("Python loop over the records of the contig", 1, lambda: python_loop(frame, records)),
        ("cyvcf2 and a dictionary", 1, lambda: with_cyvcf2(vcf, known)),
        ("pysam and a dictionary", 1, lambda: with_pysam(vcf, known)),
        ("Polars, exact join", rounds, lambda: polars_join(frame, right)),
        ("`annotate_table`, 8 columns", rounds, lambda: ours(k, frame, ["chrom", "pos", "ref", "alt", "gene", "hgvs_p", "profile", "jp"])),
        ("`annotate_table`, all columns", rounds, lambda: ours(k, frame, None)),
    ]
    rows = []
    for way, times, work in ways:
        wall, processor, hits = timed(times, work)
        if "reckoned" in way:
            scale = len(frame) / len(part)
            wall, processor, hits = wall * scale, processor * scale, round(hits * scale)
        print(f"{name}: {way}: {wall:.3f} s wall, {processor:.3f} s processor, {hits} variants found", flush=True)
        rows.append(f"| {way} | {wall:.3f} s | {processor:.3f} s | {len(frame) / processor / 1e6:.2f} M | {hits:,} |")
    return [
        f"**{name}** ({len(frame):,} variants)",
        "",
        "| | wall | processor | variants a processor second | variants found |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5, help="of the fast ways; the best counts")
    parser.add_argument("--write", type=Path, help="the page whose marked part is written anew")
    asked = parser.parse_args()
    k = ckdb.open()
    coding = coding_letters(k)
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        genome = table(asked.rows, 0.005, [])
        lines += measured(k, "As in a genome: 0.5 % at hotspots, the rest where no gene is known", genome, asked.rounds, Path(folder))
        exons = table(asked.rows // 10, 0.005, coding)
        lines += measured(k, "Worst case: every variant in a coding exon near a hotspot", exons, asked.rounds, Path(folder))
    load = statistics.fmean(os.getloadavg()[:2])
    page = "\n".join([BEGIN, "", *lines, f"{os.cpu_count()} cores, load {load:.0f} while it ran, index {k.content_id}.", "", END])
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
