"""Alleles that others published with their names: CIViC's coordinates (CC0), and MC3's calls of TCGA tumours (open access).

A row is made only where the name its source gives and our own reading of the letters (`models.py`) agree on the transcript that
claims are numbered on; what is numbered on another transcript is left out and counted.
"""

import csv
import gzip
import os
import re

from models import ASSEMBLIES, CODE, data_folder, translated
from rows import change, codon, gene_class, line, row, toml

CIVIC = {"GRCh37": "civic/2024-08-01/civic_accepted.vcf.gz", "GRCh38": "civic/derived/civic_2024-08-01.lifted.GRCh38.vcf.gz"}
ACIDS = "ACDEFGHIKLMNPQRSTVWY"


def civic(world):
    file, left_out = "R01b-public", 0
    for assembly in ASSEMBLIES:
        for text in gzip.open(os.path.join(data_folder(), CIVIC[assembly]), "rt"):
            if text.startswith("#"):
                continue
            fields = text.split("\t")
            contig, position, ref, alt = "chr" + fields[0].removeprefix("chr"), int(fields[1]), fields[3], fields[4]
            info = dict(part.split("=", 1) for part in fields[7].split(";") if "=" in part)
            gene, name = info["GN"], info["VT"]
            named = re.fullmatch(r"([A-Z])(\d+)([A-Z*])", name)
            transcript = world[assembly].get(gene)
            if not named or not transcript or len(ref) != len(alt):
                continue
            one, number, other = named.group(1), int(named.group(2)), named.group(3)
            try:
                letters = transcript.mutated(position, ref, alt)
            except (AssertionError, KeyError):
                letters = None
            protein = transcript.protein
            if number == 1 or not letters or number > len(protein) or protein[number - 1] != one or (
                    translated(letters) != (protein[:number - 1] + other + protein[number:]).split("*")[0] + "*"):
                left_out += 1
                continue
            where = line(contig, position, ref, alt)
            support = f"CIViC variant {fields[2]} {gene} {name}, 2024-08-01 ({'its coordinates' if assembly == 'GRCh37' else 'lifted by the UCSC chain'}); genetic code on {transcript.accession}"
            row(file, "R1", assembly, where, toml(change(gene, name)), "true", support, "", "SAME_PROTEIN")
            if other == "*":
                continue
            wrong = ACIDS[(ACIDS.index(other) + number) % 20]
            while wrong in (other, one):
                wrong = ACIDS[(ACIDS.index(wrong) + 1) % 20]
            if number % 3 == 0:
                row(file, "R5", assembly, where, toml(change(gene, f"{one}{number}{wrong}")), "false", support, "another residue", "", "SAME_CODON_OTHER_RESIDUE")
            if number % 3 == 1:
                row(file, "R2", assembly, where, toml(codon(gene, number, one)), "true", support, "", "CODON")
    print("CIViC names on other transcripts, left out:", left_out)


TRUNCATING = {"Nonsense_Mutation", "Frame_Shift_Del", "Frame_Shift_Ins", "Splice_Site"}
KEPT = {"Missense_Mutation", "In_Frame_Del", "In_Frame_Ins"}
GENES = {"TP53": 30, "DNMT3A": 24, "TET2": 40, "NF1": 20, "ASXL1": 20, "STAG2": 20, "BRCA2": 20, "ATM": 20, "PTEN": 10, "CDKN2A": 24,
         "SF3B1": 8, "BAP1": 30, "KDM6A": 12, "TSC1": 8, "TSC2": 8, "RUNX1": 20, "EZH2": 10}


def chain():
    """Blocks of the UCSC chain from GRCh37 to GRCh38: contig -> (start, end, start there, plus strand)."""
    blocks, head = {}, None
    for text in gzip.open(os.path.join(data_folder(), "reference/hg19ToHg38.over.chain.gz"), "rt"):
        words = text.split()
        if len(words) > 5:
            head = (words[2], words[7], words[9]) if words[2] == words[7] and words[9] == "+" else None
            here, there = int(words[5]), int(words[10])
        elif words and head:
            size = int(words[0])
            blocks.setdefault(head[0], []).append((here, here + size, there))
            if len(words) == 3:
                here, there = here + size + int(words[1]), there + size + int(words[2])
    return blocks


