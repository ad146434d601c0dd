"""Fusions, lost and doubled exons: by geometry alone.

A breakend has a position and a side: +1 keeps what lies below it, -1 what lies above (VCF 4.3, section 5.4: `t]p]` is +1/+1,
`t[p[` is +1/-1, `]p]t` is -1/+1, `[p[t` is -1/-1). A gene gives the beginning of a fused transcript when side times strand is +1, and the
end when it is -1. Breaks are put in the middle of introns of published exon tables; a fused transcript of a pair is in frame, as
the coding lengths of the exons show.
"""

import os

from models import ASSEMBLIES, data_folder
from rows import leaf, line, row, toml

TABLES = {"GRCh37": "genes/fusion_genes_exons.hg19.csv", "GRCh38": "genes/fusion_genes_exons.hg38.csv"}
# 5' gene, its last exon kept, 3' gene, its first exon kept, who describes it.
FUSIONS = [("EML4", 13, "ALK", 20, "variant 1, PMID 17625570"), ("EML4", 6, "ALK", 20, "variant 3a, PMID 18451166"),
           ("EML4", 20, "ALK", 20, "variant 2, PMID 17625570"), ("CD74", 6, "ROS1", 34, "PMID 18083107"),
           ("KIF5B", 15, "RET", 12, "PMID 22327624"), ("CCDC6", 1, "RET", 12, "PMID 2406025"),
           ("FGFR3", 17, "TACC3", 11, "PMID 22837387"), ("BCR", 14, "ABL1", 2, "e14a2 (b3a2)"), ("BCR", 13, "ABL1", 2, "e13a2 (b2a2)"),
           ("BCR", 1, "ABL1", 2, "e1a2"), ("ETV6", 5, "RUNX1", None, "t(12;21)"), ("TMPRSS2", 1, "ERG", None, "PMID 16254181")]


class Gene:
    def __init__(self, contig, exons):
        self.contig, self.exons = contig, exons
        self.sign = 1 if exons[0][0] < exons[-1][0] else -1

    def intron(self, after):
        """A position in the middle of the intron behind exon `after`."""
        (a, b), (c, d) = self.exons[after - 1], self.exons[after]
        low, high = min(b, d), max(a, c)
        return (low + high) // 2


def genes(world, assembly):
    """Genes with a declared transcript by its exons, the others by the published table."""
    found, current = {}, None
    for text in open(os.path.join(data_folder(), TABLES[assembly])):
        if text.startswith(">"):
            name, place = text[1:].strip().split(",")
            current = found.setdefault(name.split("_")[0], (place.split(":")[0], []))
        elif text.strip():
            _, first, last = text.strip().split(",")
            current[1].append((int(first), int(last)))
    tables = {symbol: Gene(contig, exons) for symbol, (contig, exons) in found.items() if len(exons) > 1}
    return tables | {symbol: Gene(transcript.contig, transcript.exons) for symbol, transcript in world[assembly].items() if len(transcript.exons) > 1}


def bracket(side, mate_contig, mate_position, mate_side):
    mark = "]" if mate_side == 1 else "["
    there = f"{mark}{mate_contig}:{mate_position}{mark}"
    return "N" + there if side == 1 else there + "N"


def spellings(a, b):
    """One junction of two ends (contig, position, side), as people write it."""
    one = line(a[0], a[1], "N", bracket(a[2], *b), "SVTYPE=BND")
    two = line(b[0], b[1], "N", bracket(b[2], *a), "SVTYPE=BND")
    found = [(one, "breakend at the 5' gene"), (two, "breakend at the 3' gene"), (one + "; " + two, "both breakends")]
    if a[0] == b[0]:
        low, high = sorted([a, b], key=lambda end: end[1])
        if (low[2], high[2]) == (1, -1):
            found.append((line(low[0], low[1], "N", "<DEL>", f"END={high[1] - 1}", "SVTYPE=DEL"), "<DEL>"))
        elif (low[2], high[2]) == (-1, 1):
            found.append((line(low[0], low[1] - 1, "N", "<DUP>", f"END={high[1]}", "SVTYPE=DUP"), "<DUP>"))
        elif low[2] == 1:
            found.append((line(low[0], low[1], "N", "<INV>", f"END={high[1]}", "SVTYPE=INV"), "<INV>"))
        else:
            found.append((line(low[0], low[1] - 1, "N", "<INV>", f"END={high[1] - 1}", "SVTYPE=INV"), "<INV>"))
    return found


