#!/usr/bin/env python3
"""Checks the kinase domains of `knowledge/genes` and the lengths of fusion partners against the sequences of the proteins.

Claims about fusions ask whether a kinase domain is kept, so a domain drawn in the wrong place loses or invents matches. A range of
residues can be checked against nothing but the sequence, because every active protein kinase has the same landmarks in the same
order (Hanks and Hunter 1995, PMID 7768349):

  * the glycine-rich loop `G-x-G-x-x-[GA]`, a few residues behind the first of the domain;
  * the lysine of `V-A-[IV]-K`, 12 to 30 residues behind it;
  * `H-R-D` of the catalytic loop, `D-F-G` at most 30 residues behind it, and `[APS]-P-E` (in RET A-I-E) at most 45 behind that;
  * the arginine of the last helices, `R-x-x-[FIL]`, in the last 30 residues, or in the last 60 where the range ends with the protein.

All of them must lie within the range, in this order. What this cannot tell is the exact first and last residue: those are where
UniProt draws them, and the record says whether somebody saw it.

Where the data hold another isoform than the record counts on, residues are counted from the end of the protein (the isoforms of
FGFR1 and NTRK2 differ before their domains).

The coding parts of fusion partners whose models begin by the length of the protein (`knowledge/genome/README.md`) must have that
length.

Needs Python 3.11 and its standard library only. The data folder is `CKDB_DATA`, or `../shared/data` beside the repository. Without
it the check is SKIPPED, loudly. The exit code is 1 if a range does not hold its landmarks.

Usage: python3 ckdb-build/tests/verify_kinase_domains.py
"""

import csv
import gzip
import os
import re
import sys
import tomllib
from pathlib import Path

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
DATA = Path(os.environ.get("CKDB_DATA") or KNOWLEDGE.parent.parent / "shared" / "data")
SEQUENCES = "oncokb/isoform_protein_sequences.tsv.gz"

FORM = re.compile(r"UniProt:(\w+) (\d+)-(\d+) of (\d+)")
# Landmark, its form, and how far behind the landmark before it (or the first residue) it may begin.
LANDMARKS = [
    ("glycine-rich loop", r"(?=G.G..[GA])", 0, 15),
    ("VAIK lysine", r"(?=[VA][AM][VIA]K)", 12, 30),
    ("HRD", r"(?=HRD)", 60, 220),
    ("DFG", r"(?=DFG)", 15, 30),
    ("APE", r"(?=[APS][PI]E)", 20, 45),
]
LAST_ARGININE = re.compile(r"(?=R..[FIL])")


def missing(domain: str, is_last: bool) -> str | None:
    """The first landmark that is not where it must be, or None. `is_last`: the range ends with the protein."""
    at = 0
    for name, form, least, most in LANDMARKS:
        places = [m.start() for m in re.finditer(form, domain) if least <= m.start() - at <= most]
        if not places:
            return f"{name} is not {least} to {most} residues behind residue {at + 1} of the range"
        at = places[0]
    tail = domain[-60:] if is_last else domain[-30:]
    if not LAST_ARGININE.search(tail) or len(domain) - at < 60:
        return "the arginine of the last helices is not near the end of the range"
    return None


def self_test() -> None:
    """A range that is right passes; the same range moved, cut or without a landmark does not. So the check can fail."""
    loop, lysine, hrd, dfg, ape = "L" * 7 + "GAGAFG", "S" * 15 + "VAIK", "S" * 100 + "HRD", "S" * 17 + "DFG", "S" * 24 + "APE"
    end = "S" * 80 + "RPSF" + "S" * 10
    right = loop + lysine + hrd + dfg + ape + end
    assert missing(right, False) is None, missing(right, False)
    for wrong in (right[10:], right[:-30], right.replace("HRD", "HRS"), right.replace("DFG", "SSS"), "S" * 40 + right):
        assert missing(wrong, False), "a wrong range passed"


def partner_problems(sequences) -> list[str]:
    """Fusion partners whose coding part has not three letters a residue of the protein, and three for the stop."""
    known = {"TMPRSS2": ("ENST00000332149", 492)}  # PMID 9325052; the data hold a longer isoform.
    known |= {symbol: (isoform, len(sequence)) for symbol, isoform, sequence in sequences if symbol == "RARA"}
    problems, seen = [], 0
    for assembly in ("GRCh37", "GRCh38"):
        symbol = None
        for line in (KNOWLEDGE / "genome" / "partners" / f"{assembly}.txt").read_text(encoding="ascii").splitlines():
            fields = line.split(" ")
            if fields[0] == "gene":
                symbol = fields[1]
            elif fields[0] == "transcript" and symbol in known and fields[1].split(".")[0] == known[symbol][0]:
                told = dict(field.split("=", 1) for field in fields if "=" in field)
                first, last = map(int, told["cds"].split("-"))
                exons = [tuple(map(int, exon.split("-"))) for exon in told["exons"].split(",")]
                letters = sum(max(0, min(end, last) - max(start, first) + 1) for start, end in exons)
                seen += 1
                if letters / 3 - 1 != known[symbol][1]:
                    problems.append(f"genome/partners/{assembly} {symbol}: {letters / 3 - 1} residues, the source says {known[symbol][1]}")
    if seen != 2 * len(known):
        problems.append(f"genome/partners: {seen} of {2 * len(known)} lengths could be compared")
    return problems


def main() -> int:
    self_test()
    ranges = {}
    for path in sorted((KNOWLEDGE / "genes").glob("*.toml")):
        with path.open("rb") as file:
            record = tomllib.load(file)
        if "kinase_domain" in record:
            ranges[path.stem] = record["kinase_domain"]
    path = DATA / SEQUENCES
    if not path.is_file():
        print(f"SKIPPED: {len(ranges)} kinase domains ({SEQUENCES} is not in {DATA}). Set CKDB_DATA to the data folder.")
        return 0
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [(row["Hugo Symbol"], row["Isoform"], row["Sequence"]) for row in csv.DictReader(file, delimiter="\t")]
    sequences = {(symbol, sequence) for symbol, _, sequence in rows}
    problems = partner_problems(rows)
    for gene, text in ranges.items():
        form = FORM.fullmatch(text)
        proteins = sorted(sequence for symbol, sequence in sequences if symbol == gene)
        if form is None or not proteins:
            problems.append(f"genes/{gene}: {text!r} is no range, or the data hold no protein of the gene")
            continue
        first, last, length = (int(number) for number in form.groups()[1:])
        for protein in proteins:
            shift = len(protein) - length
            domain = protein[first - 1 + shift : last + shift]
            if why := missing(domain, last == length):
                problems.append(f"genes/{gene} {text} on a protein of {len(protein)}: {why}")
            elif shift:
                print(f"genes/{gene}: counted from the end, on an isoform of {len(protein)} residues instead of {length}")
    for text in problems:
        print(text)
    print(f"{len(ranges)} kinase domains and the lengths of fusion partners compared: {len(problems)} problem(s)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