def lifted(blocks, contig, first, last):
    for start, end, there in blocks.get(contig, []):
        if start < first and last <= end:
            return first - start + there
    return None


def mc3(world):
    """Classes of change as MC3 (VEP on Ensembl's transcripts) states them, in tumour suppressors."""
    blocks, counts = chain(), {}
    for cancer in ("LAML", "PAAD", "THYM", "UVM"):
        path = os.path.join(data_folder(), f"conformance/consequence/mc3-grch37/{cancer}.mc3.tsv.gz")
        for fields in csv.DictReader(gzip.open(path, "rt"), delimiter="\t"):
            gene, kind = fields["Hugo_Symbol"], fields["Variant_Classification"]
            transcript = world["GRCh37"].get(gene)
            if gene not in GENES or not transcript or kind not in TRUNCATING | KEPT | {"Silent"}:
                continue
            contig, first = "chr" + fields["Chromosome"], int(fields["Start_Position"])
            last, ref, alt = int(fields["End_Position"]), fields["Reference_Allele"].strip("-"), fields["Tumor_Seq_Allele2"].strip("-")
            if kind != "Splice_Site" and not agrees(transcript, kind, fields["HGVSp_Short"], first, last, ref, alt):
                continue
            if kind == "Splice_Site" and not re.fullmatch(r"c\.-?\d+[+-][12][ACGT]>[ACGT]", fields["HGVSc"]):
                continue
            counts[gene] = counts.get(gene, 0) + 1
            if counts[gene] > GENES[gene]:
                continue
            for assembly in ASSEMBLIES:
                model, at = world[assembly][gene], first if assembly == "GRCh37" else lifted(blocks, contig, first, last)
                if not at:
                    continue
                # An insertion of MC3 stands between Start and End.
                place = model.genome.anchored(contig, at, at + len(ref) - 1, alt) if ref else model.genome.anchored(contig, at + 1, at, alt)
                where = line(contig, *place)
                support = f"MC3 {cancer} {fields['HGVSc']} {fields['HGVSp_Short']} {kind} on {fields['Transcript_ID']}"
                support += "" if assembly == "GRCh37" else "; lifted by the UCSC chain"
                cut = kind in TRUNCATING
                row("R10b-public", "R10", assembly, where + "; structural called", toml(gene_class(gene, "truncating")), "true" if cut else "false", support, "", "GENE_CLASS" if cut else "")
                if counts[gene] % 2:
                    row("R12b-public", "R12", assembly, where, toml(gene_class(gene, "any")), "false" if kind == "Silent" else "true", support, "", "" if kind == "Silent" else "GENE_ANY")


def agrees(transcript, kind, name, first, last, ref, alt):
    """Do the letters, read on our transcript, give what the source names?"""
    try:
        place = transcript.genome.anchored(transcript.contig, first, last, alt) if ref else transcript.genome.anchored(transcript.contig, last, first, alt)
        letters = transcript.mutated(*place)
    except (AssertionError, KeyError):
        return False
    if not letters:
        return False
    protein, found = transcript.protein, translated(letters)
    named = re.fullmatch(r"p\.([A-Z*])(\d+)(.*)", name)
    if not named or len(protein) < int(named.group(2)) or protein[int(named.group(2)) - 1] != named.group(1):
        return False
    shift = len(letters) - len(transcript.cds)
    if kind.startswith("Frame_Shift"):
        return shift % 3 != 0 and found != protein
    if kind == "Nonsense_Mutation":
        return found == protein[:int(named.group(2)) - 1] + "*"
    if kind == "Silent":
        return found == protein
    return shift % 3 == 0 and len(found) == len(protein) + shift // 3 and (kind != "Missense_Mutation" or found[int(named.group(2)) - 1] == name[-1])


def add(world):
    civic(world)
    mc3(world)
