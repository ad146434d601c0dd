"""Rows of the corpus, collected and written: one file a rule or group of rules, sorted as they were made."""

import os

COLUMNS = ("id", "rule", "assembly", "sample", "criterion", "expected", "level", "near", "support", "note")
FILES = {}
SEEN = set()


def row(file, rule, assembly, sample, criterion, expected, support, note="", level="", near=""):
    """One row; a row that says the same as an earlier one is left out."""
    key = (assembly, sample, criterion)
    if key in SEEN:
        return
    SEEN.add(key)
    rows = FILES.setdefault(file, [])
    fields = [f"{file.split('-')[0]}-{len(rows) + 1:03}", rule, assembly, sample, criterion, expected, level, near, support, note]
    assert all(field == field.strip() and "\t" not in field and "\n" not in field for field in fields), fields
    assert support and expected and sample, fields
    rows.append(fields)


def write(folder):
    for file, rows in FILES.items():
        with open(os.path.join(folder, file + ".tsv"), "w", encoding="utf-8", newline="\n") as out:
            out.write("\t".join(COLUMNS) + "\n")
            for fields in rows:
                out.write("\t".join(fields) + "\n")
    for file, rows in sorted(FILES.items()):
        print(f"{len(rows):5} {file}")
    print(f"{sum(map(len, FILES.values())):5} rows")


def toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return '"' + value + '"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(part)}" for key, part in value.items()) + " }"
    return "[" + ", ".join(map(toml, value)) + "]"


def leaf(kind, **fields):
    """A leaf as a Python value; `toml` writes it."""
    return {"kind": kind, **{name: value for name, value in fields.items() if value is not None}}


def change(gene, name):
    return leaf("protein-change", gene=gene, change=name)


def codon(gene, number, reference, excluding=None):
    return leaf("codon", gene=gene, codon=number, reference=reference, excluding=excluding)


def exon(gene, exons, classes, excluding=None):
    return leaf("exon", gene=gene, exons=exons, **{"class": classes}, excluding=excluding)


def gene_class(gene, name, **more):
    return leaf("gene-class", gene=gene, **{"class": name}, **more)


def line(contig, position, ref, alt, *more):
    """One line of the sample as the corpus writes it."""
    return " ".join([f"{contig}:{position}:{ref}>{alt}", *more])


def write_genes(folder, symbols):
    """The transcript each gene's claims are counted on."""
    with open(os.path.join(folder, "genes.txt"), "w", encoding="utf-8", newline="\n") as out:
        for symbol, accession in sorted(symbols.items()):
            out.write(f"{symbol}\t{accession}\n")