def fusions(world):
    for assembly in ASSEMBLIES:
        known = genes(world, assembly)
        for five, last, three, first, who in FUSIONS:
            one, other = known[five], known[three]
            first_kept = first or 4
            a = (one.contig, one.intron(last), one.sign)
            b = (other.contig, other.intron(first_kept - 1), -other.sign)
            support = f"geometry: exon {last} of {five} ({'+' if one.sign > 0 else '-'}) joined to exon {first_kept} of {three} ({'+' if other.sign > 0 else '-'}); {who}"
            pair = toml(leaf("fusion-pair", five_prime=five, three_prime=three))
            for sample, note in spellings(a, b):
                row("R18-fusion-pair", "R18", assembly, sample + "; structural called", pair, "true", support, note)
            sample = spellings(a, b)[0][0] + "; structural called"
            row("R18-fusion-pair", "R18", assembly, sample, toml(leaf("fusion-pair", five_prime=three, three_prime=five)), "false", support, "the roles turned round")
            # The reciprocal product, and both genes joined head to head.
            back = spellings((a[0], a[1], -a[2]), (b[0], b[1], -b[2]))[0][0]
            row("R18-fusion-pair", "R18", assembly, back + "; structural called", pair, "false", "geometry: both sides turned: the reciprocal product only", "reciprocal")
            head = spellings(a, (b[0], b[1], -b[2]))[0][0]
            row("R18-fusion-pair", "R18", assembly, head + "; structural called", pair, "false", "geometry: both genes in the 5' role", "head to head")
            if first:
                exons = toml(leaf("fusion-pair", five_prime=five, three_prime=three, five_prime_exon=last, three_prime_exon=first))
                row("R18-fusion-pair", "R18", assembly, sample, exons, "true", support, "with the exons claimed")
                row("R18-fusion-pair", "R18", assembly, sample, toml(leaf("fusion-pair", five_prime=five, three_prime=three, five_prime_exon=last + 1, three_prime_exon=first)),
                    "false", support, "another exon claimed")
            if three in ("ALK", "ROS1", "RET", "ABL1"):
                for role, expected in (("three-prime", "true"), ("five-prime", "false")):
                    row("R19-fusion-role", "R19", assembly, sample, toml(leaf("fusion", gene=three, role=role)), expected, support, f"{three} in the {role} role")
                row("R19-fusion-role", "R19", assembly, back + "; structural called", toml(leaf("fusion", gene=three, role="three-prime")), "false",
                    "geometry: the reciprocal product has the gene in the 5' role", "reciprocal")
                row("R20-rearrangement", "R20", assembly, sample, toml(leaf("fusion", gene=three, role="either")), "true", support)
        fgfr3 = known["FGFR3"]
        tacc3 = known["TACC3"]
        a, b = ("chr4", fgfr3.intron(17), 1), ("chr4", tacc3.intron(10), -1)
        for sample, note in spellings(a, b):
            row("R19-fusion-role", "R19", assembly, sample + "; structural called", toml(leaf("fusion", gene="FGFR3", role="five-prime")), "true", "geometry: DUP on chr4, both genes on +", note)
        row("R19-fusion-role", "R19", assembly, spellings(a, b)[0][0] + "; structural called", toml(leaf("fusion", gene="FGFR3", role="three-prime")), "false", "geometry: FGFR3 gives the beginning", "wrong role")
        alk = known["ALK"]
        for role in ("three-prime", "either"):
            rule = "R19" if role == "three-prime" else "R20"
            file = "R19-fusion-role" if role == "three-prime" else "R20-rearrangement"
            claim = toml(leaf("fusion", gene="ALK", role=role))
            middle = alk.intron(10)
            row(file, rule, assembly, line("chr2", middle, "N", "<DEL>", f"END={middle + 500}") + "; structural called", claim, "false",
                "geometry: both breaks in one intron", "a deletion within an intron")
            row(file, rule, assembly, "structural called", claim, "false", "no structural variant was found", "nothing there")
            row(file, rule, assembly, "callable all", claim, "unknown(NO_SV)", "nobody says that structural variants were called", "nobody looked")
        row("R18-fusion-pair", "R18", assembly, "callable all", toml(leaf("fusion-pair", five_prime="EML4", three_prime="ALK")), "unknown(NO_SV)",
            "nobody says that structural variants were called", "nobody looked")
        row("R18-fusion-pair", "R18", assembly, "structural called", toml(leaf("fusion-pair", five_prime="EML4", three_prime="ALK")), "false",
            "structural variants were called, none is here", "nothing there")


def whole_exons(world):
    """R21: exons first-last of a gene lost or doubled, breaks in the introns around them."""
    tried = [("EGFR", "deletion", 2, 7, "EGFRvIII"), ("EGFR", "duplication", 18, 25, "kinase domain duplication"), ("MET", "deletion", 14, 14, "MET exon 14"),
             ("EGFR", "deletion", 25, 27, "vIVa")]
    for assembly in ASSEMBLIES:
        for symbol, change, first, last, name in tried:
            transcript = world[assembly][symbol]
            gene = Gene(transcript.contig, transcript.exons)
            claim = toml(leaf("exon-change", gene=symbol, change=change, first=first, last=last))
            def joined(kind, begin, end):
                low, high = sorted([gene.intron(begin - 1), gene.intron(end)])
                sides = {"deletion": ((low, 1), (high, -1)), "duplication": ((low, -1), (high, 1)), "inversion": ((low, 1), (high, 1))}[kind]
                return tuple((gene.contig, *side) for side in sides)
            support = f"geometry: breaks in introns {first - 1} and {last} of {transcript.accession}; {name}"
            for sample, note in spellings(*joined(change, first, last)):
                row("R21-exon-change", "R21", assembly, sample + "; structural called", claim, "true", support, note)
                if name == "MET exon 14":
                    row("R22b-exon-14-lost", "R22", assembly, sample + "; structural called", toml(leaf("splice-loss", gene="MET", exon=14)), "true", support, note)
            other = "duplication" if change == "deletion" else "deletion"
            for kind, begin, end, note in [(other, first, last, f"a {other} of the same exons"), ("inversion", first, last, "an inversion"), (change, first, last + 1, "an exon more"),
                                           (change, first + 1, max(last, first + 1), "an exon less or others"), (change, first - 1, last, "an exon more in front")]:
                if (begin == first + 1 and first == last) or end >= len(gene.exons) or begin < 2:
                    continue
                sample = spellings(*joined(kind, begin, end))[-1][0]
                row("R21-exon-change", "R21", assembly, sample + "; structural called", claim, "false", f"geometry: a {kind} of exons {begin}-{end}", note)
            row("R21-exon-change", "R21", assembly, "callable all", claim, "unknown(NO_SV)", "nobody says that structural variants were called", "nobody looked")
            row("R21-exon-change", "R21", assembly, "structural called", claim, "false", "structural variants were called, none is here", "nothing there")


def add(world):
    fusions(world)
    whole_exons(world)
