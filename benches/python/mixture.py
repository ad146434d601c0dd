"""A seeded table of variants as a cohort of tumours has them, GRCh37: what the benchmark of tables asks about.

A thousand tumours with a thousand variants each, one tumour after the other, each in the order of its VCF. Of the variants

* 0.5 % are alleles that CIViC gives letters for (a hotspot in every other tumour or so);
* 1 % change a coding letter of a gene that knowledge has a model of, nearly each of them another one: these genes have 365,000
  coding letters, one in a hundred of the genome's, so this is the share of an exome (a whole genome has a hundredth of it);
* the others lie anywhere on the 24 chromosomes, each with a chance by its length; some of them in introns of these genes.

One in ten of the last two is an insertion or deletion of one to three letters. REF is the reference's letter where the
repository holds it (`knowledge/genome`), else any letter: nobody compares it there.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from pathlib import Path

import polars as pl

SEED = 20261121
KNOWN, CODING, INDELS = 0.005, 0.01, 0.1
TUMOURS = 1_000
# Lengths of GRCh37 (hg19), in letters.
LENGTHS = {
    "1": 249250621, "2": 243199373, "3": 198022430, "4": 191154276, "5": 180915260, "6": 171115067, "7": 159138663, "8": 146364022,
    "9": 141213431, "10": 135534747, "11": 135006516, "12": 133851895, "13": 115169878, "14": 107349540, "15": 102531392,
    "16": 90354753, "17": 81195210, "18": 78077248, "19": 59128983, "20": 63025520, "21": 48129895, "22": 51304566,
    "X": 155270560, "Y": 59373566,
}
ORDER = {name: number for number, name in enumerate(LENGTHS)}
KEYS = ["chrom", "pos", "ref", "alt"]
SCHEMA = {"tumour": pl.UInt32, "chrom": pl.String, "pos": pl.Int64, "ref": pl.String, "alt": pl.String}
Allele = tuple[str, int, str, str]


class Letters:
    """Letters of the reference around the exons of modelled genes, and which of them are coding."""

    def __init__(self, folder: Path) -> None:
        windows: dict[str, dict[int, list[str]]] = defaultdict(dict)
        coding: set[tuple[str, int, int]] = set()
        for path in sorted(folder.glob("*.txt")):
            window: list[str] = []
            for line in path.read_text(encoding="ascii").splitlines():
                if line.startswith(">"):
                    chrom, place = line[4:].split(":")
                    window = windows[chrom][int(place.split("-")[0])] = []
                elif line.startswith("transcript "):
                    coding.update(coding_parts(line))
                elif window is not None and line.isalpha() and line.isupper():
                    window.append(line)
        self.windows = {chrom: {start: "".join(parts) for start, parts in found.items()} for chrom, found in windows.items()}
        self.starts = {chrom: sorted(found) for chrom, found in self.windows.items()}
        self.coding = sorted(coding)
        self.weights = [last - first + 1 for _, first, last in self.coding]

    def at(self, chrom: str, first: int, length: int) -> str | None:
        """`length` letters from `first` (1-based) on; `None` where they are not held."""
        starts = self.starts.get(chrom, [])
        place = bisect_right(starts, first) - 1
        if place < 0:
            return None
        letters = self.windows[chrom][starts[place]][first - starts[place] :][:length]
        return letters if len(letters) == length else None


def coding_parts(line: str) -> list[tuple[str, int, int]]:
    """Coding stretches of the exons of a MANE Select transcript; of others none."""
    _, _, _, chrom, _, *fields = line.split()
    told = dict(field.split("=") for field in fields)
    if told["mane"] != "select" or told["cds"] == "-":
        return []
    first, last = map(int, told["cds"].split("-"))
    exons = [tuple(map(int, exon.split("-"))) for exon in told["exons"].split(",")]
    return [(chrom[3:], max(first, start), min(last, end)) for start, end in exons if start <= last and end >= first]


def changed(draw: random.Random, letters: Letters, chrom: str, pos: int) -> Allele:
    """Some change there."""
    lost = draw.randint(1, 3) if draw.random() < INDELS / 2 else 0
    ref = letters.at(chrom, pos, 1 + lost) or "".join(draw.choices("ACGT", k=1 + lost))
    if lost:
        return chrom, pos, ref, ref[0]
    if draw.random() < INDELS / 2:
        return chrom, pos, ref, ref + "".join(draw.choices("ACGT", k=draw.randint(1, 3)))
    return chrom, pos, ref, draw.choice("ACGT".replace(ref, ""))


def cohort(
    rows: int, known: list[Allele], letters: Letters, coding: float = CODING, of_known: float = KNOWN
) -> pl.DataFrame:
    """The table: the tumour, and the four columns that name a variant; which share is coding, and which are alleles of CIViC."""
    draw = random.Random(SEED)
    names, lengths = list(LENGTHS), list(LENGTHS.values())
    made = []
    for row in range(rows):
        kind = draw.random()
        if kind < of_known:
            allele = draw.choice(known)
        elif kind < of_known + coding:
            ((chrom, first, last),) = draw.choices(letters.coding, letters.weights)
            allele = changed(draw, letters, chrom, draw.randint(first, last))
        else:
            (chrom,) = draw.choices(names, lengths)
            allele = changed(draw, letters, chrom, draw.randint(10_001, LENGTHS[chrom] - 10_000))
        made.append((row * TUMOURS // rows, *allele))
    made.sort(key=lambda variant: (variant[0], ORDER[variant[1]], variant[2:]))
    return pl.DataFrame(made, schema=SCHEMA, orient="row")
